"""A workflow for looking at the engine with; in a file of its own, as the sandbox loads it for every run."""

import asyncio

from temporalio import workflow


@workflow.defn
class Nap:
    """Sleeps for days."""

    @workflow.run
    async def run(self, days: int) -> str:
        """Say how long it slept."""
        await asyncio.sleep(days * 24 * 60 * 60)
        return f"slept {days} days"
