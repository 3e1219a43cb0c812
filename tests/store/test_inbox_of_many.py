"""Somebody with thousands of audiences: by roles and departments of their own, and as a substitute."""

import re
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from store import inbox, inbox_counts, snoozes
from store.database import Database
from store.inbox import Filters
from store.lanes import FEW, NOBODY, StandIns
from store.migrate import upgrade
from store.tables import inbox as inbox_table
from store.tables import launches as launch_table
from store.tables import people as people_table
from tests.store.factories import NOON
from tests.store.test_plans import explain, inbox_row, launch_row, noting, person_row
from tests.support.databases import Databases

AUDIENCES = 5000
ENTRIES = 12_000
ROLES = tuple(f"role:r{number}" for number in range(AUDIENCES))
OWN = ("person:p1", *ROLES)
OTHERS: StandIns = {
    f"role:r{number}": ((f"p{number}",), (f"p{number + 1}", "p9999")) for number in range(0, AUDIENCES, 2)
}
"""Every second role is had for two people, one of them through the hands of another."""

FILTERS = {
    "all": Filters(),
    "act": Filters(act="task"),
    "product": Filters(product="product 3"),
    "words": Filters(q="write aur"),
    "by priority": Filters(order="priority"),
    "one launch, by priority": Filters(order="priority", launch="AUR-8"),
    "snoozed too": Filters(snoozed="all"),
    "snoozed only": Filters(snoozed="only"),
    "due": Filters(due_before=NOON + timedelta(hours=1)),
    "stage": Filters(stage="idea", priority=2),
}


def entry(number: int) -> dict[str, Any]:
    """An entry of one of very many roles; some shut out the reader, or some of those they stand in for."""
    excluded = {7: ("p1",), 8: (f"p{number % AUDIENCES}",), 9: (f"p{number % AUDIENCES}", "p9999")}.get(number % 10, ())
    return {**inbox_row(number), "audience": ROLES[number % AUDIENCES], "excluded": excluded}


@pytest.fixture(scope="module")
async def crowded(server: Databases) -> AsyncIterator[Database]:
    """Very many entries, each for one of very many roles."""
    url = await server.fresh()
    await upgrade(url)
    database = Database(url)
    async with database.write() as conn:
        await conn.execute(launch_table.insert(), [launch_row(number) for number in range(1, ENTRIES + 1)])
        await conn.execute(inbox_table.insert(), [entry(number) for number in range(1, ENTRIES + 1)])
        await conn.execute(people_table.insert(), person_row(1))
        for number in range(1, 400):
            await snoozes.put(conn, "p1", f"AUR-{number}.t1", NOON + timedelta(days=1))
        if database.dialect == "postgresql":
            await conn.execute(text("ANALYZE"))
    yield database
    await database.dispose()
    await server.drop(url)


async def walked(
    database: Database, filters: Filters, audiences: tuple[str, ...], others: StandIns, most: int = 120
) -> list[tuple[str, str | None]]:
    """The first entries, page by page, and for whom they are."""
    found: list[tuple[str, str | None]] = []
    cursor = None
    while len(found) < most:
        async with database.read() as conn:
            page = await inbox.page(conn, "p1", audiences, filters, now=NOON, stand_ins=others, cursor=cursor, limit=50)
        found += [(one.act.item, one.on_behalf_of) for one in page.items]
        if (cursor := page.next) is None:
            break
    return found[:most]


def expected(filters: Filters, others: StandIns, audiences: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """The same, worked out without a database."""
    asleep = {f"AUR-{number}.t1" for number in range(1, 400)}
    rows = [entry(number) for number in range(1, ENTRIES + 1)]
    found = []
    for row in rows:
        hidden = row["item"] in asleep or (row["hidden_until"] or NOON) > NOON
        if (filters.snoozed == "hide" and hidden) or (filters.snoozed == "only" and not hidden):
            continue
        if row["audience"] not in audiences or "p1" in row["excluded"]:
            continue
        ways = [way for way in others.get(row["audience"], ()) if not set(way).intersection(row["excluded"])]
        if row["audience"] in others and not ways:
            continue
        wanted = {
            "act": filters.act,
            "launch": filters.launch,
            "product": filters.product,
            "priority": filters.priority,
        }
        if any(value is not None and row[name] != value for name, value in wanted.items()):
            continue
        if filters.due_before is not None and row["due_sort"] >= filters.due_before:
            continue
        order = (row["due_sort"], row["priority"]) if filters.order == "due" else (row["priority"], row["due_sort"])
        found.append(((*order, row["item"]), ways[0][0] if ways else None))
    return [(order[-1], whose) for order, whose in sorted(found)]


@pytest.mark.parametrize("others", [NOBODY, OTHERS], ids=["own", "for others"])
@pytest.mark.parametrize("name", FILTERS)
async def test_an_inbox_of_thousands_of_audiences(crowded: Database, name: str, others: StandIns) -> None:
    """A page and the next ones hold what they should, in order, from all of them."""
    filters = FILTERS[name]

    assert await walked(crowded, filters, OWN, others) == expected(filters, others, OWN)[:120]


@pytest.mark.parametrize("audiences", [2, FEW - 1, FEW, FEW + 1, 501, 1001])
async def test_however_many_audiences(crowded: Database, audiences: int) -> None:
    """Nothing differs where they are read in another way."""
    own = ("person:p1", *ROLES[: audiences - 1])
    others = {one: OTHERS[one] for one in own if one in OTHERS}

    assert await walked(crowded, Filters(), own, others) == expected(Filters(), others, own)[:120]


@pytest.mark.parametrize("others", [NOBODY, OTHERS], ids=["own", "for others"])
async def test_the_counts_of_thousands_of_audiences(crowded: Database, others: StandIns) -> None:
    """They are those of the list, up to their bound; and what waits is known."""
    async with crowded.read() as conn:
        counts = await conn.run_sync(
            inbox_counts.counts_sync, "p1", OWN, ("task", "vote"), now=NOON, stand_ins=others, up_to=100_000
        )
        awake, away = (expected(FILTERS[name], others, OWN) for name in ("all", "snoozed only"))
        assert (counts.all.number, counts.groups.number, counts.mine.number) == (len(awake), len(awake), 0)
        assert (counts.snoozed.number, counts.acts["vote"].number) == (len(away), 0)
        assert await snoozes.waits(conn, "p1", OWN, awake[0][0], stand_ins=others)
        assert not await snoozes.waits(conn, "p1", OWN, "AUR-7.t1", stand_ins=others)


@pytest.mark.parametrize("others", [NOBODY, OTHERS], ids=["own", "for others"])
async def test_each_audience_is_looked_up_in_its_index(crowded: Database, others: StandIns) -> None:
    """One statement, whatever their number; the entries of nobody else are read."""
    with noting(crowded) as ran:
        async with crowded.read() as conn:
            await inbox.page(conn, "p1", OWN, now=NOON, stand_ins=others)

    (statement,) = [one for one in ran if one[0].startswith("WITH")]
    plan = await explain(crowded, *statement)
    assert re.findall(r"ix_inbox_\w+", plan), plan
    assert "Seq Scan on inbox" not in plan, plan
    assert "SCAN inbox" not in plan, plan
    assert "SCAN found" not in plan, plan


async def test_a_page_of_thousands_of_audiences_takes_no_time_to_speak_of(crowded: Database) -> None:
    """Far from a second on any machine: a few dozen milliseconds on a quiet one."""
    took = []
    for _ in range(5):
        began = time.perf_counter()
        async with crowded.read() as conn:
            await inbox.page(conn, "p1", OWN, now=NOON, stand_ins=OTHERS)
        took.append(time.perf_counter() - began)

    assert min(took) < 1, took
