"""The rules of tasks: claim, give back, check items, complete."""

from domain.actors import Actor
from domain.errors import Invalid, NotAllowed, Problem, WrongState
from domain.launch.answers import require_answers
from domain.launch.commands import CheckItem, ClaimTask, CompleteTask, UnclaimTask
from domain.launch.draft import Draft
from domain.launch.guards import find_task, require_candidate, require_running, require_version
from domain.launch.hands import held, not_now, require_hands, require_other_eyes
from domain.launch.outside import record_findings
from domain.launch.progress import is_ready
from domain.launch.rule import Rule, Rules
from domain.launch.state import Launch, Task, TaskState


def check_claim(launch: Launch, command: ClaimTask) -> None:
    """Candidates may claim what is open; a claim never overrides another."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    if task.state is TaskState.CLAIMED:
        raise held(task)
    require_version(task.version, command.expected_version)
    if task.state is not TaskState.OPEN:
        raise not_now(launch, task, "claimed")
    require_candidate(command.actor, plan)
    require_other_eyes(launch, command.task, command.actor)


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
        raise not_now(launch, task, "given back")
    if plan.blocks_gate is not None and not command.actor.operator:
        raise NotAllowed(f"“{plan.title}” is a condition: it stays with {task.claimed_by}, or ask an operator")
    _require_holder(task, command.actor)


def unclaim(draft: Draft, command: UnclaimTask) -> str:
    """Let the other candidates have it, or let it wait when what came before is being done again."""
    draft.record("task.unclaimed", command.task, command.actor)
    plan = draft.launch.task_plan(command.task)
    if command.task not in draft.launch.conditions and not is_ready(draft.launch, plan):
        draft.record("task.withdrawn", command.task)
    return "given back"


def check_item(launch: Launch, command: CheckItem) -> None:
    """Whoever may complete a task may check its items."""
    require_hands(launch, command.task, command.actor, command.expected_version, "checked")
    items = launch.task_plan(command.task).checklist
    if command.item not in {item.id for item in items}:
        known = ", ".join(item.id for item in items) or "there are none"
        problem = Problem("/item", f"Name one of: {known}.")
        raise Invalid(f"{command.task} has no item {command.item}", problems=[problem])


def check_off(draft: Draft, command: CheckItem) -> str:
    """The item is checked, or no longer; whoever begins to check holds the task."""
    if draft.launch.tasks[command.task].state is TaskState.OPEN:
        draft.record("task.claimed", command.task, command.actor)
    draft.record("task.checked", command.task, command.actor, item=command.item, done=command.done)
    return "checked" if command.done else "unchecked"


def check_complete(launch: Launch, command: CompleteTask) -> None:
    """The holder may complete; so may a candidate while nobody holds it. Nothing may be left to check or to answer."""
    task = require_hands(launch, command.task, command.actor, command.expected_version, "completed")
    plan = launch.task_plan(command.task)
    unchecked = [item for item in plan.checklist if item.id not in task.checked]
    if unchecked:
        raise WrongState(
            f"{task.id} has unchecked items: {'; '.join(item.title for item in unchecked)}",
            legal=[move for move in not_now(launch, task, "completed").legal if move != "complete"],
            state=task.state,
            unchecked=[item.id for item in unchecked],
        )
    require_answers(launch, plan, command.answers)


def complete(draft: Draft, command: CompleteTask) -> str:
    """The task is done."""
    answers = {} if command.answers is None else {"answers": command.answers}
    draft.record("task.completed", command.task, command.actor, note=command.note, **answers)
    record_findings(draft, command.findings)
    return "done"


def _require_holder(task: Task, actor: Actor) -> None:
    if task.claimed_by != actor.principal and not actor.operator:
        raise held(task)


RULES: Rules = {
    ClaimTask: Rule("claim_task", check_claim, claim, "task"),
    UnclaimTask: Rule("unclaim_task", check_unclaim, unclaim, "task"),
    CheckItem: Rule("check_item", check_item, check_off, "task"),
    CompleteTask: Rule("complete_task", check_complete, complete, "task"),
}
