"""What the dispatcher and readers of comments ask is found by index."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from domain.comments import Comment
from domain.notices import Notice
from store import comments, notices
from store.database import Database
from store.notices import NewDelivery
from store.projection import project
from tests.store.factories import NOON, batch

MANY = 2000


def notice(number: int) -> Notice:
    """One of many."""
    return Notice(
        id=f"AUR-1:{number}:task:role:pm",
        launch="AUR-1",
        kind="task",
        topic=f"AUR-1:{number}",
        item="AUR-1.brief",
        audience="role:pm",
        subject="To do",
        text="Do it",
        path="/tasks/AUR-1.brief",
        created_at=NOON + timedelta(seconds=number),
    )


async def test_looks_and_leases_are_found_by_index(database: Database) -> None:
    """However many lie there that were told long ago."""
    async with database.write() as conn:
        await project(conn, batch())
        many = [notice(number) for number in range(MANY)]
        await notices.add(conn, many)
        told = [NewDelivery(one.id, "pia", "email", one.topic) for one in many]
        await notices.tell(conn, many, told, NOON)
        await conn.execute(text("UPDATE deliveries SET state = 'sent' WHERE topic <> 'AUR-1:7'"))
        await conn.execute(text("UPDATE notices SET state = 'new' WHERE topic = 'AUR-1:9'"))
        for number in range(MANY):
            said = Comment(f"cmt_{number:05}", "AUR-1", f"AUR-1.{number % 50}", "pia", "Hello", (), NOON)
            await comments.add(conn, said)
        await conn.execute(text("ANALYZE"))
    asked: list[tuple[str, Any]] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))

    async with database.write() as conn:
        assert await conn.run_sync(notices.is_due_sync, NOON)
        assert [one.topic for one in await notices.take_new(conn, 50)] == ["AUR-1:9"]
        assert [one.notice.topic for one in await notices.lease(conn, NOON, timedelta(minutes=2), 16)] == ["AUR-1:7"]
        assert len((await comments.of_item(conn, "AUR-1.3", limit=10)).items) == 10
        selects = [(statement, values) for statement, values in asked if statement.startswith("SELECT")]
        for statement, values in selects:
            explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
            plan = str((await conn.exec_driver_sql(explain + statement, values)).all())
            assert "SCAN notices" not in plan, plan
            assert "SCAN deliveries" not in plan, plan
            assert "Seq Scan" not in plan, plan
    assert len(selects) == 4


async def test_comments_of_one_moment_keep_their_order(database: Database) -> None:
    """Page by page, each once."""
    async with database.write() as conn:
        await project(conn, batch())
        for number in range(7):
            await comments.add(conn, Comment(f"cmt_{number}", "AUR-1", "AUR-1", "pia", "Hello", ("ana",), NOON))
        found, cursor = [], None
        while True:
            page = await comments.of_item(conn, "AUR-1", cursor=cursor, limit=3)
            found += [one.id for one in page.items]
            if page.next is None:
                break
            cursor = page.next

    assert found == [f"cmt_{number}" for number in range(7)]
