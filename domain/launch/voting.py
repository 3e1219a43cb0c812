"""The rules of votes: one ballot a seat, one seat a person."""

from typing import Any

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotAllowed, Problem
from domain.launch.commands import CastVote
from domain.launch.consent import on_record, require_seen
from domain.launch.draft import Draft
from domain.launch.guards import find_gate, require_no_conflict, require_open, require_text, require_version
from domain.launch.rule import Rule, Rules
from domain.launch.state import Choice, Gate, Launch
from domain.plan import GatePlan


def check_vote(launch: Launch, command: CastVote) -> None:
    """Whoever may fill a seat, and had no part in the work, votes."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    require_seen(launch, command.gate, command.subject)
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
        **_consent(draft.launch, command),
    )
    return f"voted as {seat}"


def _consent(launch: Launch, command: CastVote) -> dict[str, Any]:
    """What the ballot was cast on, and the departments that the voter belongs to now."""
    shown = on_record(launch, command.gate, command.subject)
    return {**shown, "departments": list(command.actor.departments)} if shown else {}


RULES: Rules = {CastVote: Rule("vote", check_vote, vote, "gate")}
