"""`any@1`: one approval is enough. Abstaining leaves it to the others."""

from domain.policies.ballots import Ballots
from domain.policies.standing import Standing, carried, refused, waiting


def any_seat(ballots: Ballots) -> Standing:
    """Carried with the first approval."""
    if ballots.approving:
        return carried(ballots.empty)
    if ballots.empty:
        return waiting(ballots.empty)
    return refused(("nobody approves",))
