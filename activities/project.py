"""Bringing what a launch did into the read model."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity

from activities.signatures import PROJECT
from domain.events import Event
from domain.launch.state import ENDED, GateState, TaskState
from domain.launch.views import Batch, GateView, TaskView
from store.database import Database
from store.delivery import deliver_surely
from telemetry.waits import Wait, Waits


@dataclass(frozen=True)
class ProjectActivities:
    """The durable way from a workflow's outbox to the read model."""

    database: Database
    waits: Waits
    window: timedelta = timedelta()
    """How long a delivery stays open once it is done, so that acts which follow shortly share the next one."""

    @activity.defn(name=PROJECT)
    async def project(self, batch: Batch) -> None:
        """Apply a batch; applying it again changes nothing. Whatever fails is retried by the engine, for ever."""
        await deliver_surely(self.database, batch)
        for wait in waits_over(batch):
            self.waits.record(wait)
        if self.window and batch.launch.state not in ENDED:
            await self._stay_open()

    async def _stay_open(self) -> None:
        """Each delivery costs the engine as much as a vote, and doors deliver what they did by themselves."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.window.total_seconds()):
                await activity.wait_for_worker_shutdown()


def waits_over(batch: Batch) -> list[Wait]:
    """The human waits that ended with the events of a batch: tasks completed and gates decided."""
    tasks = {view.local_id: view for view in batch.tasks}
    gates = {view.local_id: view for view in batch.gates}
    found = []
    for event in batch.events:
        if event.action == "task.completed" and (task := tasks.get(event.target)):
            found.append(_task_wait(task, event))
        elif event.action == "gate.decided" and (gate := gates.get(event.target)):
            found.append(_gate_wait(gate, event))
    return [wait for wait in found if wait]


def _task_wait(task: TaskView, event: Event) -> Wait | None:
    if task.state != TaskState.DONE or task.opened_at is None:
        return None
    return _wait("task", task.launch, task.id, task.department, task.opened_at, task.claimed_at, event)


def _gate_wait(gate: GateView, event: Event) -> Wait | None:
    if gate.state == GateState.PENDING or gate.opened_at is None:
        return None
    return _wait("gate", gate.launch, gate.id, gate.decider, gate.opened_at, None, event)


def _wait(
    name: str,
    launch: str,
    target: str,
    department: str,
    opened_at: datetime,
    claimed_at: datetime | None,
    event: Event,
) -> Wait:
    return Wait(
        name=name,
        launch_id=launch,
        target=target,
        department=department,
        opened_at=opened_at,
        claimed_at=claimed_at,
        done_at=event.occurred_at,
    )
