"""Moving the engine's clock, so that a quarter of a year fits into a minute.

The engine's development server can skip the time that nobody acts in; its client for that is experimental, and this
is the only place that uses it. The product knows nothing of it: its timers fire as they would in three months.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.testing._timeskipping import TimeSkipper

from domain.ids import workflow_id


@dataclass(frozen=True)
class Time:
    """The clock of one launch."""

    _skipper: TimeSkipper
    _launch: WorkflowHandle[Any, Any]

    async def passes(self, duration: timedelta) -> None:
        """Let the launch live through so much time; its timers fire on the way."""
        await self._skipper.fast_forward(self._launch, duration)


async def time_of(engine_address: str, launch_key: str) -> Time:
    """The clock of a launch that runs in the engine at this address."""
    client = await Client.connect(engine_address)
    return Time(TimeSkipper(client), client.get_workflow_handle(workflow_id(launch_key)))
