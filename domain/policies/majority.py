"""`majority@1`: every seat votes, and more approve than reject. Abstaining is no side."""

from domain.policies.ballots import Ballots
from domain.policies.standing import CARRIED, Standing, refused, unheard, waiting


def majority(ballots: Ballots) -> Standing:
    """Carried when all have voted and approvals outnumber rejections; a tie does not carry."""
    approve, reject, empty = len(ballots.approving), len(ballots.against), ballots.empty
    if empty and approve + len(empty) > reject:
        return waiting(empty)
    if approve > reject:
        return CARRIED
    return refused((f"{approve} approve and {reject} reject", *unheard(empty)), empty)
