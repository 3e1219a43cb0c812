"""Batches may come twice, late and out of order; the tables end up as if they had come once and in order."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from domain.launch.pending import PendingAct
from domain.launch.views import Batch, GateView, LaunchView, TaskView
from store import events, inbox, launches
from store.database import Database
from store.projection import is_projected, pending, project, repair
from store.tables import inbox as inbox_table
from store.tables import metadata
from tests.store.factories import (
    NOON,
    attestation,
    batch,
    decision,
    evidence_view,
    gate_view,
    launch_view,
    log,
    task_view,
    vote,
)

AUDIENCES = ("role:design_lead", "role:engineering_lead", "role:product_director", "department:security")
KEY = "AUR-1"


async def apply(database: Database, *batches: Batch) -> None:
    """Each in a transaction of its own, as it comes."""
    for one in batches:
        async with database.write() as conn:
            await project(conn, one)


async def acts(database: Database, *audiences: str) -> list[tuple[str, str, str]]:
    """What these audiences find in their inbox."""
    async with database.read() as conn:
        page = await inbox.page(conn, "nobody", audiences, now=NOON)
    return [(entry.act.item, entry.act.act, entry.act.part) for entry in page.items]


async def test_what_was_projected_is_what_is_read(database: Database) -> None:
    """Every view and event survives the round trip, whatever is in it."""
    gate = gate_view(
        votes=(vote("design_lead"),), attestations=(attestation("security"),), past=(decision(),), decision=decision()
    )
    sent = batch(launch_view(seq=3), tasks=(task_view(),), gates=(gate,), evidence=(evidence_view(),))
    await apply(database, sent)

    async with database.read() as conn:
        assert await launches.snapshot(conn, KEY) == replace(sent, events=())
        assert tuple([one async for one in events.every(conn, KEY, chunk=2)]) == sent.events
        assert await launches.seq(conn, KEY) == 3


async def test_a_vote_leaves_the_inbox(database: Database) -> None:
    """A seat that has voted is not asked again; the others still are."""
    await apply(database, batch(gates=(gate_view(),)))
    assert len(await acts(database, *AUDIENCES)) == 3

    voted = gate_view(votes=(vote("design_lead"),), attestations=(attestation("security"),))
    await apply(database, batch(launch_view(seq=2), gates=(voted,)))

    assert await acts(database, *AUDIENCES) == [("AUR-1.G1", "vote", "engineering_lead")]


async def test_a_claimed_task_is_its_holders_alone(database: Database) -> None:
    """It moves from the department's inbox to the person's, and back when given back."""
    await apply(database, batch(tasks=(task_view(),)))
    assert await acts(database, "department:product") == [("AUR-1.brief", "task", "")]

    await apply(database, batch(launch_view(seq=2), tasks=(task_view(state="claimed", claimed_by="ana"),)))
    assert await acts(database, "department:product") == []
    assert await acts(database, "person:ana") == [("AUR-1.brief", "task", "")]

    await apply(database, batch(launch_view(seq=3), tasks=(task_view(),)))
    assert await acts(database, "department:product") == [("AUR-1.brief", "task", "")]
    assert await acts(database, "person:ana") == []


async def test_a_cancelled_launch_leaves_nothing_to_do(database: Database) -> None:
    """Its views say so, and the inbox follows them."""
    await apply(database, batch(tasks=(task_view(),), gates=(gate_view(),)))
    ended = {"tasks": (task_view(state="cancelled"),), "gates": (gate_view(state="cancelled"),)}
    await apply(database, batch(launch_view(seq=2, state="cancelled"), **ended))

    assert await acts(database, *AUDIENCES, "department:product") == []


async def test_a_repeated_batch_costs_one_select(database: Database) -> None:
    """The usual case, when a door and the activity both apply it, writes nothing."""
    sent = batch(launch_view(seq=2), tasks=(task_view(),), gates=(gate_view(),))
    await apply(database, sent)
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    async with database.write() as conn:
        event.listen(conn.sync_connection, "before_cursor_execute", note)
        await project(conn, sent)

    assert [statement.split()[0] for statement in statements] == ["SELECT"]


async def test_an_older_batch_still_brings_its_events(database: Database) -> None:
    """A door may overtake the outbox: what is missing of the log is filled in, and no row goes back."""
    newer, older = launch_view(seq=2, title="Newer"), launch_view(seq=1, title="Older")
    first, second = log(2)
    await apply(database, Batch(newer, (second,), tasks=(task_view(state="done"),)))
    missing = Batch(older, (first,), tasks=(task_view(), task_view("untouched")))

    async with database.read() as conn:
        assert not await is_projected(conn, missing)
    await apply(database, missing)

    async with database.read() as conn:
        assert await is_projected(conn, missing)
        found = await launches.snapshot(conn, KEY)
        assert [one.seq async for one in events.every(conn, KEY)] == [1, 2]
    assert found == Batch(newer, tasks=(task_view(state="done"), task_view("untouched")))
    assert await acts(database, "department:product") == [("AUR-1.untouched", "task", "")]


async def test_repair_overwrites_what_went_wrong(database: Database) -> None:
    """A row that claims to have seen everything, and is wrong, gives way to a repair but to no batch."""
    right = batch(tasks=(task_view(),), gates=(gate_view(),))
    await apply(database, replace(right, tasks=(task_view(state="done"),), gates=()))
    await apply(database, right)
    assert await acts(database, "department:product") == []

    async with database.write() as conn:
        await repair(conn, right)

    assert await acts(database, "department:product") == [("AUR-1.brief", "task", "")]


async def test_two_writers_of_one_launch(database: Database) -> None:
    """Many batches at once, in any order, neither fail nor lose anything."""
    history = [
        batch(launch_view(seq=seq, title=f"Seen {seq}"), gates=(gate_view(version=seq),)) for seq in range(1, 13)
    ]
    await asyncio.gather(*(apply(database, one) for one in (*reversed(history), *history)))

    async with database.read() as conn:
        found = await launches.snapshot(conn, KEY)
        assert [one async for one in events.every(conn, KEY)] == list(log(12))
    assert found == replace(history[-1], events=())
    assert len(await acts(database, *AUDIENCES)) == 3


# In any order, any number of times -------------------------------------------------------------------------------

TASKS = ("a", "b", "c")
GATES = ("G1", "G2")

tasks_at = st.sampled_from(("pending", "open", "claimed", "done", "cancelled")).map(
    lambda state: {"state": state, "claimed_by": "ana" if state == "claimed" else None}
)
gates_at = st.tuples(
    st.sampled_from(("pending", "open", "passed")), st.sets(st.sampled_from(("design_lead", "engineering_lead")))
).map(lambda at: {"state": at[0], "votes": tuple(vote(seat) for seat in sorted(at[1]))})


@st.composite
def histories(draw: st.DrawFn) -> list[Batch]:
    """Batches as a workflow would make them: each has the next events, and every view they changed."""
    made: list[Batch] = []
    seq = 0
    for _ in range(draw(st.integers(1, 6))):
        fresh = draw(st.integers(1, 3))
        seq += fresh
        tasks: dict[str, Any] = draw(st.dictionaries(st.sampled_from(TASKS), tasks_at))
        gates: dict[str, Any] = draw(st.dictionaries(st.sampled_from(GATES), gates_at))
        made.append(
            Batch(
                launch_view(seq=seq, title=f"Seen {seq}"),
                log(seq)[-fresh:],
                tasks=tuple(task_view(name, **fields) for name, fields in tasks.items()),
                gates=tuple(gate_view(name, **fields) for name, fields in gates.items()),
                evidence=tuple(evidence_view(f"E{seq}") for _ in range(draw(st.integers(0, 1)))),
            )
        )
    return made


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Batch], list[Batch]]:
    """A history, and its batches as they arrive: each at least once, in any order."""
    history = draw(histories())
    again = draw(st.lists(st.sampled_from(history), max_size=6))
    return history, draw(st.permutations([*history, *again]))


def newest(history: Sequence[Batch]) -> tuple[LaunchView, list[TaskView], list[GateView], list[PendingAct]]:
    """What the tables should hold."""
    tasks = {task.id: task for one in history for task in one.tasks}
    gates = {gate.id: gate for one in history for gate in one.gates}
    by_id = sorted(tasks.values(), key=lambda task: task.id), sorted(gates.values(), key=lambda gate: gate.id)
    return history[-1].launch, *by_id, pending(*by_id)


@given(deliveries())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_neither_order_nor_repetition_matters(
    database: Database, delivery: tuple[list[Batch], list[Batch]]
) -> None:
    """Whatever arrives when, the newest views win, the log is whole, and the inbox follows the views."""
    history, arrivals = delivery
    await forget_everything(database)
    await apply(database, *arrivals)

    launch, tasks, gates, expected = newest(history)
    async with database.read() as conn:
        found = await launches.snapshot(conn, KEY)
        assert found is not None
        assert (found.launch, list(found.tasks), list(found.gates)) == (launch, tasks, gates)
        assert [one async for one in events.every(conn, KEY)] == list(log(launch.seq))
        kept = {(row.item, row.act, row.part): row.audience for row in await conn.execute(select(inbox_table))}
    assert kept == {(act.item, act.act, act.part): act.audience for act in expected}


async def forget_everything(database: Database) -> None:
    """Hypothesis runs all its examples in one test, so on one database."""
    async with database.write() as conn:
        for table in reversed(metadata.sorted_tables):
            await conn.execute(table.delete())
