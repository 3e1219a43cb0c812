"""`any@1`: one approval is enough."""

from collections.abc import Sequence

from domain.launch.state import Choice, Vote
from domain.policies.standing import CARRIED, Standing, count, missing, waiting_for


def any_seat(seats: Sequence[str], votes: Sequence[Vote]) -> Standing:
    """Carried with the first approval."""
    if count(votes, Choice.APPROVE):
        return CARRIED
    if empty := waiting_for(seats, votes):
        return missing(empty)
    return Standing(carried=False, why=("nobody approves",))
