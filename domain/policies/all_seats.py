"""`all@1`: every seat votes, none rejects, at least one approves. Abstaining stands aside."""

from domain.policies.ballots import Ballots
from domain.policies.standing import CARRIED, Standing, refused, unheard, waiting


def all_seats(ballots: Ballots) -> Standing:
    """Carried once everyone voted and nobody rejected."""
    rejected = tuple(f"{seat} rejects" for seat in ballots.against)
    if rejected:
        return refused((*rejected, *unheard(ballots.empty)), ballots.empty)
    if ballots.empty:
        return waiting(ballots.empty)
    if not ballots.approving:
        return refused(("everyone abstained",))
    return CARRIED
