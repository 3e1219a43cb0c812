"""`majority@1`: every seat votes, and more approve than reject."""

from collections.abc import Sequence

from domain.launch.state import Choice, Vote
from domain.policies.standing import CARRIED, Standing, count, missing, waiting_for


def majority(seats: Sequence[str], votes: Sequence[Vote]) -> Standing:
    """Carried when all have voted and approvals outnumber rejections; a tie does not carry."""
    if empty := waiting_for(seats, votes):
        return missing(empty)
    approve, reject = count(votes, Choice.APPROVE), count(votes, Choice.REJECT)
    if approve > reject:
        return CARRIED
    return Standing(carried=False, why=(f"{approve} approve and {reject} reject",))
