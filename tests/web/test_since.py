"""What changed since somebody last looked, on the page of a launch, task or gate."""

import re

from playwright.async_api import expect

from domain.events import GENESIS, Event
from tests.store.factories import NOON
from tests.web.browser import Served, violations
from tests.web.driver import Site, Visitor
from web.render import environment
from web.since import TOLD


async def _look(visitor: Visitor, path: str) -> None:
    page = await visitor.get(path)
    await visitor.send(page, "/looks")


async def test_a_gate_says_what_others_did_since_the_last_look(site: Site) -> None:
    """By name, without what stays sealed; one's own doing is no news, and what has been seen neither."""
    gate = await site.api.build(await site.api.launch())
    key = gate.partition(".")[0]
    quin = await site.by("quin")
    assert "Since you last looked" not in (await quin.get(f"/gates/{gate}")).text
    await _look(quin, f"/gates/{gate}")

    await site.api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    await site.api.do("sami", f"/gates/{gate}/votes", choice="reject", rationale="It leaks")
    await site.api.do("quin", f"/gates/{gate}/votes", choice="approve")
    await site.api.do("erin", f"/gates/{gate}/comments", 201, text="Look at the sync again")
    said = (await quin.get(f"/gates/{gate}")).text

    assert "Since you last looked" in said
    assert "Lena said that Legal is ready for this gate" in said
    assert "Sami voted on this gate" in said
    assert "A comment was written" in said
    assert "Quin voted on" not in said
    await _look(quin, f"/gates/{gate}")
    assert "Since you last looked" not in (await quin.get(f"/gates/{gate}")).text
    assert "Since you last looked" not in (await quin.get(f"/tasks/{key}.make")).text

    await site.api.do("erin", f"/gates/{gate}/comments", 201, text="It is only a comment")
    assert "A comment was written" in (await quin.get(f"/gates/{gate}")).text
    await _look(quin, f"/gates/{gate}")
    assert "Since you last looked" not in (await quin.get(f"/gates/{gate}")).text


async def test_a_launch_marks_what_is_new_in_its_log(site: Site) -> None:
    """Each item is looked at by itself, and each person has looked for themselves alone."""
    key = await site.api.launch()
    pia, otto = await site.by("pia"), await site.by("otto")
    await _look(pia, f"/launches/{key}")

    await site.api.build(key)
    hers, his = await pia.get(f"/launches/{key}"), await otto.get(f"/launches/{key}")

    assert "Otto finished Describe it" in hers.text
    assert "Erin finished Make it" in hers.text
    assert len(re.findall(r'pill-accent">New<', hers.html)) > 1
    assert f"/tasks/{key}.describe" in hers.links
    assert "Since you last looked" not in his.text
    assert 'pill-accent">New<' not in his.html


async def test_a_page_that_loads_itself_keeps_counting_from_the_same_look(site: Site) -> None:
    """What was new when it was opened stays so, though it has been looked at since."""
    key = await site.api.launch()
    pia = await site.by("pia")
    await _look(pia, f"/launches/{key}")
    await site.api.build(key)
    mark = re.search(r'data-since="([^"]+)"', (await pia.get(f"/launches/{key}")).html)
    assert mark is not None
    await _look(pia, f"/launches/{key}")

    again = await pia.http.get(f"/launches/{key}", headers={"Slipway-Refresh": "page", "Slipway-Since": mark[1]})
    odd = await pia.http.get(f"/launches/{key}", headers={"Slipway-Since": "nonsense"})

    assert "Otto finished" in again.text
    assert "Otto finished" not in odd.text


async def test_looking_is_a_form_like_any_other(site: Site) -> None:
    """Of one's own session, and of something that is there; how far one has seen is never past the end."""
    key = await site.api.launch()
    pia = await site.by("pia")
    csrf = (await pia.get(f"/launches/{key}")).forms[0].fields["csrf"]

    assert (await pia.http.post("/looks", data={"item": key, "seq": "1"})).status_code == 403
    for nothing in ("AUR-9999", f"{key}.nothing"):
        assert (await pia.http.post("/looks", data={"csrf": csrf, "item": nothing, "seq": "1"})).status_code == 404
    quietly = {"csrf": csrf, "item": key, "seq": "99999", "quietly": "true"}
    assert (await pia.http.post("/looks", data=quietly)).status_code == 204

    look = await site.api.slipway.looks.last("pia", key)
    assert look is not None
    assert look.seq == (await site.api.get("pia", f"/launches/{key}"))["seq"]


def test_every_event_that_is_told_has_a_sentence() -> None:
    """One that was forgotten would leave an empty line."""
    sentence = environment().get_template("since/events.html").module.sentence  # type: ignore[attr-defined]
    data = {"ready": False, "decision": "go", "percent": 50}
    events = [Event(1, GENESIS, GENESIS, NOON, "pia", action, "G1", data) for action in sorted(TOLD)]

    assert [one.action for one in events if not sentence(one, "Pia", "it", "Lena", "Legal").strip()] == []


async def test_a_page_that_was_seen_says_so_by_itself(shown: Served) -> None:
    """Once it has been on a screen for a moment; the next visit tells what is new, and who it was."""
    key = await shown.api.launch(title="Seen")
    tab = await shown.by("pia")
    async with tab.expect_response("**/looks") as saying:
        await tab.goto(f"/launches/{key}")
    assert (await saying.value).status == 204
    await expect(tab.get_by_role("button", name="Mark as seen")).to_be_hidden()
    await tab.goto("/launches")
    await shown.api.do("otto", f"/tasks/{key}.describe/claim")

    await tab.goto(f"/launches/{key}")

    await expect(tab.locator(".since")).to_contain_text("Otto took Describe it")
    assert await violations(tab) == []
