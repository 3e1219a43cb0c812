"""Saved views in the inbox: names for addresses."""

from urllib.parse import parse_qs, urlsplit

import pytest

from domain.actors import Actor
from service.inbox import OPENS_WITH, Inbox
from tests.web.driver import Site
from web.filters import Asked


async def test_a_view_is_saved_renamed_and_removed(site: Site) -> None:
    """It is a tab that leads to its filters, the API has it too, and what was removed can be saved again at once."""
    emil = await site.by("emil")

    saved = await emil.act("/?act=task&overdue=true&priority=1", "/views", name="Late and urgent")

    (view,) = [one for one in await _views(site, "emil") if one["name"] == "Late and urgent"]
    assert view["filters"] == {"act": "task", "overdue": True, "priority": 1}
    page = await emil.get(saved.headers["location"])
    assert "View saved" in page.text
    query = parse_qs(urlsplit(next(link for link in page.links if "priority=1" in link)).query)
    assert query == {"act": ["task"], "overdue": ["true"], "priority": ["1"]}
    await emil.send(page, f"/views/{view['id']}", name="Burning")
    page = await emil.get("/?act=task&overdue=true&priority=1")
    assert "Burning" in page.text
    removed = await emil.http.post(f"/views/{view['id']}/remove", data=page.form(f"/views/{view['id']}").fields)
    assert removed.status_code == 303
    after = await emil.get(removed.headers["location"])
    assert "View removed" in after.text
    assert "/views" in [form.action for form in after.forms]
    assert view["id"] not in {one["id"] for one in await _views(site, "emil")}


async def test_a_name_that_is_taken_is_said_beside_the_field(site: Site) -> None:
    """With what was typed, on the same list; and so is one that is none."""
    erin = await site.by("erin")
    await erin.act("/?scope=mine", "/views", name="Only mine")

    taken = await erin.act("/?q=needle", "/views", 422, name="Only mine")
    empty = await erin.act("/?q=needle", "/views", 422, name="   ")

    assert 'value="Only mine"' in taken.text
    assert "You have a view named Only mine; choose another name." in taken.text
    assert 'value="needle"' in taken.text
    assert "Give the view a name." in empty.text


async def test_an_inbox_opens_with_the_view_one_chose(site: Site) -> None:
    """Under its own address; everything is one click away, and another choice replaces it."""
    lena = await site.by("lena")
    for name, path in (("Votes", "/?act=vote"), ("Words", "/?q=harbour")):
        await lena.act(path, "/views", name=name)
    ids = {one["name"]: one["id"] for one in await _views(site, "lena")}

    for name in ("Votes", "Words"):
        page = await lena.get("/?scope=all")
        fields = {**page.form(f"/views/{ids[name]}").fields, "opens": "true"}
        await lena.http.post(f"/views/{ids[name]}/opens", data=fields)

    opened = await lena.http.get("/")
    assert (opened.status_code, opened.headers["location"]) == (303, "/?q=harbour")
    everything = next(link for link in (await lena.get("/?q=harbour")).links if link.startswith("/?scope=all"))
    assert (await lena.http.get(everything)).status_code == 200
    assert {one["name"]: one["position"] for one in await _views(site, "lena")} == {"Votes": 0, "Words": OPENS_WITH}
    fields = {**(await lena.get("/?scope=all")).form(f"/views/{ids['Words']}").fields, "opens": "false"}
    await lena.http.post(f"/views/{ids['Words']}/opens", data=fields)
    assert (await lena.http.get("/")).status_code == 200


async def test_a_view_of_another_door_shows_the_same_list(site: Site) -> None:
    """With the filters that only the API offers to choose; each can be taken away."""
    key = await site.api.launch(product="Dinghy", title="Small boat")
    await site.api.launch(product="Galleon", title="Big boat")
    filters = {"product": "Dinghy", "stage": "build", "due_before": "2099-01-01T00:00:00Z", "priority": 3}
    await site.api.do("otto", "/me/inbox-views", 201, name="Dinghies", filters=filters)
    otto = await site.by("otto")

    link = next(link for link in (await otto.get("/?q=boat")).links if "product=Dinghy" in link)
    page = await otto.get(link)

    assert {one.split("/")[2].split(".")[0] for one in page.links if one.startswith("/tasks/")} == {key}
    assert "Product: Dinghy" in page.text
    assert Asked.saved(filters).said == {**filters, "due_before": "2099-01-01T00:00:00+00:00"}


@pytest.mark.parametrize("said", [{"priority": "9"}, {"due_before": "soon"}, {"due_before": "2026-01-01"}, {"x": "y"}])
def test_what_makes_no_sense_in_an_address_is_left_out(said: dict[str, str]) -> None:
    """Rather than refused: addresses are written by people, too."""
    assert Asked.of(said).query == {}
    assert Asked.of(said).href() == "/?scope=all"


async def test_nobody_changes_a_view_of_somebody_else(site: Site) -> None:
    """It does not exist for them."""
    inbox: Inbox = site.api.slipway.inbox
    theirs = await inbox.add_view(Actor("pia"), "not-yours", "Private", {}, None)
    otto = await site.by("otto")
    page = await otto.get("/?q=x")
    fields = page.form("/views").fields

    for path in ("", "/opens", "/remove"):
        reply = await otto.http.post(f"/views/{theirs.id}{path}", data={**fields, "name": "Mine now"})
        assert reply.status_code == 404

    assert (await inbox.view(Actor("pia"), theirs.id)).name == "Private"


async def _views(site: Site, person: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await site.api.get(person, "/me/inbox-views"))["items"]
    return found
