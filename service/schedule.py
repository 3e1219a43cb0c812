"""When the parts of a launch can happen, and when they must."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.errors import NotFound
from domain.launch.state import GateState, TaskState
from domain.launch.views import Batch, GateView, LaunchView, TaskView
from domain.plan import Plan, TaskPlan
from domain.schedule import DelayCost, Progress, Schedule, Slot, schedule
from domain.timeline import Bar, StageSpan, Timeline, business_days, extent, timeline
from store import launches
from store.database import Database

__all__ = ["Bar", "DelayCost", "Picture", "Schedule", "Schedules", "Slot", "StageSpan", "Timeline"]

COST_FACT = "cost_of_delay_per_day"
"""The charter's answer to what a day of delay costs, as a decimal number."""


@dataclass(frozen=True)
class Picture:
    """A timeline, and the dates on which anybody works for as long as it lasts."""

    timeline: Timeline
    business_days: tuple[date, ...]


@dataclass(frozen=True)
class Schedules:
    """The use cases of schedules."""

    database: Database

    async def show(self, launch_key: str) -> Schedule:
        """A launch in time, as of now, or of when it was held or ended. Raises NotFound."""
        found, plan = await self._found(launch_key)
        # Some tens of milliseconds for the largest plans: too long to keep everybody else waiting.
        return await asyncio.to_thread(_current, found, plan, costs=True)

    async def timeline(self, launch_key: str) -> Picture:
        """A launch as a picture of time: planned, actual and expected side by side. Raises NotFound."""
        found, plan = await self._found(launch_key)
        return await asyncio.to_thread(_drawn, found, plan)

    async def _found(self, launch_key: str) -> tuple[Batch, Plan]:
        async with self.database.read() as conn:
            found = await launches.snapshot(conn, launch_key)
        if found is None:
            raise NotFound(f"There is no launch {launch_key}.")
        if found.plan is None:
            raise NotFound(f"The plan of {launch_key} is not here yet; `slipway reconcile --repair` brings it.")
        return found, found.plan


def _current(found: Batch, plan: Plan, *, costs: bool) -> Schedule:
    """As of now, or of when it was held or ended."""
    launch = found.launch
    return schedule(
        plan,
        {**_tasks(found.tasks), **_gates(found.gates)},
        launch.ended_at or launch.held_at or datetime.now(UTC),
        target_date=date.fromisoformat(launch.target_date) if launch.target_date else None,
        cost_per_day=cost_of_delay(launch),
        conditions=tuple(_condition(task) for task in found.tasks if task.blocks_gate is not None),
        costs=costs,
    )


def _drawn(found: Batch, plan: Plan) -> Picture:
    current = _current(found, plan, costs=False)
    start = found.launch.started_at or current.as_of
    planned = schedule(plan, {}, start, target_date=current.target_date, costs=False)
    shown = timeline(found.launch, found.tasks, found.gates, plan, planned=planned, current=current)
    return Picture(shown, business_days(plan, *extent(shown)))


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
