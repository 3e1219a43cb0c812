"""The rules of handing work to somebody, and of saying when it matters."""

from datetime import date, timedelta

from domain.actors import Actor
from domain.errors import Invalid, NotAllowed, Problem
from domain.launch.commands import AssignTask, PlanWork
from domain.launch.draft import Draft
from domain.launch.guards import as_of, find_task, require_running, require_version
from domain.launch.hands import escalates, is_candidate, not_now, require_other_eyes, steers
from domain.launch.rule import Rule, Rules
from domain.launch.state import ACTIONABLE, SETTLED, Launch, Task
from domain.plan import TaskPlan


def check_assign(launch: Launch, command: AssignTask) -> None:
    """Whoever answers for the work gives it to a candidate; a holder may hand their own on."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    require_version(task.version, command.expected_version)
    if task.state not in ACTIONABLE:
        raise not_now(launch, task, "assigned")
    if plan.blocks_gate is not None and not command.actor.operator:
        raise NotAllowed(f"“{plan.title}” is a condition: it stays with {task.claimed_by}, or ask an operator")
    _require_say(launch, task, plan, command.actor)
    _require_assignable(launch, task, plan, command.assignee)


def _require_assignable(launch: Launch, task: Task, plan: TaskPlan, assignee: Actor) -> None:
    problem = None
    if task.claimed_by == assignee.id:
        problem = f"{assignee.id} holds it already."
    elif not is_candidate(assignee, plan):
        wanted = f"one of {', '.join(plan.people)}" if plan.people else plan.role or plan.department
        problem = f"{assignee.id} is no candidate: it is for {wanted}."
    if problem:
        raise Invalid(f"{task.id} cannot go to {assignee.id}", problems=[Problem("/assignee", problem)])
    require_other_eyes(launch, task.id, assignee)


def assign(draft: Draft, command: AssignTask) -> str:
    """It is theirs now; the record keeps whose it was."""
    previous = draft.launch.tasks[command.task].claimed_by
    draft.record("task.assigned", command.task, command.actor, assignee=command.assignee.id, previous=previous)
    return "assigned"


def check_plan(launch: Launch, command: PlanWork) -> None:
    """Whoever answers for unfinished work says how urgent it is."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    require_version(task.version, command.expected_version)
    if task.state in SETTLED:
        raise not_now(launch, task, "planned")
    _require_say(launch, task, plan, command.actor)
    problems = []
    if command.priority is not None and not 1 <= command.priority <= 5:
        problems.append(Problem("/priority", "Give 1 (drop everything) to 5 (when there is time)."))
    if command.follow_up_on is not None and (problem := _no_day_to_come(command.follow_up_on, as_of(launch).date())):
        problems.append(Problem("/follow_up_on", problem))
    if problems:
        raise Invalid("The plan does not fit; see each problem.", problems=problems)


def _no_day_to_come(text: str, today: date) -> str | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "Give a date such as 2031-05-17."
    yesterday = today - timedelta(days=1)  # it is still that day somewhere
    return "Give a day to come." if day < yesterday else None


def plan_work(draft: Draft, command: PlanWork) -> str:
    """Both are set to what was said, or taken back."""
    draft.record(
        "task.planned", command.task, command.actor, priority=command.priority, follow_up_on=command.follow_up_on
    )
    return "planned"


def _require_say(launch: Launch, task: Task, plan: TaskPlan, actor: Actor) -> None:
    if not (steers(launch, actor) or escalates(launch, plan, actor) or task.claimed_by == actor.principal):
        lead = launch.plan.escalate_to.get(plan.department)
        leads = f", {lead}" if lead else ""
        holder = f", {task.claimed_by}, who holds it" if task.claimed_by else ""
        owner = f"{launch.charter.owner}, who owns {launch.key}"
        raise NotAllowed(f"Only {owner}{leads}{holder}, or an operator may do this")


RULES: Rules = {
    AssignTask: Rule("assign_task", check_assign, assign, "task"),
    PlanWork: Rule("plan_work", check_plan, plan_work, "task"),
}
