"""Ctrl-C, and being told to stop, for commands that run for long."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def until_interrupted(work: Coroutine[Any, Any, None]) -> bool:
    """Do the work; the first interruption cancels it and lets it clean up. Says whether there was one."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    interrupted = asyncio.Event()

    def interrupt() -> None:
        if not interrupted.is_set():  # a second Ctrl-C must not cut the clean-up short: it is bounded anyway
            interrupted.set()
            task.cancel()

    for number in _STOPPING:
        loop.add_signal_handler(number, interrupt)
    try:
        await task
    except asyncio.CancelledError:
        if not interrupted.is_set():
            raise
    finally:
        for number in _STOPPING:
            loop.remove_signal_handler(number)
    return interrupted.is_set()
