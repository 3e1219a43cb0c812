"""Reads that do not wait for each other."""

import asyncio
from typing import Any


async def settled(*reads: asyncio.Task[Any]) -> None:
    """Wait for all of them, then raise what the first that failed raised: none goes on unattended."""
    await asyncio.wait(reads)
    for read in reads:
        read.result()
