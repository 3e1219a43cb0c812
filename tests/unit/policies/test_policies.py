"""How ballots add up: each policy against every way to vote."""

from itertools import permutations, product
from typing import Any

import pytest

from domain.launch.state import Choice, Vote
from domain.policies.ballots import Ballots
from domain.policies.registry import COUNT_THE_ADDED, POLICIES
from domain.policies.standing import Standing, both
from tests.unit.launch.oracle import carries
from tests.unit.launch.plans import MONDAY

SEATS = ("head", "chief", "cmo")
YES, NO, ASIDE = Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN
WEIGHTS = {"head": 3, "chief": 2, "cmo": 1}
PARAMS: dict[str, list[dict[str, Any]]] = {
    "n_of_m@1": [{"n": 1}, {"n": 2}, {"n": 3}],
    "percent@1": [{"percent": 1}, {"percent": 50}, {"percent": 60}, {"percent": 100}],
    "weighted@1": [{"weights": WEIGHTS, "threshold": threshold} for threshold in (1, 3, 4, 6)],
}
TOLD = [(policy, params) for policy in POLICIES for params in PARAMS.get(policy, [{}])]
"""Every policy with parameters that it may be given."""


def ballots(*choices: Choice | None) -> tuple[Vote, ...]:
    """One ballot a seat, in their order; None for an empty seat."""
    return tuple(
        Vote(seat, f"person of {seat}", choice, MONDAY) for seat, choice in zip(SEATS, choices, strict=False) if choice
    )


def standing(policy: str, params: dict[str, Any], *choices: Choice | None) -> Standing:
    """Where a vote stands under a policy."""
    return POLICIES[policy](Ballots(SEATS[: len(choices)], ballots(*choices), params))


@pytest.mark.parametrize(("policy", "params"), TOLD)
def test_every_way_to_vote(policy: str, params: dict[str, Any]) -> None:
    """The policy agrees with its plain words, and gives a reason exactly when it does not carry."""
    for choices in product((None, YES, NO, ASIDE), repeat=3):
        found = standing(policy, params, *choices)
        assert found.carried == carries(policy, SEATS, ballots(*choices), params), choices
        assert found.carried != bool(found.why), choices


@pytest.mark.parametrize(("policy", "params"), TOLD)
def test_one_more_approval_never_uncarries(policy: str, params: dict[str, Any]) -> None:
    """Whatever else was said, and whether the seat was empty, against or aside."""
    for choices in product((None, YES, NO, ASIDE, Choice.VETO), repeat=3):
        if standing(policy, params, *choices).carried:
            for index in range(3):
                more = (*choices[:index], YES, *choices[index + 1 :])
                assert standing(policy, params, *more).carried, (choices, more)


@pytest.mark.parametrize(("policy", "params"), TOLD)
def test_who_voted_first_does_not_matter(policy: str, params: dict[str, Any]) -> None:
    """Only the seats of a sequence have an order, and the ballots do not make it."""
    for choices in product((None, YES, NO, ASIDE), repeat=3):
        cast = ballots(*choices)
        found = {POLICIES[policy](Ballots(SEATS, votes, params)) for votes in permutations(cast)}
        assert len(found) == 1


@pytest.mark.parametrize(("policy", "params"), TOLD)
def test_settled_never_lies(policy: str, params: dict[str, Any]) -> None:
    """It is settled exactly when no way to fill the empty seats gives another result."""
    for choices in product((None, YES, NO, ASIDE), repeat=3):
        found = standing(policy, params, *choices)
        filled = product(*((choice,) if choice else (None, YES, NO, ASIDE) for choice in choices))
        results = {standing(policy, params, *one).carried for one in filled}
        assert found.settled == (len(results) == 1), choices


@pytest.mark.parametrize(("policy", "params"), TOLD)
def test_a_quorum_never_hangs(policy: str, params: dict[str, Any]) -> None:
    """When nobody is asked any more the matter is settled; whoever is asked has an empty seat."""
    for choices in product((None, YES, NO, ASIDE), repeat=3):
        found = standing(policy, params, *choices)
        assert found.missing or found.settled
        assert set(found.missing) <= {seat for seat, choice in zip(SEATS, choices, strict=True) if choice is None}


@pytest.mark.parametrize("policy", [name for name in POLICIES if name not in {"none@1", "accountable@1"}])
def test_silence_never_carries(policy: str) -> None:
    """Nor does a gate that asks for votes and has no seats."""
    params = PARAMS.get(policy, [{}])[0]
    found = standing(policy, params, None, None, None)
    assert not found.carried
    assert found.missing == (SEATS[:1] if policy == "sequential@1" else SEATS)
    assert not POLICIES[policy](Ballots((), (), params)).carried


@pytest.mark.parametrize(
    ("policy", "choices", "why"),
    [
        pytest.param("all@1", (YES, None, YES), ("chief has not voted",), id="all: one is missing"),
        pytest.param("all@1", (NO, YES, NO), ("head rejects", "cmo rejects"), id="all: any rejection stops it"),
        pytest.param("all@1", (ASIDE, ASIDE, ASIDE), ("everyone abstained",), id="all: nobody approves"),
        pytest.param("all@1", (YES, ASIDE, ASIDE), (), id="all: abstaining stands aside"),
        pytest.param("any@1", (YES, None, None), (), id="any: the first is enough"),
        pytest.param("any@1", (NO, None, ASIDE), ("chief has not voted",), id="any: the last may still approve"),
        pytest.param("any@1", (NO, NO, ASIDE), ("nobody approves",), id="any: nobody did"),
        pytest.param("majority@1", (YES, YES, None), ("cmo has not voted",), id="majority: all are heard"),
        pytest.param("majority@1", (YES, NO, ASIDE), ("1 approve and 1 reject",), id="majority: a tie"),
        pytest.param("majority@1", (YES, ASIDE, ASIDE), (), id="majority: of those who chose"),
        pytest.param("majority@1", (NO, NO, YES), ("1 approve and 2 reject",), id="majority: against"),
        pytest.param("n_of_m@1", (YES, NO, YES), (), id="n of m: two of three"),
        pytest.param("n_of_m@1", (YES, ASIDE, NO), ("1 of the 2 approvals that it takes",), id="n of m: abstaining"),
        pytest.param("percent@1", (YES, YES, NO), (), id="percent: two thirds"),
        pytest.param("percent@1", (YES, ASIDE, ASIDE), (), id="percent: of those who chose a side"),
        pytest.param(
            "percent@1",
            (YES, NO, None),
            ("1 of 2 who chose a side approve; it takes 60 percent",),
            id="percent: the last one tips it",
        ),
        pytest.param("weighted@1", (YES, None, YES), (), id="weighted: enough"),
        pytest.param(
            "weighted@1", (ASIDE, YES, YES), ("approvals weigh 3 of the 4 that it takes",), id="weighted: short"
        ),
        pytest.param("departments@1", (YES, ASIDE, YES), ("chief does not approve",), id="departments: every one"),
        pytest.param("sequential@1", (YES, None, None), ("chief has not voted",), id="sequential: the next"),
        pytest.param(
            "sequential@1",
            (ASIDE, None, None),
            ("head does not approve, so nobody after it is asked",),
            id="sequential: abstaining ends it",
        ),
    ],
)
def test_the_reasons_are_for_people(policy: str, choices: tuple[Choice | None, ...], why: tuple[str, ...]) -> None:
    """Each says who or what is missing."""
    told = {"n": 2, "percent": 60, "weights": WEIGHTS, "threshold": 4}
    assert standing(policy, told, *choices).why == why


def test_without_a_vote_the_decider_decides_alone() -> None:
    """Whatever was cast."""
    assert standing("none@1", {}, NO, NO, NO).carried


def test_the_accountable_person_needs_every_department_to_be_ready() -> None:
    """Nobody votes."""
    found = POLICIES["accountable@1"](Ballots((), (), unready=("legal",)))
    assert (found.carried, found.why) == (False, ("legal must say that it is ready",))
    assert POLICIES["accountable@1"](Ballots((), ())).carried


def test_two_standings_together() -> None:
    """Both must carry; one that is lost settles it."""
    yes, no = Standing(carried=True), Standing(carried=False, why=("no",))
    open_ = Standing(carried=False, why=("x has not voted",), missing=("x",), settled=False)
    assert both(yes, yes).carried
    assert (both(yes, no).carried, both(yes, no).settled) == (False, True)
    assert both(no, open_).settled
    assert not both(yes, open_).settled
    assert set(POLICIES) > COUNT_THE_ADDED
