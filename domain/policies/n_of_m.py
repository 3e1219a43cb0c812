"""`n_of_m@1`: so many approvals as the parameter `n` asks for. Abstaining approves nothing."""

from domain.policies.ballots import Ballots
from domain.policies.standing import Standing, carried, refused, waiting


def n_of_m(ballots: Ballots) -> Standing:
    """Carried with the `n`th approval, however many reject."""
    wanted, approve = int(ballots.params["n"]), len(ballots.approving)
    if approve >= wanted:
        return carried(ballots.empty)
    why = f"{approve} of the {wanted} approvals that it takes"
    if approve + len(ballots.empty) >= wanted:
        return waiting(ballots.empty, why)
    return refused((why,), ballots.empty)
