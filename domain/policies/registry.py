"""The registry of gate policies: how ballots add up.

A policy is a pure function of the ballots. Launches pin a policy with its version, so a published one never
changes its meaning: to change how `majority` counts, add `majority@2`.
"""

from collections.abc import Callable, Mapping

from domain.policies.accountable import accountable
from domain.policies.all_seats import all_seats
from domain.policies.any_seat import any_seat
from domain.policies.ballots import Ballots
from domain.policies.departments import departments
from domain.policies.majority import majority
from domain.policies.n_of_m import n_of_m
from domain.policies.no_vote import no_vote
from domain.policies.percent import percent
from domain.policies.sequential import sequential
from domain.policies.standing import Standing
from domain.policies.weighted import weighted

Policy = Callable[[Ballots], Standing]

POLICIES: Mapping[str, Policy] = {
    "none@1": no_vote,
    "any@1": any_seat,
    "all@1": all_seats,
    "majority@1": majority,
    "n_of_m@1": n_of_m,
    "percent@1": percent,
    "weighted@1": weighted,
    "departments@1": departments,
    "sequential@1": sequential,
    "accountable@1": accountable,
}

COUNT_THE_ADDED = frozenset({"all@1", "majority@1", "percent@1", "departments@1", "sequential@1"})
"""Policies for which an approver who was added is one more seat.

Under the others their approval is needed besides what the policy asks: adding a friend must not make it easier to
reach a number.
"""
