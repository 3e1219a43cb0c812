"""`accountable@1`: nobody votes. One accountable person decides, with every attestation in and ready."""

from domain.policies.ballots import Ballots
from domain.policies.standing import CARRIED, Standing, refused


def accountable(ballots: Ballots) -> Standing:
    """Carried once every department that was asked is ready; not even a conditional go passes over one."""
    if ballots.unready:
        return refused(tuple(f"{department} must say that it is ready" for department in ballots.unready))
    return CARRIED
