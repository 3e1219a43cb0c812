"""Gates."""

from dataclasses import replace

from domain import clock
from domain.events import Event
from domain.launch.ballots import DEADLINE, dissenters, revealed
from domain.launch.changes.ballots import expiry, without
from domain.launch.changes.parts import Changes, last_due, with_gate
from domain.launch.changes.proposals import closed
from domain.launch.changes.requests import lapse
from domain.launch.changes.revisions import acknowledge
from domain.launch.ledger import Override
from domain.launch.state import (
    KEPT,
    Attempt,
    Attestation,
    Choice,
    Decision,
    DecisionKind,
    Gate,
    GateState,
    Launch,
    Proposal,
    Vote,
)
from domain.launch.voiding import voided_by


def _gate_opened(launch: Launch, event: Event) -> Launch:
    gate, plan = launch.gates[event.target], launch.gate_plan(event.target)
    opened = replace(
        gate,
        state=GateState.OPEN,
        opened_at=gate.opened_at or event.occurred_at,
        clock=clock.start(launch.plan.calendar(plan.department), plan.sla_days, event.occurred_at),
        version=event.seq,
    )
    return with_gate(launch, opened)


def _gate_attested(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    expires_at = expiry(launch, launch.gate_plan(gate.id), event.occurred_at)
    said = Attestation(
        by=event.actor, at=event.occurred_at, on_behalf_of=event.on_behalf_of, expires_at=expires_at, **event.data
    )
    others = tuple(item for item in gate.attestations if item.department != said.department)
    emptied = without(gate, f"attest:{said.department}")
    void = tuple(item for item in gate.voided if item.department != said.department)
    gate = replace(gate, attestations=(*others, said), emptied=emptied, voided=void, version=event.seq)
    return with_gate(launch, gate)


def _gate_voted(launch: Launch, event: Event) -> Launch:
    gate, plan = launch.gates[event.target], launch.gate_plan(event.target)
    shown = revealed(gate, plan, event.occurred_at)
    vote = Vote(
        seat=event.data["seat"],
        voter=event.actor,
        choice=Choice(event.data["choice"]),
        rationale=event.data["rationale"],
        at=event.occurred_at,
        after_reveal=shown,
        expires_at=expiry(launch, plan, event.occurred_at),
        on_behalf_of=event.on_behalf_of,
        subject=event.data.get("subject"),
        departments=tuple(event.data.get("departments", ())),
    )
    others = tuple(item for item in gate.votes if item.seat != vote.seat)
    void = tuple(item for item in gate.voided if item.seat != vote.seat)
    voted = replace(gate, votes=(*others, vote), emptied=without(gate, vote.seat), voided=void, version=event.seq)
    return with_gate(launch, replace(voted, revealed=shown or revealed(voted, plan, event.occurred_at)))


def _gate_decided(launch: Launch, event: Event) -> Launch:
    """The decision is the proposer's where there is one: whoever confirms it answers for letting it take effect."""
    gate, data = launch.gates[event.target], event.data
    kind, back = DecisionKind(data["decision"]), data["recycle_to"]
    second = gate.proposal if "second_rationale" in data else None
    decision = Decision(
        kind=kind,
        by=second.by if second else event.actor,
        on_behalf_of=second.on_behalf_of if second else event.on_behalf_of,
        at=event.occurred_at,
        rationale=data["rationale"],
        attempt=gate.attempt,
        recycle_to=back,
        conditions=tuple(data["conditions"]),
        override=_override(second, event) if second else None,
        break_glass=second.break_glass if second else False,
        review=data.get("review"),
        voided=voided_by(launch, back) if back else None,
        ballots=() if kind is DecisionKind.HOLD else gate.votes,
        dissent=dissenters(kind, gate.votes),
        subject=event.data.get("subject"),
        acknowledged=tuple(event.data.get("acknowledged", ())),
    )
    if second:
        gate = closed(gate, event, "confirmed", data["second_rationale"])
    elif decision.kind is not DecisionKind.HOLD:
        gate = closed(gate, event, "overtaken", f"{event.actor} decided {decision.kind}")
    if decision.kind in {DecisionKind.GO, DecisionKind.CONDITIONAL_GO}:
        decided = replace(gate, state=GateState.PASSED, decision=decision, clock=None, version=event.seq)
    else:
        decided = replace(gate, past=(*gate.past, decision), version=event.seq)
    if kind is not DecisionKind.HOLD:
        launch = lapse(launch, event, gate.id)
    return acknowledge(with_gate(launch, decided), gate.id, decision.acknowledged, event.seq)


def _override(proposal: Proposal, event: Event) -> Override:
    return Override(
        against=tuple(event.data["against"]),
        proposed_by=proposal.by,
        proposed_for=proposal.on_behalf_of,
        proposed_at=proposal.at,
        rationale=proposal.rationale,
        seconded_by=event.actor,
        seconded_for=event.on_behalf_of,
        seconded_at=event.occurred_at,
        second_rationale=event.data["second_rationale"],
        silent=proposal.silent,
        subject=proposal.subject,
        second_subject=event.data.get("subject"),
    )


CLIPPED = 300
"""Characters of each rationale and note that an earlier attempt keeps, so that what a run carries stays small; the
log has the whole."""


def _clipped(text: str) -> str:
    return text if len(text) <= CLIPPED else f"{text[: CLIPPED - 1]}…"


def _gate_reopened(launch: Launch, event: Event) -> Launch:
    """Wait again under the next attempt; what was decided stays on record, ballots and attestations are void.

    Approvers who were added stay: nobody gets rid of one by going back.
    """
    gate = launch.gates[event.target]
    past = (*gate.past, gate.decision) if gate.decision else gate.past
    gate = closed(gate, event, "void", f"{event.data['because']} sent the launch back")
    ended = Attempt(
        attempt=gate.attempt,
        opened_at=gate.opened_at,
        ended_at=event.occurred_at,
        attestations=tuple(replace(said, note=_clipped(said.note)) for said in gate.attestations),
        votes=tuple(replace(vote, rationale=_clipped(vote.rationale)) for vote in gate.votes),
        decisions=tuple(decision for decision in past if decision.attempt == gate.attempt),
        waivers=gate.waivers,
        proposals=gate.past_proposals,
    )
    again = Gate(
        id=gate.id,
        attempt=gate.attempt + 1,
        past=past,
        version=event.seq,
        history=(*gate.history, ended)[-KEPT:],
        added=gate.added,
        planned_due_at=last_due(launch, gate),
    )
    return with_gate(launch, again)


def _gate_overdue(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    if gate.clock is None:
        return launch
    calendar = launch.plan.calendar(launch.gate_plan(gate.id).department)
    percent = event.data["percent"]
    passed = clock.pass_mark(gate.clock, calendar, percent)
    return with_gate(launch, replace(gate, clock=passed, revealed=gate.revealed or percent >= DEADLINE))


CHANGES: Changes = {
    "gate.opened": _gate_opened,
    "gate.attested": _gate_attested,
    "gate.voted": _gate_voted,
    "gate.decided": _gate_decided,
    "gate.reopened": _gate_reopened,
    "gate.overdue": _gate_overdue,
}
