"""Gates."""

from dataclasses import replace

from domain import clock
from domain.events import Event
from domain.launch.changes.parts import Changes, with_gate
from domain.launch.state import Attestation, Choice, Decision, DecisionKind, Gate, GateState, Launch, Vote


def _gate_opened(launch: Launch, event: Event) -> Launch:
    gate, plan = launch.gates[event.target], launch.gate_plan(event.target)
    opened = replace(
        gate,
        state=GateState.OPEN,
        opened_at=event.occurred_at,
        clock=clock.start(launch.plan.calendar(plan.department), plan.sla_days, event.occurred_at),
        version=event.seq,
    )
    return with_gate(launch, opened)


def _gate_attested(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    said = Attestation(by=event.actor, at=event.occurred_at, **event.data)
    others = tuple(item for item in gate.attestations if item.department != said.department)
    return with_gate(launch, replace(gate, attestations=(*others, said), version=event.seq))


def _gate_voted(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    vote = Vote(
        seat=event.data["seat"],
        voter=event.actor,
        choice=Choice(event.data["choice"]),
        rationale=event.data["rationale"],
        at=event.occurred_at,
    )
    others = tuple(item for item in gate.votes if item.seat != vote.seat)
    return with_gate(launch, replace(gate, votes=(*others, vote), version=event.seq))


def _gate_decided(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    decision = Decision(
        kind=DecisionKind(event.data["decision"]),
        by=event.actor,
        on_behalf_of=event.on_behalf_of,
        at=event.occurred_at,
        rationale=event.data["rationale"],
        attempt=gate.attempt,
        recycle_to=event.data["recycle_to"],
        conditions=tuple(event.data["conditions"]),
    )
    if decision.kind in {DecisionKind.GO, DecisionKind.CONDITIONAL_GO}:
        decided = replace(gate, state=GateState.PASSED, decision=decision, clock=None, version=event.seq)
    else:
        decided = replace(gate, past=(*gate.past, decision), version=event.seq)
    return with_gate(launch, decided)


def _gate_reopened(launch: Launch, event: Event) -> Launch:
    """Wait again under the next attempt; what was decided stays on record, ballots and attestations are void."""
    gate = launch.gates[event.target]
    past = (*gate.past, gate.decision) if gate.decision else gate.past
    return with_gate(launch, Gate(id=gate.id, attempt=gate.attempt + 1, past=past, version=event.seq))


def _gate_overdue(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    if gate.clock is None:
        return launch
    calendar = launch.plan.calendar(launch.gate_plan(gate.id).department)
    return with_gate(launch, replace(gate, clock=clock.pass_mark(gate.clock, calendar, event.data["percent"])))


CHANGES: Changes = {
    "gate.opened": _gate_opened,
    "gate.attested": _gate_attested,
    "gate.voted": _gate_voted,
    "gate.decided": _gate_decided,
    "gate.reopened": _gate_reopened,
    "gate.overdue": _gate_overdue,
}
