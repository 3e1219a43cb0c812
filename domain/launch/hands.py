"""Whose hands a task may be in: its candidates, its holder, and those who must keep theirs off."""

from domain.actors import Actor
from domain.errors import AlreadyClaimed, SelfApproval, WrongState
from domain.launch.guards import (
    TASK_MOVES,
    find_task,
    is_candidate,
    is_steersman,
    require_candidate,
    require_running,
    require_version,
)
from domain.launch.state import ENDED, Launch, Task, TaskState
from domain.plan import TaskPlan

__all__ = [
    "barred",
    "escalates",
    "held",
    "is_candidate",
    "known_not_by",
    "not_now",
    "require_hands",
    "require_other_eyes",
    "steers",
]


def barred(launch: Launch, task_id: str) -> tuple[str, ...]:
    """People who may not do a task: they did one that it must not share a doer with, in whichever order.

    Work that a change took out of the plan stays somebody's own: another change may bring it back, done.
    """
    earlier = (launch.tasks[other] for other in known_not_by(launch, task_id))
    planned = (*launch.plan.tasks, *launch.dropped_tasks.values())
    later = (launch.tasks[other.id] for other in planned if task_id in other.not_by)
    done_later = (task for task in later if task.state is TaskState.DONE)
    return tuple(dict.fromkeys(doer for task in (*earlier, *done_later) for doer in task.doers))


def known_not_by(launch: Launch, task_id: str) -> tuple[str, ...]:
    """The tasks it must not share a doer with, as far as the launch has or had them."""
    return tuple(other for other in launch.task_plan(task_id).not_by if other in launch.tasks)


def require_other_eyes(launch: Launch, task_id: str, actor: Actor) -> None:
    """Neither the actor nor whoever they act for did the work that this task must not share a doer with."""
    own = barred(launch, task_id)
    for person in actor.identities:
        if person in own:
            title = launch.task_plan(task_id).title
            raise SelfApproval(f"{person} did work that “{title}” looks at; somebody else must do it", person=person)


def steers(launch: Launch, actor: Actor) -> bool:
    """Whether the actor owns or started the launch, or is an operator."""
    return is_steersman(launch.charter.owner, launch.started_by, actor)


def escalates(launch: Launch, plan: TaskPlan, actor: Actor) -> bool:
    """Whether the actor holds the role that a department's delays are escalated to."""
    return launch.plan.escalate_to.get(plan.department) in actor.roles


def require_hands(launch: Launch, task_id: str, actor: Actor, expected_version: int | None, wanted: str) -> Task:
    """The actor holds the task, or may take it: it is open and they are a candidate. `wanted` is what for."""
    task, plan = find_task(launch, task_id)
    require_running(launch)
    if task.state is TaskState.CLAIMED and task.claimed_by != actor.principal:
        raise held(task)
    require_version(task.version, expected_version)
    if task.state is TaskState.OPEN:
        require_candidate(actor, plan)
    elif task.state is not TaskState.CLAIMED:
        raise not_now(launch, task, wanted)
    require_other_eyes(launch, task_id, actor)
    return task


def held(task: Task) -> AlreadyClaimed:
    """Somebody else holds it: who, and since when."""
    since = task.claimed_at.isoformat() if task.claimed_at else None
    return AlreadyClaimed(f"{task.claimed_by} holds {task.id} since {since}", holder=task.claimed_by, since=since)


def not_now(launch: Launch, task: Task, wanted: str) -> WrongState:
    """This is no move for a task that stands where it does; names those that are."""
    plan = launch.task_plan(task.id)
    impossible = {
        "skip": not plan.optional,
        "check": not plan.checklist,
        "cancel": plan.blocks_gate is not None or task.id in launch.reviews,
    }
    gone = launch.state in ENDED or task.id in launch.dropped_tasks
    legal = () if gone else TASK_MOVES.get(task.state, ())
    return WrongState(
        f"{task.id} is {task.state} and cannot be {wanted}",
        legal=[move for move in legal if not impossible.get(move)],
        state=task.state,
    )
