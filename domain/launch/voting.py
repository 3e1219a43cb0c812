"""The rules of votes: one ballot a seat, one seat a person."""

from typing import Any

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotAllowed, Problem, WrongState
from domain.launch.ballots import Count, count, electorate
from domain.launch.commands import CastVote, RevokeVote
from domain.launch.consent import on_record, require_seen
from domain.launch.draft import Draft
from domain.launch.guards import as_of, find_gate, require_no_conflict, require_open, require_text, require_version
from domain.launch.rule import Rule, Rules
from domain.launch.state import Choice, Gate, Launch
from domain.plan import GatePlan
from domain.seats import label, may_fill, seats_for


def check_vote(launch: Launch, command: CastVote) -> None:
    """Whoever may fill a seat whose turn it is, and had no part in the work, votes."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    require_seen(launch, command.gate, command.subject)
    cast = count(gate, plan, as_of(launch))
    seat = seat_for(gate, plan, command.actor, command.seat, cast)
    require_no_conflict(launch, plan, command.actor)
    _require_turn(gate, plan, seat, cast)
    if command.choice is Choice.VETO and seat not in plan.veto:
        may = ", ".join(plan.veto) or "no seat"
        raise Invalid(f"{seat} may not veto", problems=[Problem("/choice", f"At {plan.id} {may} may veto.")])
    if command.choice is not Choice.APPROVE:
        require_text(command.rationale, "/rationale", "why, so that others can learn from it")


def seat_for(gate: Gate, plan: GatePlan, actor: Actor, wanted: str | None, cast: Count) -> str:
    """The seat this ballot goes to: the voter's own from before, the one asked for, or the first free one."""
    seats = electorate(gate, plan)
    mine = seats_for(seats, actor)
    if not mine:
        names = ", ".join(label(seat) for seat in seats) or "nobody"
        raise NotAllowed(f"{plan.id} asks {names} to vote", seats=list(seats))
    if wanted is not None and wanted not in mine:
        raise Invalid("You hold no such seat.", problems=[Problem("/seat", f"Name one of: {', '.join(mine)}.")])
    taken = {vote.seat: vote for vote in cast.votes}
    _require_one_seat(actor, cast)
    own = tuple(seat for seat, vote in taken.items() if actor.principal in vote.identities)
    if own:
        if not may_fill(own[0], actor):
            raise NotAllowed(f"You voted as {own[0]} and hold that role no longer; your ballot stands", seat=own[0])
        if wanted not in {None, own[0]}:
            raise Conflict(f"You voted as {own[0]}; one person fills one seat", seat=own[0])
        return own[0]
    free = tuple(seat for seat in ((wanted,) if wanted else mine) if seat not in taken)
    if not free:
        vote = taken[wanted or mine[0]]
        raise Conflict(f"{vote.voter} voted as {vote.seat} at {vote.at.isoformat()}", seat=vote.seat, voter=vote.voter)
    return next((seat for seat in free if seat in cast.asked), free[0])


def _require_turn(gate: Gate, plan: GatePlan, seat: str, cast: Count) -> None:
    """Where seats vote in an order, each waits for the one before."""
    voted, turn = {vote.seat for vote in cast.votes}, cast.asked
    if seat in voted or seat in turn:
        return
    before = turn[0] if turn else next(one for one in reversed(electorate(gate, plan)) if one in voted)
    said = f"it is {before}'s turn" if turn else f"{before} did not approve, so it is still {before}'s turn"
    raise WrongState(f"{seat} votes later: {said}", turn=before)


def _require_one_seat(actor: Actor, found: Count) -> None:
    """Nobody votes twice by being a substitute: who cast a ballot and for whom both fill its seat."""
    for cast in found.votes:
        theirs = cast.on_behalf_of or cast.voter
        common = tuple(person for person in actor.identities if person in cast.identities)
        if common and theirs != actor.principal:
            raise Conflict(
                f"{common[0]} voted as {cast.seat}{f' for {theirs}' if theirs != cast.voter else ''}; "
                "one person fills one seat",
                seat=cast.seat,
                voter=cast.voter,
            )


def vote(draft: Draft, command: CastVote) -> str:
    """Cast the ballot; a later one in the same seat replaces it."""
    gate, plan = find_gate(draft.launch, command.gate)
    seat = seat_for(gate, plan, command.actor, command.seat, count(gate, plan, draft.now))
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


def _own(gate: Gate, actor: Actor) -> tuple[str, ...]:
    """The seats whose ballots are theirs, or those of whom they act for."""
    return tuple(vote.seat for vote in gate.votes if actor.principal in vote.identities)


def check_revoke_vote(launch: Launch, command: RevokeVote) -> None:
    """Whoever voted may take the ballot back while the gate is open, also without the role they voted with."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    if not _own(gate, command.actor):
        raise WrongState(f"You have no ballot at {plan.id}; there is nothing to revoke", legal=("vote",))


def revoke_vote(draft: Draft, command: RevokeVote) -> str:
    """Empty the seat."""
    gate, _ = find_gate(draft.launch, command.gate)
    seats = _own(gate, command.actor)
    for seat in seats:
        draft.record("gate.vote_revoked", command.gate, command.actor, seat=seat)
    return f"{seats[0]} is empty again"


RULES: Rules = {
    CastVote: Rule("vote", check_vote, vote, "gate"),
    RevokeVote: Rule("revoke_vote", check_revoke_vote, revoke_vote, "gate"),
}
