"""The rules of leaving work out: an optional task is skipped, any task is cancelled. Neither counts as done."""

from domain.errors import NotAllowed, WrongState
from domain.launch.commands import CancelTask, SkipTask
from domain.launch.draft import Draft
from domain.launch.guards import (
    find_task,
    require_candidate,
    require_running,
    require_steersman,
    require_text,
    require_version,
)
from domain.launch.hands import held, not_now, require_other_eyes, steers
from domain.launch.rule import Rule, Rules
from domain.launch.state import ACTIONABLE, SETTLED, Launch, TaskState


def check_skip(launch: Launch, command: SkipTask) -> None:
    """Whoever could do an optional task, or steers the launch, may pass over it, with a rationale.

    Not whoever's own work it looks at: leaving a check out is deciding on it.
    """
    task, plan = find_task(launch, command.task)
    require_running(launch)
    require_version(task.version, command.expected_version)
    if task.state not in ACTIONABLE:
        raise not_now(launch, task, "skipped")
    if not plan.optional:
        raise WrongState(
            f"“{plan.title}” is not optional: it can be cancelled by whoever steers {launch.key}",
            legal=not_now(launch, task, "skipped").legal,
            state=task.state,
        )
    if not steers(launch, command.actor):
        if task.state is TaskState.CLAIMED and task.claimed_by != command.actor.principal:
            raise held(task)
        if task.state is TaskState.OPEN:
            require_candidate(command.actor, plan)
    require_other_eyes(launch, command.task, command.actor)
    require_text(command.rationale, "/rationale", "why it is not needed")


def skip(draft: Draft, command: SkipTask) -> str:
    """Go on without it."""
    draft.record("task.skipped", command.task, command.actor, rationale=command.rationale)
    return "skipped"


def check_cancel_task(launch: Launch, command: CancelTask) -> None:
    """Whoever steers may take unfinished work off the plan, but no condition of a decision and no review of one."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    require_version(task.version, command.expected_version)
    if task.state in SETTLED:
        raise not_now(launch, task, "cancelled")
    if plan.blocks_gate is not None:
        raise NotAllowed(f"“{plan.title}” is a condition: {plan.blocks_gate} may not go before it is met")
    if command.task in launch.reviews:
        raise NotAllowed(f"“{plan.title}” looks back on a broken glass: {launch.key} may not end before it is done")
    require_steersman(launch, command.actor)
    require_text(command.reason, "/reason", "why")


def cancel_task(draft: Draft, command: CancelTask) -> str:
    """It will not be done; what waited for it waits no more."""
    draft.record("task.cancelled", command.task, command.actor, reason=command.reason)
    return "cancelled"


RULES: Rules = {
    SkipTask: Rule("skip_task", check_skip, skip, "task"),
    CancelTask: Rule("cancel_task", check_cancel_task, cancel_task, "task"),
}
