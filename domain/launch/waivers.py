"""The rules of waivers: one criterion does not count for a time, and then it does again."""

from domain.errors import AlreadyDecided, Invalid, NotAllowed, Problem, WrongState
from domain.launch.commands import WaiveCriterion
from domain.launch.draft import Draft
from domain.launch.guards import as_of, find_gate, require_no_conflict, require_open, require_text, require_version
from domain.launch.readiness import criterion, waiver_of
from domain.launch.reviewing import next_condition, next_gate
from domain.launch.rule import Rule, Rules
from domain.launch.state import Gate, GateState, Launch

MAX_WAIVER_DAYS = 250
CONDITION_DAYS = 5
"""Business days to put right what was waived, once the waiver has run out."""


def check_waive(launch: Launch, command: WaiveCriterion) -> None:
    """The accountable person waives what fails and may be waived, with reasons and for a time."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    if plan.decider not in command.actor.roles:
        raise NotAllowed(f"Criteria of {plan.id} are waived by {plan.decider}", role=plan.decider)
    require_no_conflict(launch, plan, command.actor)
    known = {item.id: item for item in plan.criteria}
    if command.criterion not in known:
        names = ", ".join(known) or "none"
        problem = Problem("/criterion", f"{plan.id} has: {names}.")
        raise Invalid(f"{plan.id} has no criterion {command.criterion}", problems=[problem])
    require_text(command.rationale, "/rationale", "why it need not hold for now")
    if not 1 <= command.days <= MAX_WAIVER_DAYS:
        why = f"Give 1 to {MAX_WAIVER_DAYS} business days."
        raise Invalid("A waiver lasts for a time.", problems=[Problem("/days", why)])
    if not known[command.criterion].waivable:
        raise WrongState(f"“{known[command.criterion].title}” is never waived: the playbook says so", legal=())
    _require_of_use(launch, gate, command.criterion)


def _require_of_use(launch: Launch, gate: Gate, name: str) -> None:
    now = as_of(launch)
    if standing := waiver_of(gate, name, now):
        raise AlreadyDecided(
            f"{standing.by} waived it at {standing.at.isoformat()}, until {standing.until.isoformat()}",
            decided_by=standing.by,
            decided_at=standing.at.isoformat(),
            decision="waive",
        )
    found = criterion(launch, gate.id, name, now)
    if found.passed:
        raise WrongState(f"It holds already: {found.why}", legal=("decide",))


def waive(draft: Draft, command: WaiveCriterion) -> str:
    """Put it on record, with the moment it ends."""
    _, plan = find_gate(draft.launch, command.gate)
    calendar = draft.launch.plan.calendar(plan.department)
    until = calendar.advance(draft.now, calendar.minutes(command.days))
    draft.record(
        "gate.waived",
        command.gate,
        command.actor,
        criterion=command.criterion,
        rationale=command.rationale,
        days=command.days,
        until=until.isoformat(),
    )
    return f"{command.criterion} waived until {until.isoformat()}"


def expire(draft: Draft) -> None:
    """Record every waiver whose time has come. Where the gate has passed, what still fails becomes a condition."""
    for gate_id in draft.launch.gates:
        gate = draft.launch.gates[gate_id]
        for waiver in gate.waivers if gate.state in RUNS_OUT_AT else ():
            if not waiver.ended and waiver.until <= draft.now:
                _expire(draft, gate, waiver.criterion, waiver.by)


RUNS_OUT_AT = frozenset({GateState.OPEN, GateState.PASSED})


def _expire(draft: Draft, gate: Gate, name: str, owner: str) -> None:
    launch = draft.launch
    plan = launch.gate_plan(gate.id)
    moot = criterion(launch, gate.id, name, draft.now).passed
    counts = gate.state is GateState.PASSED and not moot and launch.winding_down is None
    owed = next_condition(launch) if counts else None
    draft.record("gate.waiver_expired", gate.id, criterion=name, moot=moot, condition=owed)
    if owed:
        title = next(item.title for item in plan.criteria if item.id == name)
        draft.record(
            "condition.added",
            owed,
            title=f"No longer waived: {title}"[:200],
            department=plan.department,
            owner=owner,
            before_gate=next_gate(launch, gate.id),
            due_days=CONDITION_DAYS,
        )


RULES: Rules = {WaiveCriterion: Rule("waive_criterion", check_waive, waive, "gate")}
