"""What happens to ballots and attestations besides being given, and who is asked for them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.calendar import Calendar
from domain.events import Event
from domain.launch.ballots import revealed
from domain.launch.changes.parts import Changes, with_gate
from domain.launch.state import Approver, Emptied, Gate, GateState, Launch, Void
from domain.plan import GatePlan

CONFLICT = "conflict"
"""Why a ballot is void whose voter has become part of what it judges."""


def expiry(launch: Launch, plan: GatePlan, given_at: datetime) -> datetime | None:
    """Until when a word given now counts: so many business days of the gate's department."""
    if plan.approval_days is None:
        return None
    calendar = launch.plan.calendar(plan.department)
    return calendar.advance(given_at, calendar.minutes(plan.approval_days))


def pushed_back(launch: Launch, now: datetime) -> dict[str, Gate]:
    """The gates not decided, after a hold: what a word had left of its time when that began, it still has."""
    held_at = launch.held_at
    found = {}
    for gate in launch.gates.values():
        if gate.state not in {GateState.OPEN, GateState.PENDING} or held_at is None:
            continue
        calendar = launch.plan.calendar(launch.gate_plan(gate.id).department)

        later = partial(_later, calendar, held_at, now)
        votes = tuple(replace(vote, expires_at=later(vote.expires_at)) for vote in gate.votes)
        attestations = tuple(replace(said, expires_at=later(said.expires_at)) for said in gate.attestations)
        found[gate.id] = replace(gate, votes=votes, attestations=attestations)
    return found


def _later(calendar: Calendar, held_at: datetime, now: datetime, expires_at: datetime | None) -> datetime | None:
    return expires_at and calendar.advance(now, calendar.elapsed(held_at, expires_at))


def without(gate: Gate, part: str) -> tuple[Emptied, ...]:
    """Why other parts are empty, once this one is filled."""
    return tuple(item for item in gate.emptied if item.part != part)


def _empty_seat(launch: Launch, event: Event, because: str) -> Launch:
    gate, seat = launch.gates[event.target], event.data["seat"]
    emptied = replace(
        gate,
        revealed=revealed(gate, launch.gate_plan(gate.id), event.occurred_at),
        votes=tuple(vote for vote in gate.votes if vote.seat != seat),
        emptied=(*without(gate, seat), Emptied(seat, because)),
        version=event.seq,
    )
    return with_gate(launch, emptied)


def _silence(launch: Launch, event: Event, because: str) -> Launch:
    gate, department = launch.gates[event.target], event.data["department"]
    part = f"attest:{department}"
    silent = replace(
        gate,
        attestations=tuple(said for said in gate.attestations if said.department != department),
        emptied=(*without(gate, part), Emptied(part, because)),
        version=event.seq,
    )
    return with_gate(launch, silent)


def _vote_revoked(launch: Launch, event: Event) -> Launch:
    return _empty_seat(launch, event, f"{event.actor} took the ballot back")


def _vote_voided(launch: Launch, event: Event) -> Launch:
    """Its voter left, became part of what the gate judges, or voted on what has changed since."""
    voters = [vote.voter for vote in launch.gates[event.target].votes if vote.seat == event.data["seat"]]
    return keep_void(_empty_seat(launch, event, why_void(event)), event, voters)


def _attestation_voided(launch: Launch, event: Event) -> Launch:
    said = launch.gates[event.target].attestations
    speakers = [word.by for word in said if word.department == event.data["department"]]
    return keep_void(_silence(launch, event, why_void(event)), event, speakers)


def why_void(event: Event) -> str:
    """In words. A change names itself and its fields; whoever left is told of in words already."""
    because: str = event.data["because"]
    if because == CONFLICT:
        return f"{event.data['person']} has a part in what is judged"
    if "fields" not in event.data:
        return because
    fields = (name.removeprefix("fact:") for name in event.data["fields"])
    return f"{' and '.join(fields)} changed ({because})"


def keep_void(launch: Launch, event: Event, whose: Iterable[str]) -> Launch:
    """Keep in view what a change made void, until it is given again."""
    if "fields" not in event.data:
        return launch
    gate, data = launch.gates[event.target], event.data
    void = tuple(
        Void(
            because=data["because"],
            fields=tuple(data["fields"]),
            by=person,
            at=event.occurred_at,
            seat=data.get("seat"),
            department=data.get("department"),
            roles=tuple(data.get("roles", ())),
        )
        for person in whose
    )
    return with_gate(launch, replace(gate, voided=(*gate.voided, *void)))


def _attestation_revoked(launch: Launch, event: Event) -> Launch:
    return _silence(launch, event, f"{event.actor} took its word back")


def _approval_expired(launch: Launch, event: Event) -> Launch:
    days = launch.gate_plan(event.target).approval_days
    change = _empty_seat if "seat" in event.data else _silence
    return change(launch, event, f"what was said is older than {days} business days")


def _approver_added(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    approver = Approver(event.data["person"], event.actor, event.occurred_at, event.data["reason"])
    shown = gate.revealed or (bool(gate.votes) and revealed(gate, launch.gate_plan(gate.id), event.occurred_at))
    return with_gate(launch, replace(gate, revealed=shown, added=(*gate.added, approver), version=event.seq))


CHANGES: Changes = {
    "gate.vote_revoked": _vote_revoked,
    "gate.vote_voided": _vote_voided,
    "gate.attestation_voided": _attestation_voided,
    "gate.attestation_revoked": _attestation_revoked,
    "gate.approval_expired": _approval_expired,
    "gate.approver_added": _approver_added,
}
