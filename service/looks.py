"""What changed since somebody last looked: remembered for them alone, and shown to nobody else."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.actors import Actor
from domain.errors import NotFound
from store import looks
from store.database import Database
from store.records import Look

__all__ = ["Look", "Looks"]

KEPT_FOR = timedelta(days=180)
"""After so long, everything is new."""


@dataclass(frozen=True)
class Looks:
    """The use cases of having looked at a launch, task or gate. `item` is its outside id."""

    database: Database

    async def last(self, person: str, item: str) -> Look | None:
        """When somebody last looked, and how far the log of the launch went; None when they never did."""
        async with self.database.read() as conn:
            return await looks.get(conn, person, item)

    async def note(self, actor: Actor, item: str, seq: int) -> Look:
        """Note that somebody was shown an item as it was after this event. Raises NotFound."""
        now = datetime.now(UTC)
        async with self.database.write() as conn:
            end = await looks.launch_seq(conn, item)
            if end is None:
                raise NotFound(f"There is no launch, task or gate {item}.")
            look = Look(actor.id, item, min(seq, end), now)
            await looks.put(conn, look)
        return look

    async def forget_old(self) -> int:
        """Drop looks of long ago; says how many."""
        before = datetime.now(UTC) - KEPT_FOR
        return await self.database.together(lambda conn: looks.prune_sync(conn, before))
