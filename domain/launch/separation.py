"""Duties stay separate also when a part is taken later: the words of whoever turns out to be involved are void."""

from domain.launch.changes.ballots import CONFLICT
from domain.launch.draft import Draft
from domain.launch.guards import conflicted
from domain.launch.state import GateState


def void_conflicted_votes(draft: Draft) -> None:
    """Void each ballot on an open gate whose voter, or whom they acted for, has become part of what it judges."""
    for gate in tuple(draft.launch.gates.values()):
        if gate.state is not GateState.OPEN or not gate.votes:
            continue
        own = conflicted(draft.launch, draft.launch.gate_plan(gate.id))
        for vote in gate.votes:
            person = next((one for one in vote.identities if one in own), None)
            if person is not None:
                draft.record(
                    "gate.vote_voided", gate.id, seat=vote.seat, voter=vote.voter, person=person, because=CONFLICT
                )


def void_conflicted_scores(draft: Draft) -> None:
    """Void the scores of whoever has become part of what a gate judges, also while it waits for that work."""
    for gate in tuple(draft.launch.gates.values()):
        if gate.state not in {GateState.PENDING, GateState.OPEN} or not gate.scores:
            continue
        own = conflicted(draft.launch, draft.launch.gate_plan(gate.id))
        for score in gate.scores:
            person = next((one for one in score.identities if one in own), None)
            if person is not None:
                draft.record("gate.score_voided", gate.id, scorer=score.scorer, person=person, because=CONFLICT)
