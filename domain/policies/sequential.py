"""`sequential@1`: seats vote in the playbook's order, each once the one before approved.

Whoever rejects or abstains ends the row there, unless they change their mind.
"""

from domain.launch.state import Choice
from domain.policies.ballots import Ballots
from domain.policies.standing import CARRIED, Standing, refused, waiting


def sequential(ballots: Ballots) -> Standing:
    """Carried once the last seat approves; asks one seat at a time."""
    chose = {vote.seat: vote.choice for vote in ballots.votes}
    for seat in ballots.seats:
        if seat not in chose:
            if any(chose.get(later, Choice.APPROVE) is not Choice.APPROVE for later in ballots.seats):
                return refused((f"it is {seat}'s turn, and a later seat does not approve",), (seat,))
            return waiting((seat,))
        if chose[seat] is not Choice.APPROVE:
            return refused((f"{seat} does not approve, so nobody after it is asked",))
    return CARRIED if ballots.seats else refused(("nobody is asked",))
