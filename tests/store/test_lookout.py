"""How far things have got, in the tables."""

from datetime import UTC, datetime, timedelta

from domain.comments import Comment
from store import comments, people, sessions
from store.database import Database
from store.lookout import audiences_sync, going_on, positions_sync
from store.projection import project
from store.records import Session
from tests.store.factories import NOON, batch, launch_view, organisation, task_view


async def test_how_far_launches_and_talk_have_got(database: Database) -> None:
    """By number, whatever the clocks say; what is not there has no position."""
    async with database.write() as conn:
        await project(conn, batch(launch_view("AUR-1", seq=7, updated_at=NOON), tasks=(task_view(),)))
        await project(conn, batch(launch_view("AUR-2", seq=3, updated_at=NOON - timedelta(days=400))))
        for number in range(2):
            said = Comment(f"C{number}", "AUR-1", "AUR-1.brief", "pia", "Hm", (), NOON)
            await comments.add(conn, said)

    found = await database.look(lambda conn: positions_sync(conn, ["AUR-1", "AUR-1.brief", "AUR-9"]))

    assert found.shown == {"AUR-1": 7, "AUR-1.brief": 2}
    assert found.lately == {"AUR-1": 7, "AUR-2": 3}


async def test_whom_a_launch_waits_for(database: Database) -> None:
    """Those of this launch and of no other whose key begins alike."""
    async with database.write() as conn:
        await project(conn, batch(launch_view("AUR-1"), tasks=(task_view("brief", "AUR-1", department="legal"),)))
        await project(conn, batch(launch_view("AUR-12"), tasks=(task_view("brief", "AUR-12", department="sales"),)))

    found = await database.look(lambda conn: audiences_sync(conn, ["AUR-1", "AUR-3"]))

    assert found == {"AUR-1": frozenset({"department:legal"}), "AUR-3": frozenset()}


async def test_sessions_that_go_on(database: Database) -> None:
    """Neither ended, nor too old, nor of somebody who left."""
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    async with database.write() as conn:
        await people.put(conn, organisation())
        for name, person, at in (("on", "pia", now), ("ended", "pia", now), ("old", "pia", now - 3 * hour)):
            await sessions.add(conn, Session(name, person, "token", "", at, at))
        await sessions.end(conn, "ended", now)

    async with database.read() as conn:
        asked = going_on(["on", "ended", "old", "nobodys"], now - 2 * hour, now - hour)
        assert set(await conn.scalars(asked)) == {"on"}
