"""How a batch reaches the read model: twice, so that it is both quick and sure.

The door that carried a command out delivers what it did at once, for the caller to read their own write. The
workflow's activity delivers it too, and goes on trying when the door has died. Whoever comes second finds that out
by reading and never queues for the right to write.
"""

import asyncio
from collections.abc import Callable

from sqlalchemy import Connection

from domain.ids import SYSTEM
from domain.launch.views import Batch
from store.database import Database
from store.projection import apply_sync, is_projected_sync

PATIENCE = (0.05, 0.1)
"""Seconds that the activity gives a door, in two parts, before it takes the work over. To look earlier is in vain."""


async def deliver_first(database: Database, batch: Batch, *along: Callable[[Connection], object]) -> None:
    """Apply a batch that nobody else is likely to have applied yet, and what is to be written along with it."""

    def deliver(conn: Connection) -> None:
        apply_sync(conn, batch)
        for job in along:
            job(conn)

    await database.together(deliver)


async def deliver_surely(database: Database, batch: Batch) -> None:
    """Apply a batch unless its door does so in time. What happened by itself has no door."""
    by_people = any(event.actor != SYSTEM for event in batch.events)
    for seconds in PATIENCE if by_people else (0,):
        await asyncio.sleep(seconds)
        if await _is_there(database, batch):
            return
    await database.together(lambda conn: apply_sync(conn, batch))


async def _is_there(database: Database, batch: Batch) -> bool:
    return await database.glance(lambda conn: is_projected_sync(conn, batch))
