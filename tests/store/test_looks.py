"""When people last looked, in the tables."""

from datetime import timedelta

from sqlalchemy import delete

from store import events, looks, people
from store.database import Database
from store.projection import project
from store.records import Look
from store.tables import people as people_table
from tests.store.factories import NOON, batch, gate_view, launch_view, log, organisation, task_view


async def test_a_look_moves_forward_only(database: Database) -> None:
    """An older page in another tab takes nothing back; looks go with their person, and with time."""
    async with database.write() as conn:
        await people.put(conn, organisation())
        for seq, minute in ((5, 1), (3, 2), (8, 2), (8, 3)):
            await looks.put(conn, Look("pia", "AUR-1", seq, NOON + timedelta(minutes=minute)))
        await looks.put(conn, Look("pia", "AUR-1.G1", 1, NOON - timedelta(days=200)))
        assert await looks.get(conn, "pia", "AUR-1") == Look("pia", "AUR-1", 8, NOON + timedelta(minutes=3))
        assert await looks.get(conn, "leo", "AUR-1") is None

    assert await database.together(lambda conn: looks.prune_sync(conn, NOON - timedelta(days=180))) == 1
    async with database.write() as conn:
        assert await looks.get(conn, "pia", "AUR-1.G1") is None
        assert await looks.get(conn, "pia", "AUR-1") is not None
        await conn.execute(delete(people_table).where(people_table.c.id == "pia"))
        assert await looks.get(conn, "pia", "AUR-1") is None


async def test_how_far_the_log_of_an_item_goes(database: Database) -> None:
    """Of its launch, whether it is the launch, a task or a gate; and the last events of it, the newest first."""
    parts = {"tasks": (task_view(),), "gates": (gate_view(),), "events": log(9)}
    async with database.write() as conn:
        await project(conn, batch(launch_view(seq=9), **parts))
        items = ("AUR-1", "AUR-1.brief", "AUR-1.G1", "AUR-1.nothing", "AUR-9")
        found = [await looks.launch_seq(conn, item) for item in items]
        assert found == [9, 9, 9, None, None]

        assert [one.seq for one in await events.latest(conn, "AUR-1", limit=3)] == [9, 8, 7]
        assert [one.seq for one in await events.latest(conn, "AUR-1", after=7)] == [9, 8]
