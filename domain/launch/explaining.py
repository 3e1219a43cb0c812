"""A gate put into words: what a colleague who knows it all would answer."""

from collections.abc import Iterator

from domain.criteria.conditions import open_conditions
from domain.launch.explanation import Explanation, Missing, Reason, Step
from domain.launch.overriding import Against, seconder, seconders, too_early, weighed
from domain.launch.readiness import Readiness
from domain.launch.scorecard import scorecard, still_to_score
from domain.launch.state import DecisionKind, Gate, GateState, Launch, LaunchState, Task
from domain.launch.views import CriterionView
from domain.plan import GatePlan
from domain.seats import audience

_SHUT = {
    GateState.PENDING: "It opens once the work before it is settled.",
    GateState.CANCELLED: "It is cancelled: the launch goes no further.",
}


def explain(launch: Launch, gate: Gate, ready: Readiness | None) -> Explanation:
    """What there is to say of a gate. Given a `ready` that is blind, it never depends on how blind ballots went.

    `ready` is how ready an open gate is; of one that is not open, there is nothing to know.
    """
    if ready is None:
        return Explanation(why_waiting=_SHUT.get(gate.state) or "It has passed.")
    plan = launch.gate_plan(gate.id)
    found = ready.criteria
    missing = tuple(_missing(launch, gate, plan, ready))
    stands = {kind: weighed(plan, DecisionKind(kind), ready) for kind in plan.decisions}
    open_now = launch.state is LaunchState.RUNNING
    return Explanation(
        passed=_reasons(item for item in found if item.passed),
        failed=_reasons(item for item in found if not item.passed and not item.waived),
        waived=_reasons(item for item in found if item.waived),
        missing=missing,
        why_waiting=_why(launch, gate, plan, stands["go"]),
        would_open=tuple(_steps(launch, gate, plan, missing, stands["go"], found)),
        may_decide=tuple(kind for kind, against_it in stands.items() if open_now and not against_it.everything),
        needs_override=tuple(
            kind
            for kind, against_it in stands.items()
            if open_now and against_it.everything and _may_override(launch, gate, plan, against_it)
        ),
    )


def _reasons(found: Iterator[CriterionView]) -> tuple[Reason, ...]:
    return tuple(
        Reason(item.id, item.title, item.level, item.waived.rationale if item.waived else item.why) for item in found
    )


def _may_override(launch: Launch, gate: Gate, plan: GatePlan, found: Against) -> bool:
    return seconder(launch, plan) is not None and not found.fixed and not too_early(gate, found)


def _missing(launch: Launch, gate: Gate, plan: GatePlan, ready: Readiness) -> Iterator[Missing]:
    since, due = gate.opened_at, gate.clock.due_at if gate.clock else None
    void = {item.part: item.because for item in gate.emptied}
    for condition in open_conditions(launch, plan.id):
        yield _condition(launch, launch.tasks[condition])
    for department in ready.unheard:
        again = void.get(f"attest:{department}", "")
        yield Missing("attest", f"department:{department}", department, since, due, again)
    for seat in ready.count.asked:
        yield Missing("vote", audience(seat), seat, since, due, void.get(seat, ""))
    card = scorecard(plan)
    for seat in still_to_score(card, gate.scores) if card else ():
        yield Missing("score", audience(seat), seat, since, due, void.get(f"score:{seat}", ""))
    for role in seconders(launch, gate, plan):
        yield Missing("confirm", f"role:{role}", role, gate.proposal.at if gate.proposal else since, due)
    if not ready.missing or (gate.clock and gate.clock.marks):
        yield Missing("decide", f"role:{plan.decider}", "", since, due)


def _condition(launch: Launch, task: Task) -> Missing:
    plan = launch.task_plan(task.id)
    waits_for = f"role:{plan.role}" if plan.role else f"department:{plan.department}"
    audience = f"person:{task.claimed_by}" if task.claimed_by else waits_for
    return Missing("condition", audience, task.id, task.opened_at, task.clock.due_at if task.clock else None)


def _why(launch: Launch, gate: Gate, plan: GatePlan, go: Against) -> str:
    if launch.state is LaunchState.HELD:
        return f"The launch is on hold: {launch.reason}"
    if gate.proposal is not None:
        roles = " or ".join(seconders(launch, gate, plan))
        return f"{gate.proposal.kind.replace('_', ' ').capitalize()} is proposed and waits for {roles} to confirm it."
    if go.everything:
        late = " Time is up for those who are silent." if go.silent and not too_early(gate, go) else ""
        return f"It waits, because {'; '.join(go.everything)}.{late}"
    return f"Everything is there; {plan.decider} has to decide."


def _steps(
    launch: Launch,
    gate: Gate,
    plan: GatePlan,
    missing: tuple[Missing, ...],
    go: Against,
    found: tuple[CriterionView, ...],
) -> Iterator[Step]:
    if gate.proposal is not None:
        for second in seconders(launch, gate, plan):
            yield Step("confirm", f"role:{second}", "", f"confirm the proposed {gate.proposal.kind}, or decline it")
        return
    waivable = {item.id for item in plan.criteria if item.waivable}
    for item in found:
        if item.level == "must" and not item.passed and not item.waived:
            yield Step("mend", f"department:{plan.department}", item.id, f"make it true that: {item.title}")
            if item.id in waivable:
                yield Step("waive", f"role:{plan.decider}", item.id, f"or waive “{item.title}” for a time")
    for one in missing:
        if one.kind in _WORDS:
            words = f"{_WORDS[one.kind]} again: {one.again}" if one.again else _WORDS[one.kind]
            yield Step("task" if one.kind == "condition" else one.kind, one.audience, one.part, words)
    for attestation in gate.attestations:
        if not attestation.ready:
            department = attestation.department
            yield Step("attest", f"department:{department}", department, "put right what is not ready, and say so")
    if go.everything and not go.silent and not go.fixed and (role := seconder(launch, plan)):
        yield Step("override", f"role:{plan.decider}", "", f"or propose to go all the same; {role} would confirm")
    yield Step("decide", f"role:{plan.decider}", "go", "decide go")


_WORDS = {
    "condition": "meet the condition",
    "attest": "say whether the department is ready",
    "vote": "vote",
    "score": "score what is theirs to score",
}
