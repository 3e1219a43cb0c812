"""Who is held up when a task is late, or has to be done again."""

from domain.launch.draft import Draft
from domain.launch.pending import audiences
from domain.launch.state import SETTLED, Launch, Task
from domain.plan import Plan


def dependants(plan: Plan, task_id: str) -> tuple[str, ...]:
    """The tasks that come after a task, directly or behind others, up to the next gate; in the order of the plan.

    A stage that no gate closes hands its delay on to the stages after it.
    """
    found: set[str] = set()
    left = [task_id]
    while left:
        node = left.pop()
        behind = [task.id for task in plan.tasks if node in task.after]
        behind += _beyond(plan, next((task.stage for task in plan.tasks if task.id == node), ""))
        left += [task for task in behind if task not in found]
        found.update(behind)
    return tuple(task.id for task in plan.tasks if task.id in found)


def _beyond(plan: Plan, stage_id: str) -> list[str]:
    """The tasks of the stages that follow a stage without a gate between."""
    if plan.gates_of(stage_id):
        return []
    found = []
    for stage in plan.stages:
        if stage_id in stage.after:
            work = [task.id for task in plan.tasks_of(stage.id)]
            found += work or _beyond(plan, stage.id)
    return found


def holds_up(task: Task) -> bool:
    """Whether others wait longer than was planned because of this task."""
    return task.slipped_at is not None and task.state not in SETTLED


def held_up_by(launch: Launch, task_id: str) -> tuple[str, ...]:
    """Local ids of the late or returned tasks that keep an unfinished one waiting."""
    if launch.tasks[task_id].state in SETTLED:
        return ()
    late = (task.id for task in launch.tasks.values() if holds_up(task))
    return tuple(one for one in late if task_id in dependants(launch.plan, one))


def slip(draft: Draft, task_id: str, because: str) -> None:
    """Record who is held up by a task and whom they wait for, if anybody is: so that they can be told."""
    launch = draft.launch
    held_up = [one for one in dependants(launch.plan, task_id) if launch.tasks[one].state not in SETTLED]
    if held_up:
        draft.record(
            "task.slipped",
            task_id,
            because=because,
            waits_for=list(_owners(launch, task_id)),
            dependants=[{"task": one, "owners": list(_owners(launch, one))} for one in held_up],
        )


def _owners(launch: Launch, task_id: str) -> tuple[str, ...]:
    plan = launch.task_plan(task_id)
    return audiences(launch.tasks[task_id].claimed_by, plan.people, plan.role, plan.department)
