"""Planned due dates that move, and clocks that stand still while work is done again."""

from dataclasses import replace
from datetime import datetime

from domain import clock
from domain.events import Event
from domain.launch.changes.parts import Changes, last_due, moment, with_task
from domain.launch.dues import with_dues
from domain.launch.state import Launch


def _dues_moved(launch: Launch, event: Event) -> Launch:
    moved = {one["item"]: datetime.fromisoformat(one["to"]) for one in event.data["moved"]}
    return replace(with_dues(launch, moved), target_expected_at=moment(event.data["target_expected_at"]))


def _task_paused(launch: Launch, event: Event) -> Launch:
    task, plan = launch.tasks[event.target], launch.task_plan(event.target)
    still = task.clock and clock.pause(task.clock, launch.plan.calendar(plan.department), event.occurred_at)
    due = last_due(launch, task)
    return with_task(launch, replace(task, clock=still, paused_at=event.occurred_at, planned_due_at=due))


def _task_resumed(launch: Launch, event: Event) -> Launch:
    """Its time goes on where it stood still."""
    task, plan = launch.tasks[event.target], launch.task_plan(event.target)
    on = task.clock and clock.resume(task.clock, launch.plan.calendar(plan.department), event.occurred_at)
    return with_task(launch, replace(task, clock=on, paused_at=None))


CHANGES: Changes = {
    "dues.moved": _dues_moved,
    "task.paused": _task_paused,
    "task.resumed": _task_resumed,
}
