"""`none@1`: nobody votes; the accountable person decides alone."""

from collections.abc import Sequence

from domain.launch.state import Vote
from domain.policies.standing import CARRIED, Standing


def no_vote(seats: Sequence[str], votes: Sequence[Vote]) -> Standing:  # noqa: ARG001  the signature of every policy
    """Always carried."""
    return CARRIED
