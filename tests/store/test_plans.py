"""Reads that everybody waits for find their rows by index, also when there are many."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from store import commands, delegations, events, inbox, launches, people
from store.cursor import encode
from store.database import Database
from store.inbox import Filters
from store.inbox_counts import counts_sync
from store.lookout import audiences_sync, going_on, positions_sync
from store.migrate import upgrade
from store.projection import Reached, followed_sync, is_projected
from store.records import Reply
from store.snoozes import waits
from store.tables import commands as command_table
from store.tables import (
    comments,
    departments,
    evidence,
    gates,
    metadata,
    person_departments,
    person_roles,
    person_words,
    roles,
    sessions,
    snoozes,
    tasks,
)
from store.tables import delegations as delegation_table
from store.tables import events as event_table
from store.tables import inbox as inbox_table
from store.tables import launches as launch_table
from store.tables import people as people_table
from store.tables import tokens as token_table
from tests.store.factories import NOON, batch, launch_view
from tests.support.databases import Databases

MANY = 3000
AUDIENCES = ("person:p1", "role:r1", "role:r2", "department:d1", "department:d2")
FOR_OTHERS = {"person:p2": (("p2",), ("p3", "p4")), "role:r3": (("p2",),)}
EVERYBODY = (*AUDIENCES, *FOR_OTHERS)

Read: TypeAlias = Callable[[AsyncConnection], Awaitable[Any]]

READS: dict[str, Read] = {
    "inbox": lambda conn: inbox.page(conn, "p1", AUDIENCES, now=NOON),
    "inbox, next page": lambda conn: inbox.page(conn, "p1", AUDIENCES, now=NOON, cursor=inbox_cursor()),
    "inbox, counted": lambda conn: conn.run_sync(counts_sync, "p1", AUDIENCES, ("task", "vote"), now=NOON),
    "inbox, for others": lambda conn: inbox.page(conn, "p1", EVERYBODY, now=NOON, stand_ins=FOR_OTHERS),
    "inbox, for others, next page": lambda conn: inbox.page(
        conn, "p1", EVERYBODY, now=NOON, stand_ins=FOR_OTHERS, cursor=inbox_cursor()
    ),
    "inbox, for others, counted": lambda conn: conn.run_sync(
        counts_sync, "p1", EVERYBODY, ("task", "vote"), now=NOON, stand_ins=FOR_OTHERS
    ),
    "inbox, waits": lambda conn: waits(conn, "p1", EVERYBODY, "AUR-8.t1", stand_ins=FOR_OTHERS),
    "whether one stands in": lambda conn: conn.run_sync(delegations.stands_in, "p2", NOON),
    "for whom one stands in": lambda conn: delegations.active_to(conn, "p2", NOON),
    "who stands in": lambda conn: delegations.active_for(conn, ("p2", "p3"), NOON),
    "delegations": lambda conn: delegations.page(conn, "p2"),
    "delegations, next page": lambda conn: delegations.page(conn, "p2", cursor=encode(NOON, "D9")),
    "some people": lambda conn: people.some(conn, ("p1", "p2")),
    "launches": lambda conn: launches.page(conn),
    "launches, searched": lambda conn: launches.page(conn, q="aurora"),
    "launches of an owner": lambda conn: launches.page(conn, owner="o1"),
    "launches in a state": lambda conn: launches.page(conn, states=["held"]),
    "launches of a product": lambda conn: launches.page(conn, product="product 3"),
    "launches of a playbook": lambda conn: launches.page(conn, playbook="standard"),
    "launches by target": lambda conn: launches.page(conn, order="target"),
    "launches by target, on": lambda conn: launches.page(conn, order="target", cursor=encode("2026-05-05", "AUR-60")),
    "launches in a state by target": lambda conn: launches.page(conn, order="target", states=["held"]),
    "where launches stand": lambda conn: launches.standing(conn, limit=200, states=["running", "held"]),
    "some launches": lambda conn: launches.some(conn, ("AUR-1", "AUR-2")),
    "products of launches": lambda conn: launches.known(conn, "product"),
    "owners of launches": lambda conn: launches.known(conn, "owner"),
    "work of launches": lambda conn: launches.progress(conn, ("AUR-1", "AUR-2")),
    "launches, next page": lambda conn: launches.page(conn, cursor=launch_cursor()),
    "events": lambda conn: events.page(conn, "AUR-1", after=2000, limit=50),
    "events, backwards first": lambda conn: events.backwards(
        conn, "AUR-1", actor="p1", actions=("task.claimed",), limit=50
    ),
    "people by the beginning of a name": lambda conn: people.beginning(conn, "p1", limit=8),
    "token": lambda conn: conn.run_sync(people.by_token, f"{7:064}", NOON),
    "token, and what was asked": lambda conn: conn.run_sync(commands.by_token, f"{7:064}", NOON, "key-7"),
    "what open pages show": lambda conn: conn.run_sync(positions_sync, ("AUR-1", "AUR-2", "AUR-1.G1", "AUR-2.G1")),
    "whom launches wait for": lambda conn: conn.run_sync(audiences_sync, ("AUR-1", "AUR-2", "AUR-3")),
    "sessions that go on": lambda conn: conn.execute(going_on(["a" * 64], NOON, NOON)),
    "repeated batch": lambda conn: is_projected(conn, batch(launch_view(seq=3))),
    "how far a log follows": lambda conn: conn.run_sync(followed_sync, "AUR-1", Reached(3, NOON)),
}


FILTERS = {
    "act": Filters(act="task"),
    "launch": Filters(launch="AUR-8"),
    "product": Filters(product="product 3"),
    "stage": Filters(stage="idea"),
    "priority": Filters(priority=2),
    "due before": Filters(due_before=NOON + timedelta(hours=2)),
    "words": Filters(q="write aur"),
    "by priority": Filters(order="priority"),
    "by priority, one act": Filters(order="priority", act="task"),
    "by priority, one launch": Filters(order="priority", launch="AUR-8"),
    "several at once": Filters(act="task", product="product 3", priority=2, stage="idea"),
    "snoozed too": Filters(snoozed="all"),
    "snoozed only": Filters(snoozed="only"),
}


def filtered(filters: Filters) -> Read:
    """A page of what these filters leave."""
    return lambda conn: inbox.page(conn, "p1", AUDIENCES, filters, now=NOON)


def filtered_for_others(filters: Filters) -> Read:
    """The same for a substitute."""
    return lambda conn: inbox.page(conn, "p1", EVERYBODY, filters, now=NOON, stand_ins=FOR_OTHERS)


READS |= {f"inbox, {name}": filtered(filters) for name, filters in FILTERS.items()}
READS |= {f"inbox for others, {name}": filtered_for_others(filters) for name, filters in FILTERS.items()}


def inbox_cursor() -> str:
    """Somewhere in the middle."""
    return encode(NOON + timedelta(hours=1), 3, "AUR-1.t1", "task", "")


def launch_cursor() -> str:
    """Somewhere in the middle."""
    return encode(NOON + timedelta(minutes=1), "AUR-60")


async def stock(url: str) -> None:
    """Fill a database with rows that nobody looks into."""
    await upgrade(url)
    database = Database(url)
    numbers = range(1, MANY + 1)
    async with database.write() as conn:
        await conn.execute(departments.insert(), {"id": "product", "title": "Product"})
        await conn.execute(roles.insert(), {"id": "design_lead", "title": "Design lead"})
        for table, row in (
            (launch_table, launch_row),
            (event_table, event_row),
            (inbox_table, inbox_row),
            (people_table, person_row),
            (token_table, token_row),
            (command_table, command_row),
            (snoozes, snooze_row),
            (evidence, evidence_row),
            (gates, gate_row),
            (tasks, task_row),
            (delegation_table, delegation_row),
            (sessions, session_row),
            (comments, comment_row),
            (person_departments, lambda number: {"person": f"p{number}", "department": "product"}),
            (person_roles, lambda number: {"person": f"p{number}", "role": "design_lead"}),
            (person_words, lambda number: {"person": f"p{number}", "word": f"p{number}"}),
        ):
            await conn.execute(table.insert(), [row(number) for number in numbers])
        if database.dialect == "postgresql":
            await conn.execute(text("ANALYZE"))
    await database.dispose()


def launch_row(number: int) -> dict[str, Any]:
    """One of many launches."""
    return {
        "key": f"AUR-{number}",
        "seq": MANY,
        "state": "held" if number % 10 == 0 else "running",
        "owner": f"o{number % 3}",
        "tier": "T2",
        "health": "on_track",
        "active_stages": ("idea",),
        "title": "Aurora",
        "search": f"aur-{number} aurora",
        "updated_at": NOON + timedelta(seconds=number),
        "product": f"product {number % 40}",
        "playbook": "standard@2",
        "target_sort": f"2026-{number % 12 + 1:02}-05",
        "body": vars(launch_view(stages=(), started_at=None, updated_at=None)),
    }


def event_row(number: int) -> dict[str, Any]:
    """An event of one of three launches."""
    return {
        "launch": f"AUR-{number % 3 + 1}",
        "seq": number,
        "prev_hash": "",
        "hash": "",
        "occurred_at": NOON,
        "actor": "pia",
        "action": "vote_cast",
        "target": "G1",
        "data": {},
    }


def inbox_row(number: int) -> dict[str, Any]:
    """A task of one of a few audiences."""
    audiences = (*AUDIENCES, "department:d3", "role:r3", "person:p2")
    return {
        "item": f"AUR-{number}.t1",
        "act": "task",
        "part": "",
        "launch": f"AUR-{number}",
        "audience": audiences[number % len(audiences)],
        "title": "Write",
        "priority": number % 5,
        "due_sort": NOON + timedelta(minutes=number % 700),
        "excluded": (),
        "product": f"product {number % 40}",
        "stages": ("idea",),
        "search": "write\naurora",
        "hidden_until": NOON + timedelta(days=1) if number % 50 == 0 else None,
    }


def snooze_row(number: int) -> dict[str, Any]:
    """Somebody's snooze: a few are of the one who asks."""
    return {"person": f"p{number % 300 + 1}", "item": f"AUR-{number}.t1", "until": NOON + timedelta(days=1)}


def evidence_row(number: int) -> dict[str, Any]:
    """Evidence for a launch."""
    return {
        "id": f"AUR-{number}.E1",
        "launch": f"AUR-{number}",
        "seq": 1,
        "type": "metric",
        "added_at": NOON,
        "body": {"evidence": {"supports": number % 2 == 0}},
    }


def gate_row(number: int) -> dict[str, Any]:
    """A gate of a launch."""
    return {"id": f"AUR-{number}.G1", "launch": f"AUR-{number}", "seq": 1, "state": "open", "body": {}}


def task_row(number: int) -> dict[str, Any]:
    """A task of a launch."""
    whose = {"id": f"AUR-{number}.t1", "launch": f"AUR-{number}", "stage": "idea"}
    return {**whose, "seq": 1, "state": "open", "body": {"form": None, "checklist": []}}


def person_row(number: int) -> dict[str, Any]:
    """Somebody."""
    return {
        "id": f"p{number}",
        "name": f"P {number}",
        "email": f"p{number}@slipway.example",
        "timezone": "UTC",
        "active": True,
    }


def command_row(number: int) -> dict[str, Any]:
    """A reply that is kept."""
    return vars(Reply(f"p{number}", f"key-{number}", "print", 200, "text/plain", b"", NOON))


def token_row(number: int) -> dict[str, Any]:
    """Their token."""
    return {"id": f"t{number}", "person": f"p{number}", "hash": f"{number:064}", "label": "", "created_at": NOON}


def session_row(number: int) -> dict[str, Any]:
    """They are signed in."""
    return {
        "hash": f"{number:064}",
        "person": f"p{number}",
        "method": "token",
        "csrf": "",
        "created_at": NOON,
        "seen_at": NOON,
    }


def comment_row(number: int) -> dict[str, Any]:
    """They said something."""
    return {
        "id": f"C{number}",
        "launch": f"AUR-{number}",
        "item": f"AUR-{number}.G1",
        "author": f"p{number}",
        "text": "Hm",
        "mentions": (),
        "created_at": NOON,
    }


def delegation_row(number: int) -> dict[str, Any]:
    """They were away once."""
    return {
        "id": f"D{number}",
        "principal": f"p{number}",
        "substitute": f"p{number % MANY + 1}",
        "starts_at": NOON - timedelta(days=9),
        "ends_at": NOON - timedelta(days=2),
        "reason": "",
        "created_by": f"p{number}",
        "created_at": NOON,
    }


@pytest.fixture(scope="module")
async def crowded(server: Databases) -> AsyncIterator[Database]:
    """A database with much in it."""
    url = await server.fresh()
    await stock(url)
    database = Database(url)
    yield database
    await database.dispose()
    await server.drop(url)


@contextmanager
def noting(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Collect each statement that is run, with its parameters."""
    ran: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        ran.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", READS)
async def test_no_table_is_read_through(crowded: Database, name: str) -> None:
    """The database's own plan says so."""
    with noting(crowded) as ran:
        async with crowded.read() as conn:
            await READS[name](conn)

    selects = [(sql, parameters) for sql, parameters in ran if sql.startswith(("SELECT", "WITH"))]
    assert len(selects) == 1
    plan = await explain(crowded, *selects[0])
    tables = "|".join(metadata.tables)
    through = rf"SCAN ({tables})\b(?!.* USING )" if crowded.dialect == "sqlite" else rf"Seq Scan on ({tables})\b"
    assert not re.findall(through, plan), plan
    if name.startswith("launches"):
        assert not re.findall("TEMP B-TREE|Sort Key", plan), plan


INDEXES = {
    "act": "act",
    "launch": "launch",
    "product": "product",
    "priority": "priority",
    "several at once": "product",
    "by priority": "priority",
    "by priority, one act": "priority",
    "by priority, one launch": "launch",
}
"""The index that answers a filter; the others are answered in the order of what is due."""


@pytest.mark.parametrize("whose", ["inbox", "inbox for others"])
@pytest.mark.parametrize("name", [name for name in FILTERS if name != "snoozed only"])
async def test_a_filter_walks_its_index(crowded: Database, name: str, whose: str) -> None:
    """In order, until the page is full: no audience is read through or sorted."""
    with noting(crowded) as ran:
        async with crowded.read() as conn:
            await READS[f"{whose}, {name}"](conn)

    plan = await explain(crowded, *next(one for one in ran if one[0].startswith("WITH")))
    used = set(re.findall(r"ix_inbox_\w+", plan))
    if crowded.dialect == "sqlite" or name in PLENTY:
        assert used == {f"ix_inbox_{INDEXES.get(name, 'order')}"}, plan
    if name in PLENTY:
        assert "Bitmap" not in plan, plan


PLENTY = ("act", "priority", "due before", "by priority", "snoozed too")
"""Filters that leave more here than is asked for; where all is taken, PostgreSQL may as well sort it."""


async def explain(database: Database, statement: str, parameters: Any) -> str:
    """How the database means to run a statement."""
    how = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    async with database.read() as conn:
        rows = (await conn.exec_driver_sql(f"{how} {statement}", tuple(parameters))).all()
    return "\n".join(str(row[-1]) for row in rows)
