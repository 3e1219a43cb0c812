"""What a substitute's inbox can be asked for, and what is out of their sight."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.actors import Actor
from store import inbox, inbox_counts, snoozes
from store.database import Database
from store.inbox import Filters
from store.lanes import NOBODY, StandIns, lanes
from store.people import put as put_people
from store.projection import project
from store.records import Organisation, Person
from store.tables import inbox as inbox_table
from tests.store.factories import NOON, batch, gate_view, launch_view, task_view

LATER = NOON + timedelta(days=1)
ANA = inbox.audiences(Actor("ana", departments=("product",)))
QUIN = Actor("ana", roles=("design_lead",), departments=("legal", "product"), on_behalf_of="quin")
VERA = Actor("ana", roles=("design_lead",), on_behalf_of="vera", via=("zoe",))
OTHERS = inbox.stand_ins(ANA, (QUIN, VERA))
ACTS = ("task", "attest", "vote", "decide")

Found = list[tuple[str, str | None]]


@pytest.fixture
async def stocked(database: Database) -> Database:
    """A launch with something for Ana, and more for Quin and Vera."""
    async with database.write() as conn:
        await put_people(conn, Organisation(people=(Person("ana", "Ana", "ana@example.com"),)))
        tasks = (
            task_view("brief", title="Write the brief", due_at=NOON, priority=3),
            task_view("mine", title="Draw", due_at=LATER, priority=1, state="claimed", claimed_by="ana"),
            task_view("quins", title="Sign", due_at=NOON, priority=1, state="claimed", claimed_by="quin"),
            task_view("terms", title="Brief the lawyers", due_at=None, priority=2, department="legal"),
            task_view("zoes", title="Sign", due_at=NOON, state="claimed", claimed_by="zoe"),
        )
        await project(conn, batch(launch_view(), tasks=tasks, gates=(gate_view(),)))
    return database


async def found(database: Database, others: StandIns = OTHERS, limit: int = 2, **filters: Any) -> Found:
    """Local ids and for whom, over all pages."""
    items: Found = []
    cursor = None
    while True:
        async with database.read() as conn:
            page = await inbox.page(
                conn,
                "ana",
                (*ANA, *others),
                Filters(**filters),
                now=NOON,
                stand_ins=others,
                cursor=cursor,
                limit=limit,
            )
        items += [(entry.act.item.partition(".")[2], entry.on_behalf_of) for entry in page.items]
        if page.next is None:
            return items
        cursor = page.next


async def numbers(database: Database) -> dict[str, int]:
    """How much there is, an hour later."""
    async with database.read() as conn:
        counts = await conn.run_sync(
            inbox_counts.counts_sync, "ana", (*ANA, *OTHERS), ACTS, now=NOON + timedelta(hours=1), stand_ins=OTHERS
        )
    acts = {act: tally.number for act, tally in counts.acts.items()}
    return acts | {name: tally.number for name, tally in vars(counts).items() if name != "acts"}


async def exclude(database: Database, item: str, *excluded: str) -> None:
    """Shut people out from an entry."""
    async with database.write() as conn:
        await conn.execute(update(inbox_table).where(inbox_table.c.item == item).values(excluded=excluded))


@pytest.mark.parametrize(
    ("filters", "items"),
    [
        ({}, [("quins", "quin"), ("brief", None), ("mine", None), ("G1", "quin"), ("terms", "quin")]),
        (
            {"order": "priority"},
            [("quins", "quin"), ("mine", None), ("terms", "quin"), ("brief", None), ("G1", "quin")],
        ),
        ({"act": "vote"}, [("G1", "quin")]),
        ({"priority": 1}, [("quins", "quin"), ("mine", None)]),
        ({"due_before": LATER}, [("quins", "quin"), ("brief", None)]),
        ({"q": "brief"}, [("brief", None), ("terms", "quin")]),
        ({"launch": "AUR-1", "act": "task", "stage": "idea", "priority": 2}, [("terms", "quin")]),
        ({"snoozed": "all", "act": "vote"}, [("G1", "quin")]),
    ],
)
async def test_filters_and_orders(stocked: Database, filters: dict[str, Any], items: Found) -> None:
    """They work alike for what is one's own and what is others', which is merged into one order."""
    assert await found(stocked, **filters) == items
    assert await found(stocked, NOBODY, **filters) == [one for one in items if one[1] is None]


@pytest.mark.parametrize("filters", [{}, {"q": "aurora"}, {"snoozed": "all"}, {"snoozed": "only"}])
@pytest.mark.parametrize(
    ("excluded", "expected"),
    [
        ((), "quin"),
        (("quin",), "vera"),
        (("vera",), "quin"),
        (("zoe",), "quin"),
        (("quin", "vera"), ""),
        (("quin", "zoe"), ""),
        (("ana",), ""),
    ],
)
async def test_whoever_is_excluded_is_so_however_one_looks(
    stocked: Database, filters: dict[str, Any], excluded: tuple[str, ...], expected: str
) -> None:
    """In a page, in a search, among what is snoozed or hidden, in the counts, and when it is snoozed."""
    await exclude(stocked, "AUR-1.G1", *excluded)
    async with stocked.write() as conn:
        waits = await snoozes.waits(conn, "ana", (*ANA, *OTHERS), "AUR-1.G1", stand_ins=OTHERS)
        assert not await snoozes.waits(conn, "ana", ANA, "AUR-1.G1")
    before = await numbers(stocked)
    if "snoozed" in filters:
        async with stocked.write() as conn:
            await snoozes.put(conn, "ana", "AUR-1.G1", LATER)
    gate = [whose for item, whose in await found(stocked, **filters) if item == "G1"]

    assert gate == ([expected] if expected else [])
    assert (waits, before["vote"]) == (bool(expected), int(bool(expected)))
    assert (await numbers(stocked))["snoozed"] == int(bool(expected) and "snoozed" in filters)


async def test_one_audience_does_not_open_another(stocked: Database) -> None:
    """Who stands in for two sees what waits for one of them by name only by the way to that one."""
    await exclude(stocked, "AUR-1.quins", "quin")

    assert "quins" not in dict(await found(stocked))
    assert "quins" not in dict(await found(stocked, q="aurora"))


async def test_what_is_hidden_from_everybody_is_hidden_from_substitutes(stocked: Database) -> None:
    """Unless they ask for it, and nobody is excluded."""
    async with stocked.write() as conn:
        hide = update(inbox_table).where(inbox_table.c.item.in_(["AUR-1.G1", "AUR-1.terms"]))
        await conn.execute(hide.values(hidden_until=LATER))
    await exclude(stocked, "AUR-1.terms", "quin")

    assert [item for item, _ in await found(stocked)] == ["quins", "brief", "mine"]
    assert await found(stocked, snoozed="only") == [("G1", "quin")]
    assert (await numbers(stocked))["snoozed"] == 1


async def test_why_it_waits_names_the_principal(stocked: Database) -> None:
    """Of what is had as a substitute, and of nothing else."""
    async with stocked.read() as conn:
        page = await inbox.page(conn, "ana", (*ANA, *OTHERS), now=NOON, stand_ins=OTHERS)
    said = {entry.act.item.partition(".")[2]: entry.why for entry in page.items}

    assert said["quins"] == "It is in the hands of quin: you may do it as substitute for quin."
    assert said["terms"].endswith("You may act as substitute for quin.")
    assert said["mine"] == "It is in your hands."


async def test_counts_of_a_substitute(stocked: Database) -> None:
    """What waits for principals belongs to the groups; each number is that of the list."""
    async with stocked.write() as conn:
        await snoozes.put(conn, "ana", "AUR-1.terms", LATER)

    expected = {"mine": 1, "groups": 3, "all": 4, "overdue": 2, "snoozed": 1}
    assert await numbers(stocked) == expected | {"task": 3, "attest": 0, "vote": 1, "decide": 0}
    assert len(await found(stocked)) == 4


@pytest.mark.parametrize("people", [1, 2, 3, 4, 5, 9])
async def test_however_many_one_stands_in_for(stocked: Database, people: int) -> None:
    """One of them is able; statements differ by how many audiences that makes, not by who the people are."""
    names = [f"p{number}" for number in range(people)]
    others = inbox.stand_ins(ANA, [replace(VERA, on_behalf_of=name, via=()) for name in names])
    await exclude(stocked, "AUR-1.G1", *names[:-1])
    shape, _ = lanes(stocked.dialect, (*ANA, *others), others)

    assert await found(stocked, others, act="vote") == [("G1", names[-1])]
    assert shape.others == people + 1
