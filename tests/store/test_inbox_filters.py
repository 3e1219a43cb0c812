"""What an inbox can be asked for, and what is out of sight."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.actors import Actor
from store import inbox, inbox_counts, snoozes
from store.database import Database
from store.inbox import Filters
from store.people import put as put_people
from store.projection import project
from store.records import Organisation, Person
from store.tables import inbox as inbox_table
from tests.store.factories import NOON, batch, gate_view, launch_view, task_view

ANA = inbox.audiences(Actor("ana", departments=("product",), roles=("design_lead",)))
LATER = NOON + timedelta(days=1)


@pytest.fixture
async def stocked(database: Database) -> Database:
    """Two launches with a few tasks and a gate."""
    async with database.write() as conn:
        await put_people(conn, Organisation(people=(Person("ana", "Ana", "ana@example.com"),)))
        tasks = (
            task_view("brief", title="Write the BRIEF now", due_at=NOON, priority=3),
            task_view("mine", due_at=LATER, priority=1, state="claimed", claimed_by="ana"),
            task_view("plan", stage="design", due_at=None, priority=2),
        )
        await project(conn, batch(launch_view(title="Aurora 100%"), tasks=tasks, gates=(gate_view(),)))
        other = task_view("look", "BOR-1", title="Look_around", due_at=LATER, priority=5)
        await project(conn, batch(launch_view("BOR-1", title="Boréal", product="borealis"), tasks=(other,)))
    return database


async def found(database: Database, now: datetime = NOON, **filters: Any) -> list[str]:
    """Local ids, over all pages."""
    items: list[str] = []
    cursor = None
    while True:
        async with database.read() as conn:
            page = await inbox.page(conn, "ana", ANA, Filters(**filters), now=now, cursor=cursor, limit=2)
        items += [entry.act.item.partition(".")[2] for entry in page.items]
        if page.next is None:
            return items
        cursor = page.next


@pytest.mark.parametrize(
    ("filters", "items"),
    [
        ({}, ["brief", "mine", "look", "G1", "plan"]),
        ({"order": "priority"}, ["mine", "plan", "brief", "G1", "look"]),
        ({"act": "task"}, ["brief", "mine", "look", "plan"]),
        ({"launch": "BOR-1"}, ["look"]),
        ({"product": "borealis"}, ["look"]),
        ({"stage": "idea"}, ["brief", "mine", "look", "G1"]),
        ({"stage": "ide"}, []),
        ({"priority": 3}, ["brief", "G1"]),
        ({"priority": 3, "order": "priority"}, ["brief", "G1"]),
        ({"due_before": LATER}, ["brief"]),
        ({"due_before": LATER, "order": "priority"}, ["brief"]),
        ({"q": "now brief"}, ["brief"]),
        ({"q": "BORÉAL"}, ["look"]),
        ({"q": "100%"}, ["brief", "mine", "G1", "plan"]),
        ({"q": "%"}, ["brief", "mine", "G1", "plan"]),
        ({"q": "_"}, ["look"]),
        ({"act": "task", "product": "aurora", "priority": 2}, ["plan"]),
        ({"act": "task", "order": "priority"}, ["mine", "plan", "brief", "look"]),
        ({"launch": "AUR-1", "stage": "design", "q": "aurora"}, ["plan"]),
    ],
)
async def test_filters(stocked: Database, filters: dict[str, Any], items: list[str]) -> None:
    """Each filter leaves what it says, in order, alone and with others."""
    assert await found(stocked, **filters) == items


async def test_a_search_looks_at_a_bounded_number_of_entries(
    stocked: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page may be empty and still have a next one; going on finds everything, once."""
    inbox._page_statement.cache_clear()
    monkeypatch.setattr(inbox, "WINDOW", 2)
    async with stocked.read() as conn:
        first = await inbox.page(conn, "ana", ANA, Filters(q="boréal"), now=NOON)

    assert first.items == ()
    assert first.next is not None
    assert await found(stocked, q="boréal") == ["look"]
    assert await found(stocked, q="aurora") == ["brief", "mine", "G1", "plan"]
    inbox._page_statement.cache_clear()


async def test_snoozed_items_come_back_on_time(stocked: Database) -> None:
    """To the moment, by themselves, and only their person misses them meanwhile."""
    async with stocked.write() as conn:
        await snoozes.put(conn, "ana", "AUR-1.brief", LATER)

    assert await found(stocked) == ["mine", "look", "G1", "plan"]
    assert await found(stocked, snoozed="only") == ["brief"]
    assert await found(stocked, snoozed="all") == ["brief", "mine", "look", "G1", "plan"]
    assert await found(stocked, LATER - timedelta(microseconds=1)) == ["mine", "look", "G1", "plan"]
    assert await found(stocked, LATER) == ["brief", "mine", "look", "G1", "plan"]
    assert await found(stocked, LATER, snoozed="only") == []
    async with stocked.read() as conn:
        other = await inbox.page(conn, "bo", ["department:product"], now=NOON)
    assert "AUR-1.brief" in {entry.act.item for entry in other.items}


async def test_what_waits_for_a_later_day_is_hidden_from_everybody(stocked: Database) -> None:
    """Until that moment, unless one asks for it."""
    async with stocked.write() as conn:
        hide = update(inbox_table).where(inbox_table.c.item == "AUR-1.plan").values(hidden_until=LATER)
        await conn.execute(hide)
        await snoozes.put(conn, "ana", "AUR-1.brief", LATER)
        await snoozes.put(conn, "ana", "AUR-1.plan", LATER)

    assert await found(stocked) == ["mine", "look", "G1"]
    assert await found(stocked, snoozed="only") == ["brief", "plan"]
    assert await found(stocked, snoozed="only", stage="design") == ["plan"]
    assert await found(stocked, LATER) == ["brief", "mine", "look", "G1", "plan"]


async def test_counts_know_scopes_and_what_is_out_of_sight(stocked: Database) -> None:
    """What is snoozed or hidden is counted as that, and nowhere else."""
    async with stocked.write() as conn:
        hide = update(inbox_table).where(inbox_table.c.item == "AUR-1.plan").values(hidden_until=LATER)
        await conn.execute(hide)
        await snoozes.put(conn, "ana", "BOR-1.look", LATER)
        acts = ("task", "attest", "vote", "decide")
        counts = await conn.run_sync(
            inbox_counts.counts_sync, "ana", ANA, acts, now=NOON + timedelta(hours=1), up_to=100
        )

    numbers = {name: tally.number for name, tally in vars(counts).items() if name != "acts"}
    assert numbers == {"mine": 1, "groups": 2, "all": 3, "overdue": 1, "snoozed": 2}
    assert {act: tally.number for act, tally in counts.acts.items()} == {"task": 2, "attest": 0, "vote": 1, "decide": 0}


async def test_old_snoozes_are_pruned(stocked: Database) -> None:
    """Those that are over, and those of closed items; never one that may still hide something."""
    async with stocked.write() as conn:
        for item in ("AUR-1.brief", "AUR-1.plan", "AUR-1.G1"):
            await snoozes.put(conn, "ana", item, LATER)
        await snoozes.put(conn, "ana", "AUR-1.mine", NOON)
        done = (task_view("brief", state="done"), task_view("plan", held=True))
        await project(conn, batch(launch_view(seq=2), tasks=done, gates=(gate_view(state="passed"),)))
        pruned = await conn.run_sync(snoozes.prune_sync, NOON)
        left = await snoozes.count(conn, "ana", NOON - timedelta(days=1))

    assert (pruned, left) == (3, 1)
