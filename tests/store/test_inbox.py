"""Whose inbox shows what, and in which order."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.actors import Actor
from store import inbox, inbox_counts
from store.cursor import Page
from store.database import Database
from store.inbox_counts import Counts, Tally
from store.projection import project, repair
from store.tables import inbox as inbox_table
from tests.store.factories import NOON, batch, gate_view, launch_view, task_view

ANA = inbox.audiences(Actor("ana", departments=("product", "legal"), roles=("design_lead",)))


async def put(database: Database, *tasks: Any) -> None:
    """Tasks of one launch."""
    async with database.write() as conn:
        await project(conn, batch(tasks=tuple(tasks)))


async def whole(database: Database, limit: int = 50, **filters: Any) -> list[str]:
    """Ana's inbox, page by page, by the part of the id behind the key."""
    wanted = inbox.Filters(**filters)
    found: list[str] = []
    cursor = None
    while True:
        async with database.read() as conn:
            page: Page[inbox.InboxEntry] = await inbox.page(
                conn, "ana", ANA, wanted, now=NOON, cursor=cursor, limit=limit
            )
        assert len(page.items) <= limit
        found += [entry.act.item.partition(".")[2] for entry in page.items]
        if page.next is None:
            return found
        cursor = page.next


async def counted(conn: AsyncConnection, person: str, audiences: Sequence[str], **options: Any) -> Counts:
    """How much somebody has to do at noon."""
    acts = ("task", "attest", "vote", "decide")
    return await conn.run_sync(inbox_counts.counts_sync, person, audiences, acts, now=NOON, **options)


def test_an_actor_has_audiences() -> None:
    """Themselves, their roles and their departments."""
    assert ANA == ("person:ana", "role:design_lead", "department:legal", "department:product")


async def test_due_first_then_priority_and_never_last(database: Database) -> None:
    """Entries of all audiences are merged into one order."""
    later = NOON + timedelta(days=1)
    await put(
        database,
        task_view("someday", due_at=None, priority=1),
        task_view("later", due_at=later, department="legal"),
        task_view("soon", due_at=NOON, priority=3, role="design_lead"),
        task_view("soon_urgent", due_at=NOON, priority=1, state="claimed", claimed_by="ana"),
        task_view("not_hers", due_at=NOON, state="claimed", claimed_by="bo"),
    )

    assert await whole(database) == ["soon_urgent", "soon", "later", "someday"]


async def test_an_entry_says_all_there_is(database: Database) -> None:
    """The pending act comes back as it was, with the title of its launch."""
    async with database.write() as conn:
        await project(conn, batch(launch_view(title="Aurora, abroad"), tasks=(task_view(due_at=None),)))
        await project(conn, batch(launch_view("BOR-1"), gates=(gate_view(launch="BOR-1"),)))
        page = await inbox.page(conn, "ana", ANA, now=NOON)

    vote, task = page.items
    assert (vote.act.act, vote.act.part, vote.act.excluded, vote.act.due_at) == (
        "vote",
        "design_lead",
        ("dan",),
        NOON + timedelta(days=2),
    )
    assert (task.launch_title, task.act.due_at, task.act.opened_at) == ("Aurora, abroad", None, NOON)


async def test_whoever_is_excluded_does_not_see_it(database: Database) -> None:
    """By their exact name: not by part of it, by another letter case or by a wildcard."""
    async with database.write() as conn:
        await project(conn, batch(gates=(gate_view(conflicted=("ana", 'the "o"', "ünal")),)))
        seen = {
            person: len((await inbox.page(conn, person, ["role:design_lead"], now=NOON)).items)
            for person in ("ana", "an", "Ana", "a%", "o", 'the "o"', "ünal", "_na", "bo")
        }
        numbers = [(await counted(conn, person, ["role:design_lead"])).all.number for person in ("ana", "bo")]

    assert [person for person, number in seen.items() if not number] == ["ana", 'the "o"', "ünal"]
    assert numbers == [0, 1]


async def test_acts_can_be_counted_and_picked(database: Database) -> None:
    """Counting stops at a bound; a filter keeps the order."""
    async with database.write() as conn:
        tasks = tuple(task_view(f"t{number}") for number in range(5))
        await project(conn, batch(tasks=tasks, gates=(gate_view(),)))
        found, bounded = await counted(conn, "ana", ANA), await counted(conn, "ana", ANA, up_to=3)

    assert (found.acts["task"], found.acts["vote"]) == (Tally(5), Tally(1))
    assert (bounded.acts["task"], bounded.acts["vote"], bounded.all) == (
        Tally(3, more=True),
        Tally(1),
        Tally(3, more=True),
    )

    assert await whole(database, act="vote") == ["G1"]
    assert await whole(database, act="task", limit=2) == ["t0", "t1", "t2", "t3", "t4"]


entries = st.lists(
    st.tuples(
        st.sampled_from((None, NOON, NOON + timedelta(microseconds=1), NOON + timedelta(days=1))),
        st.integers(1, 3),
        st.sampled_from(("legal", "product", "sales")),
    ),
    max_size=20,
)


@given(entries, st.integers(1, 7))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_pages_make_up_the_whole(database: Database, entries: list[Any], limit: int) -> None:
    """Page by page every entry is shown once, in order, however many tie."""
    rows = [
        task_view(f"t{number}", due_at=due, priority=priority, department=department)
        for number, (due, priority, department) in enumerate(entries)
    ]
    async with database.write() as conn:  # all examples run on one database
        await conn.execute(inbox_table.delete())
        await repair(conn, batch(tasks=tuple(rows)))

    hers = [row for row in rows if row.department != "sales"]
    in_order = sorted(hers, key=lambda row: (row.due_at is None, row.due_at or NOON, row.priority, row.id))
    assert await whole(database, limit) == [row.local_id for row in in_order]
