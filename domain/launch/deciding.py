"""The rules of decisions: exactly one, by one accountable person, on the record."""

from typing import Any

from domain.errors import Invalid, NotAllowed, Problem, WrongState
from domain.launch.commands import Decide
from domain.launch.consent import on_record, require_seen
from domain.launch.draft import Draft
from domain.launch.effects import Chosen, take_effect
from domain.launch.guards import (
    as_of,
    find_gate,
    require_no_conflict,
    require_open,
    require_text,
    require_version,
)
from domain.launch.outdated import acknowledgement_problems
from domain.launch.outside import record_findings, with_findings
from domain.launch.overriding import GOES, against, offer
from domain.launch.proposals import check_override, propose, taken_over
from domain.launch.rule import Rule, Rules
from domain.launch.state import DecisionKind, Gate, GateState, Launch
from domain.plan import GatePlan

_ACTS = {DecisionKind.CONDITIONAL_GO: "go"}

MAX_DUE_DAYS = 250
"""As for the SLA of a task: a year of business days. Its last mark stays within a calendar's horizon."""


def check_decide(launch: Launch, command: Decide) -> None:
    """The accountable person decides, with reasons, and never past what the gate demands."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    require_seen(launch, command.gate, command.subject)
    if plan.decider not in command.actor.roles:
        raise NotAllowed(f"{plan.id} is decided by {plan.decider}", role=plan.decider)
    require_no_conflict(launch, plan, command.actor)
    require_text(command.rationale, "/rationale", "why, for those who come after")
    if command.decision not in plan.decisions:
        problem = Problem("/decision", f"{plan.id} allows: {', '.join(plan.decisions)}.")
        raise Invalid(f"{plan.id} cannot decide {command.decision}", problems=[problem])
    _check_details(launch, plan, command)
    _check_ready(launch, gate, plan, command)


def _check_details(launch: Launch, plan: GatePlan, command: Decide) -> None:
    problems = []
    if command.decision is DecisionKind.RECYCLE:
        if command.recycle_to not in plan.recycle_to:
            problems.append(Problem("/recycle_to", f"Name one of: {', '.join(plan.recycle_to) or 'none allowed'}."))
    elif command.recycle_to is not None:
        problems.append(Problem("/recycle_to", "Only a recycle says where to go back to."))
    if command.decision is DecisionKind.CONDITIONAL_GO:
        problems.extend(_condition_problems(launch, plan, command))
    elif command.conditions:
        problems.append(Problem("/conditions", "Only a conditional go has conditions."))
    problems.extend(acknowledgement_problems(launch, plan.id, command.acknowledged, goes=command.decision in GOES))
    if problems:
        raise Invalid("The decision is incomplete; see each problem.", problems=problems)


def _condition_problems(launch: Launch, plan: GatePlan, command: Decide) -> list[Problem]:
    if not command.conditions:
        return [Problem("/conditions", "Name at least one condition with owner, due_days and before_gate.")]
    later = [gate for gate in launch.plan.later_gates(plan.id) if launch.gates[gate].state is not GateState.PASSED]
    problems = []
    for index, condition in enumerate(command.conditions):
        at = f"/conditions/{index}"
        if not condition.title.strip():
            problems.append(Problem(f"{at}/title", "Say what must be met."))
        if not condition.owner.strip():
            problems.append(Problem(f"{at}/owner", "Name the person who sees to it."))
        if condition.department not in launch.plan.departments:
            known = ", ".join(sorted(launch.plan.departments))
            problems.append(Problem(f"{at}/department", f"Name one of: {known}."))
        if not 1 <= condition.due_days <= MAX_DUE_DAYS:
            problems.append(Problem(f"{at}/due_days", f"Give 1 to {MAX_DUE_DAYS} business days."))
        if condition.before_gate not in later:
            problems.append(Problem(f"{at}/before_gate", f"Name a later gate: {', '.join(later) or 'there is none'}."))
    return problems


def _check_ready(launch: Launch, gate: Gate, plan: GatePlan, command: Decide) -> None:
    now = as_of(launch)
    launch = with_findings(launch, command.findings, now)
    gate = launch.gates[gate.id]
    reasons = against(launch, gate, plan, command.decision, now, command.acknowledged).everything
    if not reasons:
        return
    if command.override:
        check_override(launch, gate, plan, command)
        return
    kinds = (DecisionKind(kind) for kind in plan.decisions)
    raise WrongState(
        f"{plan.id} may not {_ACTS.get(command.decision, command.decision)}: {'; '.join(reasons)}",
        legal=[kind for kind in kinds if not against(launch, gate, plan, kind, now).everything],
        waiting=list(reasons),
        override=offer(launch, gate, plan, command.decision, now, taken_over(launch, command)),
    )


def decide(draft: Draft, command: Decide) -> str:
    """Put the decision on record and let it take effect; an override is only proposed by it."""
    record_findings(draft, command.findings)
    gate, plan = find_gate(draft.launch, command.gate)
    acknowledged = taken_over(draft.launch, command)
    if command.override and against(draft.launch, gate, plan, command.decision, draft.now, acknowledged).everything:
        return propose(draft, command)
    chosen = Chosen(command.decision, command.rationale, command.recycle_to, command.conditions)
    flags: dict[str, Any] = on_record(draft.launch, command.gate, command.subject)
    if command.acknowledged:
        flags["acknowledged"] = list(command.acknowledged)
    take_effect(draft, command.gate, command.actor, chosen, **flags)
    return command.decision.value


RULES: Rules = {Decide: Rule("decide", check_decide, decide, "gate")}
