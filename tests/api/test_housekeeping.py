"""What is done on the side."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from api.housekeeping import forget_old_replies
from service.commands import KEPT_FOR, Commands
from store import commands
from store.database import Database
from store.records import Reply
from tests.support.eventually import eventually


async def test_replies_are_forgotten_when_their_time_is_over(database_url: str) -> None:
    """Not earlier, and without anybody asking."""
    database = Database(database_url)
    now = datetime.now(UTC)
    kept_since = {"old": now - KEPT_FOR - timedelta(minutes=1), "young": now - KEPT_FOR + timedelta(minutes=5)}
    async with database.write() as conn:
        for key, since in kept_since.items():
            await commands.put(conn, Reply("pia", key, "print", 200, "application/json", b"{}", since))
    replies = Commands(database)
    aside = asyncio.create_task(forget_old_replies(replies, every=60))

    async def kept(key: str) -> bool:
        return await database.look(lambda conn: commands.get_sync(conn, "pia", key, "print")) is not None

    async def forgotten() -> bool:
        return not await kept("old")

    await eventually(forgotten)
    assert await kept("young")

    aside.cancel()
    with suppress(asyncio.CancelledError):
        await aside
    await database.dispose()
