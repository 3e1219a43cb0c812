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

    async def forgotten() -> bool:
        return await replies.find("pia", "old", "print") is None

    await eventually(forgotten)
    assert await replies.find("pia", "young", "print") is not None

    aside.cancel()
    with suppress(asyncio.CancelledError):
        await aside
    await database.dispose()
