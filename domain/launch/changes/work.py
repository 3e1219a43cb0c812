"""What happens to a task on its way: it changes hands, is done again, is left out, is planned, holds others up."""

from dataclasses import replace

from domain.events import Event
from domain.launch.changes.parts import Changes, last_due, task_clock, with_task
from domain.launch.state import Launch, Task, TaskState


def _task_assigned(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    assigned = replace(
        task,
        state=TaskState.CLAIMED,
        claimed_by=event.data["assignee"],
        claimed_at=event.occurred_at,
        version=event.seq,
    )
    return with_task(launch, assigned)


def _task_returned(launch: Launch, event: Event) -> Launch:
    """Another attempt of the same doer. Nothing counts as checked; the answers stay, to be amended."""
    task = launch.tasks[event.target]
    returned = replace(
        task,
        state=TaskState.CLAIMED,
        attempt=task.attempt + 1,
        opened_at=event.occurred_at,
        claimed_by=event.data["to"],
        claimed_at=event.occurred_at,
        done_by=None,
        done_at=None,
        clock=task_clock(launch, launch.task_plan(task.id), event.occurred_at),
        paused_at=None,
        checked=(),
        feedback=event.data["feedback"],
        returned_by=event.actor,
        returned_at=event.occurred_at,
        version=event.seq,
    )
    return with_task(launch, returned)


def _task_reopened(launch: Launch, event: Event) -> Launch:
    """Another attempt: it opens when it may, without waiting for its day again; a condition is its owner's at once."""
    task, plan = launch.tasks[event.target], launch.task_plan(event.target)
    again = Task(
        id=task.id,
        attempt=task.attempt + 1,
        opens_at=event.occurred_at if task.opened_at else None,
        doers=task.doers,
        answers=task.answers,
        reason=event.data["reason"],
        priority=task.priority,
        planned_due_at=task.planned_due_at,
        version=event.seq,
    )
    if task.id in launch.conditions:
        again = replace(
            again,
            state=TaskState.CLAIMED,
            opens_at=None,
            opened_at=event.occurred_at,
            claimed_by=task.claimed_by,
            claimed_at=event.occurred_at,
            clock=task_clock(launch, plan, event.occurred_at),
        )
    return with_task(launch, again)


def _task_withdrawn(launch: Launch, event: Event) -> Launch:
    """Wait again: what it follows is being done anew."""
    task = launch.tasks[event.target]
    waits = replace(
        task,
        state=TaskState.PENDING,
        attempt=task.attempt + 1,
        opens_at=None,
        opened_at=None,
        clock=None,
        slipped_at=None,
        planned_due_at=last_due(launch, task),
        paused_at=None,
        version=event.seq,
    )
    return with_task(launch, waits)


def _task_skipped(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    skipped = replace(
        task,
        state=TaskState.SKIPPED,
        clock=None,
        reason=event.data["rationale"],
        slipped_at=None,
        paused_at=None,
        version=event.seq,
    )
    return with_task(launch, skipped)


def _task_checked(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    checked = {*task.checked, event.data["item"]} if event.data["done"] else {*task.checked} - {event.data["item"]}
    in_order = tuple(item.id for item in launch.task_plan(task.id).checklist if item.id in checked)
    return with_task(launch, replace(task, checked=in_order, version=event.seq))


def _task_planned(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    planned = replace(task, priority=event.data["priority"], follow_up_on=event.data["follow_up_on"], version=event.seq)
    return with_task(launch, planned)


def _task_slipped(launch: Launch, event: Event) -> Launch:
    return with_task(launch, replace(launch.tasks[event.target], slipped_at=event.occurred_at))


CHANGES: Changes = {
    "task.assigned": _task_assigned,
    "task.returned": _task_returned,
    "task.reopened": _task_reopened,
    "task.withdrawn": _task_withdrawn,
    "task.skipped": _task_skipped,
    "task.checked": _task_checked,
    "task.planned": _task_planned,
    "task.slipped": _task_slipped,
}
