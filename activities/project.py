"""Bringing what a launch did into the read model."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from time import monotonic

from temporalio import activity

from activities.signatures import PROJECT
from domain.launch.state import ENDED
from domain.launch.views import Batch
from store.database import Database
from store.delivery import LONG_PATIENCE, PATIENCE, deliver_surely, followed
from store.projection import Reached
from telemetry.waits import Waits

MANY = 100
"""Events that one delivery covers besides its own, more or less: the workflow carries them until it closes."""


@dataclass(frozen=True)
class ProjectActivities:
    """The durable way from a workflow's outbox to the read model."""

    database: Database
    waits: Waits
    window: timedelta = timedelta()
    """How long a delivery stays open after an act, so that it covers the next."""

    @activity.defn(name=PROJECT)
    async def project(self, batch: Batch) -> int:
        """Apply a batch; applying it again changes nothing. Whatever fails is retried by the engine, for ever.

        Answers the last event up to which the read model has all when the delivery closes: what doors brought there
        while it was open needs no other.
        """
        clock = _Clock(timedelta() if batch.launch.state in ENDED else self.window)
        moved = await deliver_surely(self.database, batch, LONG_PATIENCE if clock.window else PATIENCE)
        self.waits.record_over(batch, moved)
        brought = Reached(batch.launch.seq, batch.events[-1].occurred_at)
        return (await self._stay_open(clock, batch.launch.key, brought)).seq

    async def _stay_open(self, clock: "_Clock", key: str, brought: Reached) -> Reached:
        """Until no act has come for as long as the window is; then tell how far the read model goes.

        Each delivery costs the engine as much as a vote, and doors deliver what they did by themselves. What a dead
        door left waits no longer than the window for its own delivery: the log ends before it, whatever follows.
        """
        reached = brought
        for look in count(1):
            before = reached
            await _pause(clock.left(before))
            reached = await followed(self.database, key, before)
            covered = reached.seq - brought.seq
            if reached == before or covered >= MANY or clock.left(reached) <= 0 or activity.is_worker_shutdown():
                break
            if look % 2 == 0:  # the engine writes each down, and is told to expect no more
                activity.heartbeat()
        return reached


class _Clock:
    """The engine's, which tells when acts happened: this machine's may differ, but is as fast."""

    def __init__(self, window: timedelta) -> None:
        """Made when the activity begins."""
        info = activity.info()
        self.window = window
        self._started = info.started_time
        self._since = monotonic()
        self._longest = (info.start_to_close_timeout or window) / 2

    def left(self, reached: Reached) -> float:
        """Seconds until the window after this event closes, or the delivery has been open for long enough."""
        passed = timedelta(seconds=monotonic() - self._since)
        closes = min(reached.at - self._started + self.window, self._longest)
        return (closes - passed).total_seconds()


async def _pause(seconds: float) -> None:
    """So long, or until the worker is told to stop."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await activity.wait_for_worker_shutdown()
