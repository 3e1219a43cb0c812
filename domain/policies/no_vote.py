"""`none@1`: votes are advice; the accountable person decides alone."""

from domain.policies.ballots import Ballots
from domain.policies.standing import Standing, carried


def no_vote(ballots: Ballots) -> Standing:
    """Always carried."""
    return carried(ballots.empty)
