"""The ballots of one gate: who is asked, which of them count, where they stand, and what may be said of that.

Until they are revealed nothing said here differs by how somebody voted, but for one thing that cannot be hidden:
whether a go is possible already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.launch.state import Attestation, Choice, Decision, DecisionKind, Gate, GateState, Vote
from domain.plan import GatePlan
from domain.policies.all_seats import all_seats
from domain.policies.ballots import Ballots
from domain.policies.registry import COUNT_THE_ADDED, POLICIES
from domain.policies.standing import CARRIED, Standing, both, refused, unheard, waiting
from domain.seats import seat_of

DEADLINE = 100
"""Percent of a gate's SLA at which ballots and scores are shown, and silence no longer holds an override up."""

_AGAINST = (Choice.REJECT, Choice.VETO)
_GOES = (DecisionKind.GO, DecisionKind.CONDITIONAL_GO)


def electorate(gate: Gate, plan: GatePlan) -> tuple[str, ...]:
    """Every seat: the playbook's in its order, then those that were added."""
    return (*plan.seats, *_added(gate))


def _added(gate: Gate) -> tuple[str, ...]:
    return tuple(seat_of(approver.person) for approver in gate.added)


def counted(gate: Gate, now: datetime) -> tuple[Vote, ...]:
    """The votes that have not expired."""
    return tuple(vote for vote in gate.votes if vote.expires_at is None or vote.expires_at > now)


def heard(gate: Gate, now: datetime) -> tuple[Attestation, ...]:
    """The attestations that have not expired."""
    return tuple(said for said in gate.attestations if said.expires_at is None or said.expires_at > now)


@dataclass(frozen=True)
class Count:
    """The ballots of a gate at one moment, counted once for all that is said and judged of them."""

    votes: tuple[Vote, ...]
    """Those that have not expired."""
    standing: Standing
    asked: tuple[str, ...]
    """The empty seats whose turn it is."""
    revealed: bool
    """Ballots are shown, for good, once nobody is asked any more or the gate's time has run out."""


def count(gate: Gate, plan: GatePlan, now: datetime) -> Count:
    """Count the ballots of a gate."""
    votes = counted(gate, now)
    found = _by_policy(gate, plan, votes, now)
    return Count(votes, _tally(gate, plan, votes, found), found.missing, _shown(gate) or not found.missing)


def _tally(gate: Gate, plan: GatePlan, votes: tuple[Vote, ...], standing: Standing) -> Standing:
    """Where the vote stands, given what the policy says.

    A veto blocks whatever the policy says. Where the playbook lets somebody veto, everyone is heard before it
    carries, until the ballots are revealed: else one could tell from the early go that does not come.
    """
    if vetoes := tuple(f"{vote.seat} vetoes" for vote in votes if vote.choice is Choice.VETO):
        return refused(vetoes, standing.missing)
    if plan.veto and standing.carried and standing.missing and not _shown(gate):
        return waiting(standing.missing)
    return standing


def _by_policy(gate: Gate, plan: GatePlan, votes: tuple[Vote, ...], now: datetime) -> Standing:
    policy = POLICIES[plan.policy]
    ready = tuple(said.department for said in heard(gate, now) if said.ready)
    unready = tuple(department for department in plan.attest if department not in ready)
    if plan.policy in COUNT_THE_ADDED:
        return policy(Ballots(electorate(gate, plan), votes, plan.params, unready))
    named = policy(Ballots(plan.seats, votes, plan.params, unready))
    return both(named, _besides(_added(gate), votes))


def _besides(seats: tuple[str, ...], votes: tuple[Vote, ...]) -> Standing:
    return all_seats(Ballots(seats, votes)) if seats else CARRIED


def asked(gate: Gate, plan: GatePlan, now: datetime) -> tuple[str, ...]:
    """The empty seats whose turn it is."""
    return count(gate, plan, now).asked


def time_is_up(gate: Gate) -> bool:
    """Nobody is waited for any longer: what was said is shown, whoever is still silent."""
    return gate.clock is not None and DEADLINE in gate.clock.marks


def _shown(gate: Gate) -> bool:
    return gate.revealed or gate.state in {GateState.PASSED, GateState.CANCELLED}


def revealed(gate: Gate, plan: GatePlan, now: datetime) -> bool:
    """Whether ballots are shown."""
    return count(gate, plan, now).revealed


def reasons(gate: Gate, found: Count, *, blind: bool = False) -> tuple[str, ...]:
    """Why the ballots do not carry, in sentences; before the reveal, only which seats are empty.

    With `blind`, that is said before the reveal even when they carry already.
    """
    standing = found.standing
    if standing.carried and (found.revealed or not blind):
        return ()
    if not found.revealed:
        return _again(gate, unheard(standing.missing))
    return _again(gate, standing.why)


def _again(gate: Gate, sentences: Iterable[str]) -> tuple[str, ...]:
    """Say of a seat that was filled before why it is empty."""
    why = {f"{item.part} has not voted": f"{item.part} is empty again: {item.because}" for item in gate.emptied}
    return tuple(why.get(sentence, sentence) for sentence in sentences)


def why_silent(gate: Gate, department: str) -> str:
    """Why nothing is heard of a department."""
    emptied = {item.part: item.because for item in gate.emptied}
    because = emptied.get(f"attest:{department}")
    return f"{department} has to attest again: {because}" if because else f"{department} has not attested"


def dissenters(kind: DecisionKind, votes: Iterable[Vote]) -> tuple[str, ...]:
    """Who voted otherwise: against a go, or for what was sent back or killed. A hold decides nothing."""
    if kind is DecisionKind.HOLD:
        return ()
    other = _AGAINST if kind in _GOES else (Choice.APPROVE,)
    return tuple(vote.voter for vote in votes if vote.choice in other)


def outcome(gate: Gate) -> Decision | None:
    """The decision that ended the present attempt."""
    last = gate.decision or (gate.past[-1] if gate.past else None)
    return last if last and last.attempt == gate.attempt and last.kind is not DecisionKind.HOLD else None
