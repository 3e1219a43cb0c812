"""`all@1`: every seat votes, none rejects, at least one approves."""

from collections.abc import Sequence

from domain.launch.state import Choice, Vote
from domain.policies.standing import CARRIED, Standing, count, missing, waiting_for


def all_seats(seats: Sequence[str], votes: Sequence[Vote]) -> Standing:
    """Carried once everyone voted and nobody rejected; abstaining stands aside."""
    if empty := waiting_for(seats, votes):
        return missing(empty)
    rejected = tuple(f"{vote.seat} rejects" for vote in votes if vote.choice is Choice.REJECT)
    if rejected:
        return Standing(carried=False, why=rejected)
    if not count(votes, Choice.APPROVE):
        return Standing(carried=False, why=("everyone abstained",))
    return CARRIED
