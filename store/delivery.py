"""How a batch reaches the read model: twice, so that it is both quick and sure.

The door that carried a command out delivers what it did at once, for the caller to read their own write. The
workflow's activity delivers it too, and goes on trying when the door has died. Whoever comes second finds that out
by reading and never queues for the right to write.
"""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from domain.ids import SYSTEM
from domain.launch.views import Batch
from store.database import Database
from store.projection import Reached, apply_sync, followed_sync, is_projected_sync

PATIENCE = (0.05, 0.1)
"""Seconds that the activity gives a door, in two parts, before it takes the work over. To look earlier is in vain."""
LONG_PATIENCE = (0.25,)
"""The same for a delivery that stays open anyway: as long as doors take under load, and one look instead of two."""


async def deliver_first(database: Database, batch: Batch, *along: Callable[[Connection], object]) -> set[str]:
    """Apply a batch that nobody else is likely to have applied yet, and what is to be written along with it.

    Both ways of delivering answer which tasks, gates and requests they brought further than anybody before them.
    """

    def deliver(conn: Connection) -> set[str]:
        moved = apply_sync(conn, batch)
        for job in along:
            job(conn)
        return moved

    return await database.together(deliver)


async def deliver_surely(database: Database, batch: Batch, patience: Sequence[float] = PATIENCE) -> set[str]:
    """Apply a batch unless its door does so in time. What happened by itself has no door."""
    by_people = any(event.actor != SYSTEM for event in batch.events)
    for seconds in patience if by_people else (0,):
        await asyncio.sleep(seconds)
        if await _is_there(database, batch):
            return set()
    return await database.together(lambda conn: apply_sync(conn, batch))


async def followed(database: Database, key: str, known: Reached) -> Reached:
    """How far the read model has the log of this launch without a gap, when it is known to have it so far."""
    return await database.glance(lambda conn: followed_sync(conn, key, known))


async def _is_there(database: Database, batch: Batch) -> bool:
    return await database.glance(lambda conn: is_projected_sync(conn, batch))
