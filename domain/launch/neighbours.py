"""What the view of a task says of other tasks, and whose views change with one."""

from datetime import date, datetime

from domain.ids import item_id
from domain.launch.hands import known_not_by
from domain.launch.slips import dependants, holds_up
from domain.launch.state import Launch, Task, TaskState
from domain.launch.views import PreviousView
from domain.plan import TaskPlan


def previous(launch: Launch, plan: TaskPlan) -> tuple[PreviousView, ...]:
    """The tasks a task follows, and who did them."""
    before = (launch.tasks[node] for node in plan.after if node in launch.tasks)
    return tuple(
        PreviousView(item_id(launch.key, task.id), launch.task_plan(task.id).title, task.done_by, task.done_at)
        for task in before
    )


def follow_up_at(launch: Launch, task: Task, plan: TaskPlan) -> datetime | None:
    """When the department's hours begin on the day somebody means to look at a task again."""
    if task.follow_up_on is None:
        return None
    return launch.plan.calendar(plan.department).opening(date.fromisoformat(task.follow_up_on))


def touched(before: Launch, after: Launch) -> frozenset[str]:
    """Tasks that are shown differently since another one changed: who did it, or whether it holds others up."""
    found: set[str] = set()
    planned = (*after.plan.tasks, *after.dropped_tasks.values())
    for task in after.tasks.values():
        was = before.tasks.get(task.id)
        if was is None or was is task:
            continue
        if (was.done_by, was.done_at) != (task.done_by, task.done_at):
            found.update(plan.id for plan in planned if task.id in plan.after)
        if (was.doers, was.state is TaskState.DONE) != (task.doers, task.state is TaskState.DONE):
            found.update(plan.id for plan in planned if task.id in plan.not_by)
            found.update(known_not_by(after, task.id))
        if holds_up(was) != holds_up(task):
            found.update(dependants(after.plan, task.id))
    return frozenset(found)
