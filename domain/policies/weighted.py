"""`weighted@1`: the `weights` of the seats that approve add up to the `threshold`. Abstaining adds nothing."""

from domain.policies.ballots import Ballots
from domain.policies.standing import Standing, carried, refused, waiting


def weighted(ballots: Ballots) -> Standing:
    """Carried once the approving seats weigh enough, whoever rejects."""
    weights, threshold = ballots.params["weights"], int(ballots.params["threshold"])
    approve = sum(int(weights[seat]) for seat in ballots.approving)
    if approve >= threshold:
        return carried(ballots.empty)
    why = f"approvals weigh {approve} of the {threshold} that it takes"
    if approve + sum(int(weights[seat]) for seat in ballots.empty) >= threshold:
        return waiting(ballots.empty, why)
    return refused((why,), ballots.empty)
