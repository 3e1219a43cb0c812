"""What the changes of several nouns share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from domain import clock
from domain.clock import Clock
from domain.events import Event
from domain.launch.state import Gate, Launch, Stage, Task
from domain.plan import TaskPlan

Change = Callable[[Launch, Event], Launch]
Changes = Mapping[str, Change]
"""By the event's action."""


def with_stage(launch: Launch, stage: Stage) -> Launch:
    """The launch with one stage replaced."""
    return replace(launch, stages={**launch.stages, stage.id: stage})


def with_task(launch: Launch, task: Task) -> Launch:
    """The launch with one task replaced, or added."""
    return replace(launch, tasks={**launch.tasks, task.id: task})


def with_gate(launch: Launch, gate: Gate) -> Launch:
    """The launch with one gate replaced."""
    return replace(launch, gates={**launch.gates, gate.id: gate})


def moment(text: str | None) -> datetime | None:
    """A moment as events hold it."""
    return datetime.fromisoformat(text) if text else None


def task_clock(launch: Launch, plan: TaskPlan, now: datetime) -> Clock | None:
    """The SLA of a task that opens now; None when it has none."""
    if plan.sla_days is None:
        return None
    return clock.start(launch.plan.calendar(plan.department), plan.sla_days, now)


def last_due(launch: Launch, item: Task | Gate) -> datetime | None:
    """When something that waits again was to be due until now; None for launches without planned due dates."""
    if not launch.plan.moves_dues:
        return None
    return item.clock.due_at if item.clock and item.clock.due_at else item.planned_due_at
