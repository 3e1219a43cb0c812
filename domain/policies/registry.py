"""The registry of gate policies: how ballots add up.

A policy is a pure function of the seats and the ballots cast. Launches pin a policy with its version, so a
published one never changes: to change how `majority` counts, add `majority@2`.
"""

from collections.abc import Callable, Mapping, Sequence

from domain.launch.state import Vote
from domain.policies.all_seats import all_seats
from domain.policies.any_seat import any_seat
from domain.policies.majority import majority
from domain.policies.no_vote import no_vote
from domain.policies.standing import Standing

Policy = Callable[[Sequence[str], Sequence[Vote]], Standing]

POLICIES: Mapping[str, Policy] = {
    "none@1": no_vote,
    "any@1": any_seat,
    "all@1": all_seats,
    "majority@1": majority,
}
