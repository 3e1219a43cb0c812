"""The rules of who is heard: approvers are added, and what people said is void when they leave."""

from domain.actors import Actor
from domain.errors import Conflict, NotAllowed, WrongState
from domain.ids import SYSTEM
from domain.launch.ballots import counted, electorate
from domain.launch.commands import AddApprover, ReviewBallots
from domain.launch.draft import Draft
from domain.launch.guards import as_of, find_gate, require_no_conflict, require_open, require_text, require_version
from domain.launch.rule import Rule, Rules
from domain.launch.state import Attestation, Gate, Launch, Score, Vote
from domain.plan import GatePlan
from domain.seats import seat_of

MOST_SEATS = 25
"""As a playbook may name."""


def check_add(launch: Launch, command: AddApprover) -> None:
    """The decider's role, whoever steers the launch, or an operator asks one more person, who had no part in it."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    actor = command.actor
    if plan.decider not in actor.roles and actor.principal not in _steersmen(launch) and not actor.operator:
        who = f"{plan.decider}, {launch.charter.owner} or an operator"
        raise NotAllowed(f"Approvers of {plan.id} are added by {who}", role=plan.decider)
    require_text(command.reason, "/reason", "why their approval is needed")
    require_no_conflict(launch, plan, Actor(command.person))
    seats = electorate(gate, plan)
    if seat_of(command.person) in seats:
        raise Conflict(f"{command.person} is asked to approve {plan.id} already", seat=seat_of(command.person))
    voted = {person: vote.seat for vote in counted(gate, as_of(launch)) for person in vote.identities}
    if command.person in voted:
        seat = voted[command.person]
        raise Conflict(f"{command.person} voted as {seat}; one person fills one seat", seat=seat)
    if len(seats) >= MOST_SEATS:
        raise Conflict(f"{plan.id} asks {len(seats)} already; more than {MOST_SEATS} decide nothing")


def _steersmen(launch: Launch) -> tuple[str, ...]:
    return (launch.charter.owner, launch.started_by)


def add(draft: Draft, command: AddApprover) -> str:
    """Give them a seat of their own."""
    draft.record("gate.approver_added", command.gate, command.actor, person=command.person, reason=command.reason)
    return f"{command.person} is asked to approve"


def check_review(launch: Launch, command: ReviewBallots) -> None:
    """Slipway itself finds out who left; no person may say so of another."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    if command.actor.id != SYSTEM:
        raise NotAllowed("Whose ballots are void is not for a person to say")
    if not any((_void(gate, plan, command), _unsaid(gate, plan, command), _unscored(gate, plan, command))):
        left = (*command.left, *(word.person for word in command.attested), *command.scored)
        raise WrongState(f"{plan.id} has no ballot of {', '.join(dict.fromkeys(left)) or 'nobody'} to void")


def _void(gate: Gate, plan: GatePlan, command: ReviewBallots) -> tuple[Vote, ...]:
    if plan.on_leaving == "keep":
        return ()
    return tuple(vote for vote in gate.votes if any(person in command.left for person in vote.identities))


def _unsaid(gate: Gate, plan: GatePlan, command: ReviewBallots) -> tuple[tuple[Attestation, str], ...]:
    """Attestations of whoever left the department they spoke for, and who left."""
    if plan.on_leaving == "keep":
        return ()
    gone = {(word.department, word.person) for word in command.attested}
    left = ((said, person) for said in gate.attestations for person in said.identities)
    return tuple(
        {said.department: (said, person) for said, person in left if (said.department, person) in gone}.values()
    )


def _unscored(gate: Gate, plan: GatePlan, command: ReviewBallots) -> tuple[Score, ...]:
    if plan.on_leaving == "keep":
        return ()
    return tuple(score for score in gate.scores if any(person in command.scored for person in score.identities))


def review(draft: Draft, command: ReviewBallots) -> str:
    """Empty their seats, departments and roles, so that these are asked again."""
    gate, plan = find_gate(draft.launch, command.gate)
    void = _void(gate, plan, command)
    for vote in void:
        who = next(person for person in vote.identities if person in command.left)
        because = f"{who} no longer holds it"
        draft.record("gate.vote_voided", command.gate, seat=vote.seat, voter=vote.voter, because=because)
    unsaid, unscored = _unsaid(gate, plan, command), _unscored(gate, plan, command)
    for said, who in unsaid:
        because = f"{who} no longer speaks for it"
        draft.record("gate.attestation_voided", command.gate, department=said.department, by=said.by, because=because)
    for score in unscored:
        who = next(person for person in score.identities if person in command.scored)
        because = f"{who} no longer scores for it"
        roles = list(score.roles)
        draft.record("gate.score_voided", command.gate, scorer=score.scorer, roles=roles, because=because)
    parts = (*(vote.seat for vote in void), *(said.department for said, _ in unsaid), *(one.scorer for one in unscored))
    return f"voided {', '.join(parts)}"


RULES: Rules = {
    AddApprover: Rule("add_approver", check_add, add, "gate"),
    ReviewBallots: Rule("review_ballots", check_review, review, "gate"),
}
