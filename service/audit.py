"""Proving that the log is whole: the chain, its length, and its head as the engine knows it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from domain.errors import NotFound
from domain.events import GENESIS, follows
from service.engine import Engine
from store import events, launches
from store.database import Database


@dataclass(frozen=True)
class Verdict:
    """What was found of one launch's log."""

    launch: str
    events: int
    intact: bool
    witnessed: bool
    """The engine was asked and agrees; False when it no longer keeps the launch."""
    finding: str


@dataclass(frozen=True)
class Audit:
    """The use cases of audit."""

    database: Database
    engine: Engine

    async def verify(self, key: str | None = None) -> AsyncIterator[Verdict]:
        """Check one launch's log, or every one's. Raises NotFound for a launch that is not there."""
        if key is not None:
            yield await self._verify(key)
            return
        after = ""
        while True:
            async with self.database.read() as conn:
                page = await launches.keys(conn, after=after)
            if not page:
                return
            for found in page:
                yield await self._verify(found)
            after = page[-1]

    async def _verify(self, key: str) -> Verdict:
        async with self.database.read() as conn:
            view = await launches.get(conn, key)
            if view is None:
                raise NotFound(f"There is no launch {key}.")
            seq, head = 0, GENESIS
            async for event in events.every(conn, key):
                if not follows(key, seq, head, event):
                    return Verdict(key, seq, False, False, f"event {seq + 1} does not follow from event {seq}")
                seq, head = event.seq, event.hash
        if (seq, head) != (view.seq, view.head):
            return Verdict(key, seq, False, False, f"the launch stands at event {view.seq}, the log ends at {seq}")
        try:
            witness = (await self.engine.snapshot(key)).launch
        except NotFound:
            return Verdict(key, seq, True, False, "the chain holds; the engine no longer keeps this launch")
        if witness.seq < seq or (witness.seq == seq and witness.head != head):
            return Verdict(key, seq, False, True, "the engine's history has another log")
        if witness.seq > seq:
            return Verdict(key, seq, False, True, f"the engine knows {witness.seq} events, the log ends at {seq}")
        return Verdict(key, seq, True, True, "the chain holds and the engine agrees")
