"""What the worker does beside launches: it tells people, and forgets what they were told long ago."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from domain.errors import StoreUnavailable
from service.dispatch import Dispatcher

logger = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks when there is nothing to do."""
PRUNE_EVERY = timedelta(hours=1)
GRACE_SECONDS = 2.0
"""What messages under way still get when all else has stopped; what they miss is sent again."""


@asynccontextmanager
async def dispatching(dispatcher: Dispatcher, stop: asyncio.Event, grace: float = GRACE_SECONDS) -> AsyncIterator[None]:
    """Tell people, inside the context and until `stop` is set."""
    task = asyncio.create_task(keep_dispatching(dispatcher, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait({task}, timeout=grace)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def keep_dispatching(dispatcher: Dispatcher, stop: asyncio.Event, every: float = EVERY) -> None:
    """Dispatch until `stop` is set. Whatever fails is logged, and tried again: no outage ends this."""
    prune_at = datetime.now(UTC)
    while not stop.is_set():
        now, busy = datetime.now(UTC), 0
        try:
            busy = await dispatcher.dispatch_once(now)
            if now >= prune_at:
                prune_at = now + PRUNE_EVERY
                logger.info("forgot %d old notices", await dispatcher.forget_old(now))
        except StoreUnavailable:
            logger.warning("nobody is told for now: the database does not answer")
        except Exception:
            logger.exception("dispatching failed")
        if not busy:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every)
