"""Starting a launch from the pages: seen before it happens, once, and refused beside the fields."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.test_launch_preview import having, publish
from tests.web.driver import Page, Site

FORM = "/launches/new"
SAID = {
    "title": "Night trains",
    "product": "Aurora",
    "objective": "Sell to people who travel",
    "user_need": "Sleep on the way",
}


def filled(site: Site, **changes: str) -> dict[str, str]:
    """The form of the pilot playbook, filled in."""
    return {"playbook": "pilot@1", "tier": "T2", "prefix": site.api.prefix, **SAID, **changes}


async def started(site: Site, title: str) -> list[str]:
    """The launches there are of this title."""
    return [one["key"] for one in (await site.api.get("pia", "/launches", q=title))["items"]]


async def test_a_launch_is_started_from_its_form(site: Site) -> None:
    """It lands on the page of the launch, which is as it was filled in."""
    pia = await site.by("pia")
    said = {"fact.reversible": "false", "owner": "otto", "priority": "2", "target_date": "2031-05-16"}

    reply = await pia.act(f"{FORM}?playbook=pilot", FORM, 303, **filled(site, **said))

    key = reply.headers["location"].removeprefix("/launches/").partition("?")[0]
    assert "Started" in (await pia.get(reply.headers["location"])).text
    launch = await site.api.get("pia", f"/launches/{key}")
    assert {name: launch[name] for name in SAID} == SAID
    assert (launch["owner"], launch["started_by"], launch["priority"]) == ("otto", "pia", 2)
    assert (launch["playbook"], launch["target_date"]) == ("pilot@1", "2031-05-16")
    assert launch["facts"] == {"reversible": False}
    assert key.startswith(f"{site.api.prefix}-")


async def test_a_form_sent_twice_starts_one_launch(site: Site) -> None:
    """A double click, or a reload after it: the second lands on the same page."""
    pia = await site.by("pia")
    page = await pia.get(f"{FORM}?playbook=pilot")
    key = page.form(FORM).fields["key"]

    replies = [await pia.send(page, FORM, 303, **filled(site, key=key, title="Only once")) for _ in range(2)]

    assert len({reply.headers["location"] for reply in replies}) == 1
    assert len(await started(site, "Only once")) == 1


async def test_a_refused_start_keeps_what_was_typed(site: Site) -> None:
    """Every problem beside its field at once, and nothing started."""
    await publish(site.api)
    pia = await site.by("pia")
    before = await site.api.settled()
    wrong = {"playbook": "turns@1", "title": " ", "prefix": "no-1", "target_date": "soon", "priority": "9"}

    reply = await pia.act(FORM, FORM, 422, **filled(site, **wrong, **{"fact.users": "many"}))
    page = Page(reply.text)
    facts = await pia.act(FORM, FORM, 422, **filled(site, playbook="turns@1", owner="nobody", **{"fact.users": "-1"}))
    owner = await pia.act(FORM, FORM, 422, **filled(site, owner="nobody"))

    assert "Nothing was started." in page.text
    assert "Write it as year, month and day" in page.text
    assert page.form(FORM).fields["target_date"] == "soon"
    assert {name: page.form(FORM).fields[name] for name in ("user_need", "prefix")} == {
        "user_need": SAID["user_need"],
        "prefix": "no-1",
    }
    for field in ("title", "prefix", "target_date", "priority", "fact.users"):
        assert f'id="start-{field}-wrong"' in reply.text, field
    assert "Answer with at least 0." in Page(facts.text).text
    assert 'id="start-owner-wrong"' in owner.text
    assert "There is no person nobody." in Page(owner.text).text
    assert await site.api.settled() == before


async def test_the_form_shows_what_it_takes(site: Site) -> None:
    """Who does, attests, votes and decides by when; what the answers switch; how it stands against the target date."""
    await publish(site.api)
    pia = await site.by("pia")
    soon = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    before = await site.api.settled()

    pilot = await pia.get(f"{FORM}?playbook=pilot&target_date=2031-05-16")
    turns = await pia.get(f"{FORM}?playbook=turns&fact.personal_data=true&target_date={soon}")

    for words in ("Describe it Pm, Product · opens at once", "Attest: Legal", "Vote (all): Qa Lead, Security Lead"):
        assert words in pilot.text
    assert "Decides: Dir Pm" in pilot.text
    assert "before the target date." in pilot.text
    assert "Personal data? yes With task: Review the privacy Legal" in turns.text
    assert "Without task: Load it (Product)" in turns.text
    assert "after the target date." in turns.text
    assert "The target date cannot be kept as things stand." in turns.text
    assert pilot.inline == turns.inline == []
    assert await site.api.settled() == before


async def test_the_form_warns_before_anything_is_started(site: Site) -> None:
    """A role that nobody holds, a gate left to its owner, a launch that is there already."""
    key = await site.api.launch(title="Day trains", owner="dora")
    pia = await site.by("pia")

    async with having(site.api, bo=("operator",), quin=("pm",)):
        page = await pia.get(f"{FORM}?playbook=pilot&owner=dora&title=day%20trains")

    assert "It cannot start like this. Nobody is in role qa_lead; the plan needs them." in page.text
    assert f"{key} is under way with the same title and owner." in page.text
    assert "nobody decides on their own work: G1, G2 would wait" in page.text


async def test_a_preview_without_scripts_has_an_address_to_share(site: Site) -> None:
    """Without what proves whose form it is; one too long for an address is shown all the same."""
    pia, otto = await site.by("pia"), await site.by("otto")
    preview = f"{FORM}/preview"
    page = await pia.get(f"{FORM}?playbook=pilot")
    fields = page.form(FORM).fields

    reply = await pia.http.post(preview, data={**fields, **filled(site), "fact.reversible": "false"})
    shared = await otto.get(reply.headers["location"])
    long = await pia.http.post(preview, data={**fields, **filled(site, objective="ä" * 4000)})

    assert reply.status_code == 303
    assert fields["csrf"] not in reply.headers["location"]
    assert fields["key"] not in reply.headers["location"]
    seen = shared.form(FORM).fields
    assert {name: seen[name] for name in SAID} == SAID
    assert (seen["playbook"], seen["fact.reversible"], seen["owner"]) == ("pilot@1", "false", "pia")
    assert long.status_code == 200
    assert Page(long.text).form(FORM).fields["objective"] == "ä" * 4000


@pytest.mark.parametrize(
    "query", ["playbook=nix", "tier=T9", "priority=x&target_date=0000", "fact.users=1", "title=%00", "prefix=1"]
)
async def test_an_address_that_says_nonsense_still_shows_the_form(site: Site, query: str) -> None:
    """Anybody can make one up."""
    pia = await site.by("pia")

    page = await pia.get(f"{FORM}?{query}")

    assert page.form(FORM).fields["playbook"]


async def test_a_start_belongs_to_a_session(site: Site) -> None:
    """A form of another site starts nothing; who is not signed in is asked to sign in first."""
    pia, nobody = await site.by("pia"), site.browser()

    forged = await pia.http.post(FORM, data=filled(site, title="Forged"))
    asked = await nobody.http.get(FORM)

    assert forged.status_code == 403
    assert asked.headers["location"].startswith("/sign-in?then=%2Flaunches%2Fnew")
    assert await started(site, "Forged") == []


async def test_the_way_to_the_form(site: Site) -> None:
    """From the launches and from the palette."""
    pia = await site.by("pia")

    assert FORM in (await pia.get("/launches")).links
    assert FORM in (await pia.get("/find?q=start")).links
