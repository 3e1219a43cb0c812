"""Bringing what a launch did into the read model."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity

from activities.signatures import PROJECT
from domain.launch.state import ENDED
from domain.launch.views import Batch
from store.database import Database
from store.delivery import deliver_surely, followed
from telemetry.waits import Waits


@dataclass(frozen=True)
class ProjectActivities:
    """The durable way from a workflow's outbox to the read model."""

    database: Database
    waits: Waits
    window: timedelta = timedelta()
    """How long a delivery stays open once it is done, so that it covers what follows shortly."""

    @activity.defn(name=PROJECT)
    async def project(self, batch: Batch) -> int:
        """Apply a batch; applying it again changes nothing. Whatever fails is retried by the engine, for ever.

        Answers the last event up to which the read model has all when the delivery closes: what doors brought there
        while it was open needs no other.
        """
        moved = await deliver_surely(self.database, batch)
        self.waits.record_over(batch, moved)
        if self.window and batch.launch.state not in ENDED:
            await self._stay_open()
        return await followed(self.database, batch.launch)

    async def _stay_open(self) -> None:
        """Each delivery costs the engine as much as a vote, and doors deliver what they did by themselves."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.window.total_seconds()):
                await activity.wait_for_worker_shutdown()
