"""`departments@1`: every owning department approves. An abstention is no approval."""

from domain.policies.ballots import Ballots
from domain.policies.standing import CARRIED, Standing, refused, unheard, waiting


def departments(ballots: Ballots) -> Standing:
    """Carried once every seat approves."""
    approving, empty = ballots.approving, ballots.empty
    short = tuple(f"{seat} does not approve" for seat in ballots.seats if seat not in (*approving, *empty))
    if short or not ballots.seats:
        return refused((*short, *unheard(empty)) or ("nobody is asked",), empty)
    return waiting(empty) if empty else CARRIED
