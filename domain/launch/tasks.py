"""The rules of tasks: claim, give back, complete."""

from domain.actors import Actor
from domain.errors import AlreadyClaimed, NotAllowed, WrongState
from domain.launch.commands import ClaimTask, CompleteTask, UnclaimTask
from domain.launch.draft import Draft
from domain.launch.guards import TASK_MOVES, find_task, require_candidate, require_running, require_version
from domain.launch.rule import Rule, Rules
from domain.launch.state import Launch, Task, TaskState


def check_claim(launch: Launch, command: ClaimTask) -> None:
    """Candidates may claim what is open; a claim never overrides another."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    if task.state is TaskState.CLAIMED:
        raise _held(task)
    require_version(task.version, command.expected_version)
    if task.state is not TaskState.OPEN:
        raise _not_now(task, "claimed")
    require_candidate(command.actor, plan)


def claim(draft: Draft, command: ClaimTask) -> str:
    """Hold the task."""
    draft.record("task.claimed", command.task, command.actor)
    return "claimed"


def check_unclaim(launch: Launch, command: UnclaimTask) -> None:
    """The holder, or an operator, may give a task back; only an operator takes a condition from its owner."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    require_version(task.version, command.expected_version)
    if task.state is not TaskState.CLAIMED:
        raise _not_now(task, "given back")
    if plan.blocks_gate is not None and not command.actor.operator:
        raise NotAllowed(f"“{plan.title}” is a condition: it stays with {task.claimed_by}, or ask an operator")
    _require_holder(task, command.actor)


def unclaim(draft: Draft, command: UnclaimTask) -> str:
    """Let the other candidates have it."""
    draft.record("task.unclaimed", command.task, command.actor)
    return "given back"


def check_complete(launch: Launch, command: CompleteTask) -> None:
    """The holder may complete; so may a candidate while nobody holds it."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    if task.state is TaskState.CLAIMED and task.claimed_by != command.actor.principal:
        raise _held(task)
    require_version(task.version, command.expected_version)
    if task.state is TaskState.OPEN:
        require_candidate(command.actor, plan)
    elif task.state is not TaskState.CLAIMED:
        raise _not_now(task, "completed")


def complete(draft: Draft, command: CompleteTask) -> str:
    """The task is done."""
    draft.record("task.completed", command.task, command.actor, note=command.note)
    return "done"


def _require_holder(task: Task, actor: Actor) -> None:
    if task.claimed_by != actor.principal and not actor.operator:
        raise _held(task)


def _held(task: Task) -> AlreadyClaimed:
    since = task.claimed_at.isoformat() if task.claimed_at else None
    return AlreadyClaimed(f"{task.claimed_by} holds {task.id} since {since}", holder=task.claimed_by, since=since)


def _not_now(task: Task, wanted: str) -> WrongState:
    return WrongState(
        f"{task.id} is {task.state} and cannot be {wanted}",
        legal=TASK_MOVES.get(task.state, ()),
        state=task.state,
    )


RULES: Rules = {
    ClaimTask: Rule("claim_task", check_claim, claim, "task"),
    UnclaimTask: Rule("unclaim_task", check_unclaim, unclaim, "task"),
    CompleteTask: Rule("complete_task", check_complete, complete, "task"),
}
