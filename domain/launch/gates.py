"""The rules of gates: attest, vote, decide. Exactly one decision, by one accountable person, on the record."""

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotAllowed, Problem, WrongState
from domain.launch.commands import Attest, CastVote, Decide
from domain.launch.draft import Draft
from domain.launch.guards import (
    as_of,
    find_gate,
    require_no_conflict,
    require_open,
    require_text,
    require_version,
)
from domain.launch.readiness import readiness
from domain.launch.rule import Rule, Rules
from domain.launch.state import SETTLED, Choice, DecisionKind, Gate, GateState, Launch, StageState
from domain.plan import GatePlan

GOES = frozenset({DecisionKind.GO, DecisionKind.CONDITIONAL_GO})

MAX_DUE_DAYS = 250
"""As for the SLA of a task: a year of business days. Its last mark stays within a calendar's horizon."""


def check_attest(launch: Launch, command: Attest) -> None:
    """A member of an asked department speaks for it."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    if command.department not in plan.attest:
        asked = ", ".join(plan.attest) or "no department"
        raise Invalid(
            f"{plan.id} asks {asked} to attest",
            problems=[Problem("/department", f"Name one of: {asked}.")],
        )
    if command.department not in command.actor.departments:
        raise NotAllowed(f"Only members of {command.department} attest for it", department=command.department)
    if not command.ready:
        require_text(command.note, "/note", "what is missing")


def attest(draft: Draft, command: Attest) -> str:
    """Put the department's word on record; a later word replaces it."""
    data = {"department": command.department, "ready": command.ready, "note": command.note}
    draft.record("gate.attested", command.gate, command.actor, **data)
    return f"{command.department} is {'ready' if command.ready else 'not ready'}"


def check_vote(launch: Launch, command: CastVote) -> None:
    """Whoever may fill a seat, and had no part in the work, votes."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    seat_for(gate, plan, command.actor, command.seat)
    require_no_conflict(launch, plan, command.actor)
    if command.choice is not Choice.APPROVE:
        require_text(command.rationale, "/rationale", "why, so that others can learn from it")


def seat_for(gate: Gate, plan: GatePlan, actor: Actor, wanted: str | None) -> str:
    """The seat this ballot goes to: the voter's own from before, the one asked for, or the first free one."""
    mine = tuple(seat for seat in plan.seats if seat in actor.roles)
    if not mine:
        asked = ", ".join(plan.seats) or "nobody"
        raise NotAllowed(f"{plan.id} asks {asked} to vote", seats=list(plan.seats))
    if wanted is not None and wanted not in mine:
        raise Invalid("You hold no such seat.", problems=[Problem("/seat", f"Name one of: {', '.join(mine)}.")])
    taken = {vote.seat: vote for vote in gate.votes}
    own = tuple(seat for seat, vote in taken.items() if vote.voter == actor.id)
    if own:
        if own[0] not in mine:
            raise NotAllowed(f"You voted as {own[0]} and hold that role no longer; your ballot stands", seat=own[0])
        if wanted not in {None, own[0]}:
            raise Conflict(f"You voted as {own[0]}; one person fills one seat", seat=own[0])
        return own[0]
    free = tuple(seat for seat in ((wanted,) if wanted else mine) if seat not in taken)
    if not free:
        vote = taken[wanted or mine[0]]
        raise Conflict(f"{vote.voter} voted as {vote.seat} at {vote.at.isoformat()}", seat=vote.seat, voter=vote.voter)
    return free[0]


def vote(draft: Draft, command: CastVote) -> str:
    """Cast the ballot; a later one in the same seat replaces it."""
    gate, plan = find_gate(draft.launch, command.gate)
    seat = seat_for(gate, plan, command.actor, command.seat)
    draft.record(
        "gate.voted",
        command.gate,
        command.actor,
        seat=seat,
        choice=command.choice.value,
        rationale=command.rationale,
    )
    return f"voted as {seat}"


def check_decide(launch: Launch, command: Decide) -> None:
    """The accountable person decides, with reasons, and never past what the gate demands."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
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
    if command.decision not in GOES:
        return
    found = readiness(launch, gate, plan, as_of(launch))
    reasons = found.against_go() if command.decision is DecisionKind.GO else found.against_conditional_go()
    if not reasons:
        return
    legal = [kind for kind in plan.decisions if kind not in GOES]
    if (
        command.decision is DecisionKind.GO
        and not found.against_conditional_go()
        and "conditional_go" in plan.decisions
    ):
        legal.insert(0, "conditional_go")
    raise WrongState(f"{plan.id} may not go: {'; '.join(reasons)}", legal=legal, waiting=list(reasons))


def decide(draft: Draft, command: Decide) -> str:
    """Put the decision on record and let it take effect."""
    first = len(draft.launch.conditions) + 1
    ids = [f"C{first + index}" for index in range(len(command.conditions))]
    draft.record(
        "gate.decided",
        command.gate,
        command.actor,
        decision=command.decision.value,
        rationale=command.rationale,
        recycle_to=command.recycle_to,
        conditions=ids,
    )
    for condition_id, condition in zip(ids, command.conditions, strict=True):
        draft.record(
            "condition.added",
            condition_id,
            command.actor,
            title=condition.title,
            department=condition.department,
            owner=condition.owner,
            before_gate=condition.before_gate,
            due_days=condition.due_days,
        )
    if command.decision is DecisionKind.RECYCLE and command.recycle_to:
        _recycle(draft, command.gate, command.recycle_to)
    elif command.decision is DecisionKind.HOLD:
        draft.record("launch.held", draft.launch.key, command.actor, reason=command.rationale)
    elif command.decision is DecisionKind.KILL:
        draft.record("launch.killed", draft.launch.key, command.actor, reason=command.rationale)
    return command.decision.value


def _recycle(draft: Draft, gate_id: str, stage_id: str) -> None:
    """Reopen a stage with all that came after it. What was decided there is void, and stays on record."""
    plan = draft.launch.plan
    reopened = plan.undone_by(stage_id)
    for stage in plan.stages:
        if stage.id in reopened and draft.launch.stages[stage.id].state is not StageState.PENDING:
            draft.record("stage.reopened", stage.id)
    for gate in plan.gates:
        if reopened.intersection(gate.closes) and draft.launch.gates[gate.id].state is not GateState.PENDING:
            _void_conditions(draft, draft.launch.gates[gate.id])
            draft.record("gate.reopened", gate.id, because=gate_id)


def _void_conditions(draft: Draft, gate: Gate) -> None:
    for condition in gate.decision.conditions if gate.decision else ():
        if draft.launch.tasks[condition].state not in SETTLED:
            draft.record("task.cancelled", condition)


RULES: Rules = {
    Attest: Rule("attest", check_attest, attest, "gate"),
    CastVote: Rule("vote", check_vote, vote, "gate"),
    Decide: Rule("decide", check_decide, decide, "gate"),
}
