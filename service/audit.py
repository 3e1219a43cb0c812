"""Proving that the log is whole: the chain, its length, and its head as the engine knows it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic

from domain.errors import NotFound
from domain.events import GENESIS, follows
from domain.launch.views import LaunchView
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
    head: str = GENESIS
    """The hash of the last event that holds."""


PATIENCE = 3.0
"""Seconds that a log may lag behind the engine before that counts against it."""


@dataclass(frozen=True)
class Audit:
    """The use cases of audit."""

    database: Database
    engine: Engine
    patience: float = PATIENCE

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
        """Look until all is there, for a while: a log that is being written looks cut off."""
        deadline = monotonic() + self.patience
        while True:
            verdict, may_pass = await self._look(key)
            if verdict.intact or not may_pass or monotonic() > deadline:
                return verdict
            await asyncio.sleep(0.05)

    async def _look(self, key: str) -> tuple[Verdict, bool]:
        """What is found now, and whether mere lag could explain it."""
        witness = await self._witness(key)  # before the log, which can only go further since
        async with self.database.read() as conn:
            view = await launches.get(conn, key)
            if view is None:
                raise NotFound(f"There is no launch {key}.")
            seq, head, agrees = 0, GENESIS, False
            async for event in events.every(conn, key):
                if not follows(key, seq, head, event):
                    finding = f"event {seq + 1} does not follow from event {seq}"
                    return Verdict(key, seq, False, False, finding, head), event.seq > seq + 1
                seq, head = event.seq, event.hash
                agrees = agrees or (witness is not None and (seq, head) == (witness.seq, witness.head))
        if (seq, head) != (view.seq, view.head):
            finding = f"the launch stands at event {view.seq}, the log ends at {seq}"
            return Verdict(key, seq, False, False, finding, head), True
        if witness is None:
            finding = "the chain holds; the engine no longer keeps this launch"
            return Verdict(key, seq, True, False, finding, head), False
        if witness.seq > seq:
            finding = f"the engine knows {witness.seq} events, the log ends at {seq}"
            return Verdict(key, seq, False, True, finding, head), True
        if witness.seq < seq:
            witness = await self._witness(key)
        if not agrees or witness is None or witness.seq < seq:
            return Verdict(key, seq, False, True, "the engine's history has another log", head), False
        return Verdict(key, seq, True, True, "the chain holds and the engine agrees", head), False

    async def _witness(self, key: str) -> LaunchView | None:
        """How far the engine knows a launch to be; None when it no longer keeps it."""
        try:
            return (await self.engine.snapshot(key)).launch
        except NotFound:
            return None
