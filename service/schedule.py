"""When the parts of a launch can happen, and when they must."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.errors import NotFound
from domain.launch.state import GateState, TaskState
from domain.launch.views import GateView, LaunchView, TaskView
from domain.plan import TaskPlan
from domain.schedule import DelayCost, Progress, Schedule, Slot, schedule
from store import launches, plans
from store.database import Database

__all__ = ["DelayCost", "Schedule", "Schedules", "Slot"]

COST_FACT = "cost_of_delay_per_day"
"""The charter's answer to what a day of delay costs, as a decimal number."""


@dataclass(frozen=True)
class Schedules:
    """The use cases of schedules."""

    database: Database

    async def show(self, launch_key: str) -> Schedule:
        """A launch in time, as of now, or of when it was held or ended. Raises NotFound."""
        async with self.database.read() as conn:
            found, plan = await launches.snapshot(conn, launch_key), await plans.get(conn, launch_key)
        if found is None:
            raise NotFound(f"There is no launch {launch_key}.")
        if plan is None:
            raise NotFound(f"The plan of {launch_key} is not here yet; `slipway reconcile --repair` brings it.")
        launch = found.launch
        # Some tens of milliseconds for the largest plans: too long to keep everybody else waiting.
        return await asyncio.to_thread(
            schedule,
            plan,
            {**_tasks(found.tasks), **_gates(found.gates)},
            launch.ended_at or launch.held_at or datetime.now(UTC),
            target_date=date.fromisoformat(launch.target_date) if launch.target_date else None,
            cost_per_day=cost_of_delay(launch),
            conditions=tuple(_condition(task) for task in found.tasks if task.blocks_gate is not None),
        )


def cost_of_delay(launch: LaunchView) -> Decimal | None:
    """What a day of delay costs, as the launch's facts say; None when they say nothing that is an amount."""
    said: Any = launch.facts.get(COST_FACT)
    if isinstance(said, bool) or not isinstance(said, str | int):
        return None
    try:
        amount = Decimal(said)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _tasks(views: Iterable[TaskView]) -> dict[str, Progress]:
    return {
        view.local_id: Progress(
            opened_at=view.opened_at,
            finished_at=view.done_at if view.state == TaskState.DONE else None,
            opens_at=view.opens_at,
            due_at=view.due_at or (view.planned_due_at if view.paused_at else None),
            dropped=view.state in {TaskState.SKIPPED, TaskState.CANCELLED},
        )
        for view in views
    }


def _gates(views: Iterable[GateView]) -> dict[str, Progress]:
    return {
        view.local_id: Progress(
            opened_at=view.opened_at,
            finished_at=view.decision.at if view.state == GateState.PASSED and view.decision else None,
            due_at=view.due_at,
            dropped=view.state == GateState.CANCELLED,
        )
        for view in views
    }


def _condition(view: TaskView) -> TaskPlan:
    """What a conditional go added; when it is due its view says."""
    return TaskPlan(view.local_id, view.title, stage="", department=view.department, blocks_gate=view.blocks_gate)
