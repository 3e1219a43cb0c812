"""`percent@1`: at least `percent` of those who did not abstain approve, and at least one does.

It carries when all have voted, or earlier once it would even if everyone else rejected.
"""

from domain.policies.ballots import Ballots
from domain.policies.standing import Standing, carried, refused, waiting


def percent(ballots: Ballots) -> Standing:
    """Carried by a share of the approvals among those who chose a side."""
    wanted, empty = int(ballots.params["percent"]), ballots.empty
    approve, reject = len(ballots.approving), len(ballots.against)
    if _reached(approve, reject + len(empty), wanted):
        return carried(empty)
    why = f"{approve} of {approve + reject} who chose a side approve; it takes {wanted} percent"
    if empty and _reached(approve + len(empty), reject, wanted):
        return waiting(empty, why)
    return refused((why,), empty)


def _reached(approve: int, reject: int, wanted: int) -> bool:
    return approve > 0 and approve * 100 >= wanted * (approve + reject)
