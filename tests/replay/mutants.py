"""Workflows that differ from the real one as a careless edit would; in a file of their own for the sandbox."""

import asyncio
from datetime import timedelta

from temporalio import workflow

from workflows.launch import LaunchWorkflow
from workflows.state import LaunchInput


@workflow.defn(name="Launch")
class AddsATimer(LaunchWorkflow):
    """Waits a little before it begins."""

    @workflow.init
    def __init__(self, given: LaunchInput) -> None:
        """As before."""
        super().__init__(given)

    @workflow.run
    async def run(self, given: LaunchInput) -> str:
        """One command more."""
        await asyncio.sleep(1)
        return await super().run(given)


@workflow.defn(name="Launch")
class TellsNobody(LaunchWorkflow):
    """Leaves out what operators search by."""

    @workflow.init
    def __init__(self, given: LaunchInput) -> None:
        """As before."""
        super().__init__(given)

    @workflow.run
    async def run(self, given: LaunchInput) -> str:
        """As before."""
        return await super().run(given)

    def _tell_operators(self) -> None:
        """Some commands fewer."""


@workflow.defn(name="Launch")
class NotifiesFirst(LaunchWorkflow):
    """Asks for one activity more."""

    @workflow.init
    def __init__(self, given: LaunchInput) -> None:
        """As before."""
        super().__init__(given)

    @workflow.run
    async def run(self, given: LaunchInput) -> str:
        """As before."""
        return await super().run(given)

    async def _deliver(self) -> None:
        await workflow.execute_activity("notify", start_to_close_timeout=timedelta(seconds=1))
        await super()._deliver()


@workflow.defn(name="Launch")
class ForgetsTheDoors(LaunchWorkflow):
    """Takes what a delivery answers for less than it says."""

    @workflow.init
    def __init__(self, given: LaunchInput) -> None:
        """As before."""
        super().__init__(given)

    @workflow.run
    async def run(self, given: LaunchInput) -> str:
        """As before."""
        return await super().run(given)

    def _confirm(self, seq: int) -> None:  # noqa: ARG002  that is the mistake
        super()._confirm(self._since[0].seq)
