"""Tasks, and the conditions that become tasks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain import clock
from domain.events import Event
from domain.launch.changes.parts import Changes, moment, task_clock, with_task
from domain.launch.state import Launch, Task, TaskState
from domain.plan import TaskPlan


def _task_ready(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    return with_task(launch, replace(task, opens_at=moment(event.data["opens_at"]), version=event.seq))


def _task_opened(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    opened = replace(
        task,
        state=TaskState.OPEN,
        opened_at=event.occurred_at,
        clock=task_clock(launch, launch.task_plan(task.id), event.occurred_at),
        version=event.seq,
    )
    return with_task(launch, opened)


def _task_claimed(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    claimed = replace(
        task, state=TaskState.CLAIMED, claimed_by=_holder(event), claimed_at=event.occurred_at, version=event.seq
    )
    return with_task(launch, claimed)


def _holder(event: Event) -> str:
    """Whoever's authority it was: what a substitute takes stays with whom they act for, also when they are back."""
    return event.on_behalf_of or event.actor


def _task_unclaimed(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    back = replace(task, state=TaskState.OPEN, claimed_by=None, claimed_at=None, version=event.seq)
    return with_task(launch, back)


def _task_completed(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    doers = (person for person in (*task.doers, event.actor, event.on_behalf_of) if person is not None)
    done = replace(
        task,
        state=TaskState.DONE,
        claimed_by=task.claimed_by or _holder(event),
        claimed_at=task.claimed_at or event.occurred_at,
        done_by=event.actor,
        done_at=event.occurred_at,
        note=event.data["note"],
        answers=event.data.get("answers"),
        reason="",
        slipped_at=None,
        paused_at=None,
        doers=tuple(dict.fromkeys(doers)),
        clock=None,
        version=event.seq,
    )
    return with_task(launch, done)


def _task_cancelled(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    cancelled = replace(
        task,
        state=TaskState.CANCELLED,
        clock=None,
        reason=event.data.get("reason", ""),
        slipped_at=None,
        paused_at=None,
        version=event.seq,
    )
    return with_task(launch, cancelled)


def _task_overdue(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    if task.clock is None:
        return launch
    calendar = launch.plan.calendar(launch.task_plan(task.id).department)
    return with_task(launch, replace(task, clock=clock.pass_mark(task.clock, calendar, event.data["percent"])))


def _condition_added(launch: Launch, event: Event) -> Launch:
    """A condition is a task that its owner holds from the start."""
    data: Mapping[str, Any] = event.data
    plan = TaskPlan(
        id=event.target,
        title=data["title"],
        stage="",
        department=data["department"],
        sla_days=data["due_days"],
        blocks_gate=data["before_gate"],
    )
    task = Task(
        id=plan.id,
        state=TaskState.CLAIMED,
        opened_at=event.occurred_at,
        claimed_by=data["owner"],
        claimed_at=event.occurred_at,
        clock=task_clock(launch, plan, event.occurred_at),
        version=event.seq,
    )
    return replace(with_task(launch, task), conditions={**launch.conditions, plan.id: plan})


CHANGES: Changes = {
    "task.ready": _task_ready,
    "task.opened": _task_opened,
    "task.claimed": _task_claimed,
    "task.unclaimed": _task_unclaimed,
    "task.completed": _task_completed,
    "task.cancelled": _task_cancelled,
    "task.overdue": _task_overdue,
    "condition.added": _condition_added,
}
