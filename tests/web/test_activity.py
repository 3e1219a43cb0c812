"""What happened, in sentences; and proof that nothing of it was changed."""

import re

from sqlalchemy import update

from domain.launch.apply import CHANGES
from store.tables import events
from tests.api.test_evidence import PIECE
from tests.web.driver import Site
from web.sentences import KINDS, SENTENCES


def test_every_action_has_a_sentence() -> None:
    """And no sentence is of an action that nobody takes."""
    assert set(SENTENCES) == set(CHANGES)
    assert {action for actions in KINDS.values() for action in actions} <= set(CHANGES)


async def test_the_launch_page_tells_what_happened(site: Site) -> None:
    """By whom, about what, and when where the visitor is; not how the log calls it."""
    key = await site.api.launch()
    gate = await site.api.build(key)
    await site.api.pass_votes(gate)
    await site.api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Nothing is against it")

    page = await (await site.by("pia")).get(f"/launches/{key}")

    for said in ("Lena in Legal attested ready at Is it good enough?", "Dora decided Is it good enough? : go"):
        assert said in page.text
    assert "“Nothing is against it”" in page.text
    assert not re.search(r"(gate|task|stage)[. ](attested|decided|completed|voted)", page.text)


async def test_every_event_of_a_launch_is_told(site: Site) -> None:
    """Page by page down to its start, the latest first; by person and by kind, as the address says."""
    key = await site.api.launch(title="<b>Regatta</b>")
    gate = await site.api.build(key)
    await site.api.do("quin", f"/gates/{gate}/votes", choice="approve", rationale="Tested by hand")
    for number in range(50):
        await site.api.do("otto", f"/launches/{key}/evidence", 201, **{**PIECE, "title": f"Piece {number}"})
    pia = await site.by("pia")

    first = await pia.get(f"/launches/{key}/activity")
    rest = await pia.get(next(link for link in first.links if "cursor=" in link))
    seen = [int(one) for page in (first, rest) for one in re.findall(r'id="event-(\d+)"', page.html)]
    assert seen == list(range((await site.api.get("pia", f"/launches/{key}"))["seq"], 0, -1))
    assert "Pia started the launch" in rest.text
    assert "Quin voted at Is it good enough? as Qa Lead; the ballot is sealed" in rest.text
    assert "Tested by hand" not in rest.html

    theirs = await pia.get(f"/launches/{key}/activity?by=erin&kind=tasks")
    assert "Erin finished Make it" in theirs.text
    assert "Otto" not in theirs.text.split("Anybody")[1]


async def test_the_chain_is_verified_on_demand(site: Site) -> None:
    """Held against the engine; a log that somebody changed is said to be broken, and where."""
    key = await site.api.launch()
    await site.api.build(key)
    await site.api.settled()
    pia, launch = await site.by("pia"), await site.api.get("pia", f"/launches/{key}")

    unasked = await pia.get(f"/launches/{key}/activity")
    whole = await pia.get(f"/launches/{key}/activity?verify=true")
    async with site.api.slipway.database.write() as conn:
        changed = update(events).where(events.c.launch == key, events.c.seq == 3).values(actor="mallory")
        await conn.execute(changed)
    broken = await pia.get(f"/launches/{key}/activity?verify=true")

    assert "Verified" not in unasked.text
    assert f"Verified up to #{launch['seq']} , {launch['head'][:8]}…" in whole.text
    assert "The log does not hold after #2" in broken.text
    assert "event 3 does not follow from event 2" in broken.text
