"""Deliveries that were given up: found by index, in order, and revived once."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import text

from domain.notices import Notice
from store import dead
from store.database import Database
from store.projection import project
from store.tables import deliveries, notices
from tests.store.factories import NOON, batch
from tests.store.test_plans import explain, noting

STATES = ("dead", "sent", "moot", "pending", "dead")


def notice(number: int) -> Notice:
    """Something to tell."""
    return Notice(
        id=f"AUR-1:{number}",
        launch="AUR-1",
        kind="task",
        topic=f"AUR-1:{number}",
        item="AUR-1.brief",
        act="",
        part="",
        audience="person:ana",
        excluded=(),
        subject=f"To do: {number}",
        text="",
        path="/tasks/AUR-1.brief",
        urgent=False,
        created_at=NOON,
    )


async def stock(database: Database, many: int) -> None:
    """Deliveries in every state."""
    async with database.write() as conn:
        await project(conn, batch())
        await conn.execute(notices.insert(), [{**asdict(notice(number)), "state": "told"} for number in range(many)])
        rows = [
            {
                "notice": f"AUR-1:{number}",
                "person": "ana",
                "channel": "email",
                "topic": f"AUR-1:{number}",
                "state": STATES[number % len(STATES)],
                "attempts": 10,
                "next_at": NOON + timedelta(minutes=number // 10),
                "error": "451 Busy",
            }
            for number in range(many)
        ]
        await conn.execute(deliveries.insert(), rows)
        if database.dialect == "postgresql":
            await conn.execute(text("ANALYZE"))


async def test_pages_and_reviving(database: Database) -> None:
    """The last comes first, over all pages; what is revived is due now, from the beginning."""
    await stock(database, 60)
    found: list[dead.DeadDelivery] = []
    cursor = None
    async with database.write() as conn:
        while True:
            page = await dead.page(conn, cursor=cursor, limit=7)
            found += page.items
            if (cursor := page.next) is None:
                break
        assert len({one.notice for one in found}) == len(found) == 24
        assert [one.given_up_at for one in found] == sorted((one.given_up_at for one in found), reverse=True)
        assert (found[0].subject, found[0].error, found[0].attempts) == ("To do: 59", "451 Busy", 10)

        keys = [(f"AUR-1:{number}", "ana", "email") for number in range(4)]
        assert await dead.revive(conn, keys, NOON) == (keys[0],)
        assert await dead.revive(conn, keys, NOON) == ()
        row = (await conn.execute(deliveries.select().where(deliveries.c.notice == "AUR-1:0"))).one()
    assert (row.state, row.attempts, row.next_at) == ("pending", 0, NOON)


async def test_they_are_found_by_index(database: Database) -> None:
    """Among very many that arrived."""
    await stock(database, 3000)
    with noting(database) as ran:
        async with database.read() as conn:
            await dead.page(conn, limit=20)

    plan = await explain(database, *next(one for one in ran if one[0].startswith("SELECT")))
    assert "ix_deliveries_state_next_at" in plan, plan
