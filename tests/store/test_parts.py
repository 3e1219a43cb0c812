"""Tasks, gates, evidence and events of a launch."""

from datetime import timedelta
from typing import Any

import pytest

from domain.events import broken_at
from store import events, evidence, gates, tasks
from store.database import Database
from store.projection import project
from tests.store.factories import NOON, batch, evidence_view, gate_view, launch_view, log, task_view

TASKS = (task_view("a"), task_view("b", stage="design", state="done"), task_view("c", state="pending"))
GATES = (gate_view("G1"), gate_view("G2", state="pending"))
EVIDENCE = (
    evidence_view("E2", added_at=NOON),
    evidence_view("E1", added_at=NOON + timedelta(days=1), type="metric", target="G1"),
    evidence_view("E3", added_at=NOON + timedelta(days=1)),
)


@pytest.fixture
async def launched(database: Database) -> Database:
    """One launch with parts, and another that must stay out of its lists."""
    async with database.write() as conn:
        await project(conn, batch(launch_view(seq=5), tasks=TASKS, gates=GATES, evidence=EVIDENCE))
        other = launch_view("BOR-1", seq=2)
        parts = {"tasks": (task_view(launch="BOR-1"),), "gates": (gate_view(launch="BOR-1"),)}
        await project(conn, batch(other, evidence=(evidence_view(launch="BOR-1"),), **parts))
    return database


@pytest.mark.parametrize(
    ("room", "filters", "expected"),
    [
        pytest.param(tasks, {}, TASKS, id="tasks"),
        pytest.param(tasks, {"state": "open"}, TASKS[:1], id="tasks in a state"),
        pytest.param(tasks, {"stage": "design"}, TASKS[1:2], id="tasks of a stage"),
        pytest.param(gates, {}, GATES, id="gates"),
        pytest.param(gates, {"state": "open"}, GATES[:1], id="gates in a state"),
        pytest.param(evidence, {}, EVIDENCE, id="evidence as it was added"),
        pytest.param(evidence, {"type": "metric"}, EVIDENCE[1:2], id="evidence of a type"),
        pytest.param(evidence, {"target": "G1"}, EVIDENCE[1:2], id="evidence for a gate"),
    ],
)
async def test_lists(launched: Database, room: Any, filters: dict[str, Any], expected: tuple[Any, ...]) -> None:
    """Filtered, and the same page by page."""
    async with launched.read() as conn:
        assert (await room.of_launch(conn, "AUR-1", **filters)).items == expected
        found: list[Any] = []
        cursor = None
        while not found or cursor:
            page = await room.of_launch(conn, "AUR-1", cursor=cursor, limit=1, **filters)
            found += page.items
            cursor = page.next
    assert tuple(found) == expected


async def test_one_by_id(launched: Database) -> None:
    """The whole view, or None."""
    async with launched.read() as conn:
        assert await tasks.get(conn, "AUR-1.b") == TASKS[1]
        assert await gates.get(conn, "AUR-1.G2") == GATES[1]
        assert await evidence.get(conn, "AUR-1.E1") == EVIDENCE[1]
        assert [await room.get(conn, "AUR-1.x") for room in (tasks, gates, evidence)] == [None] * 3


async def test_a_reader_never_gets_past_a_gap(database: Database) -> None:
    """What comes after a missing event waits until that has come."""
    whole = log(6)
    async with database.write() as conn:
        await project(conn, batch(launch_view(seq=6), events=(*whole[:3], *whole[4:])))
    async with database.read() as conn:
        first = await events.prefix(conn, "AUR-1", limit=2)
        second = await events.prefix(conn, "AUR-1", cursor=first.next, limit=2)
    assert [event.seq for event in (*first.items, *second.items)] == [1, 2, 3]
    assert second.next is None

    async with database.write() as conn:
        await project(conn, batch(launch_view(seq=6), events=(whole[3],)))
    async with database.read() as conn:
        assert len((await events.prefix(conn, "AUR-1")).items) == 6


async def test_events_page_by_number(launched: Database) -> None:
    """From the start, from a number, or on from a cursor."""
    async with launched.read() as conn:
        first = await events.page(conn, "AUR-1", limit=2)
        second = await events.page(conn, "AUR-1", cursor=first.next, limit=3)
        tail = await events.page(conn, "AUR-1", after=4)

    assert (*first.items, *second.items) == log(5)
    assert second.next is None
    assert tail.items == log(5)[4:]


@pytest.mark.parametrize("chunk", [1, 2, 5, 100])
async def test_the_chain_still_holds(launched: Database, chunk: int) -> None:
    """What was hashed comes back to the letter, numbers like 1e22 included."""
    async with launched.read() as conn:
        kept = [event async for event in events.every(conn, "AUR-1", chunk=chunk)]

    assert len(kept) == 5
    assert broken_at("AUR-1", kept) is None
