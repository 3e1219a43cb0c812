"""How ballots add up: each policy against every way to vote."""

from itertools import product

import pytest

from domain.launch.state import Choice, Vote
from domain.policies.registry import POLICIES
from domain.policies.standing import CARRIED, Standing
from tests.unit.launch.oracle import carries
from tests.unit.launch.plans import MONDAY

SEATS = ("head", "chief", "cmo")
YES, NO, ASIDE = Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN


def ballots(*choices: Choice | None) -> tuple[Vote, ...]:
    """One ballot a seat, in their order; None for an empty seat."""
    return tuple(
        Vote(seat, f"person of {seat}", choice, MONDAY) for seat, choice in zip(SEATS, choices, strict=False) if choice
    )


@pytest.mark.parametrize("policy", POLICIES)
def test_every_way_to_vote(policy: str) -> None:
    """The policy agrees with its plain words, and gives a reason exactly when it does not carry."""
    for count in range(4):
        for choices in product((None, YES, NO, ASIDE), repeat=count):
            standing = POLICIES[policy](SEATS[:count], ballots(*choices))
            assert standing.carried == carries(policy, SEATS[:count], ballots(*choices)), choices
            assert standing.carried != bool(standing.why), choices


@pytest.mark.parametrize("policy", [name for name in POLICIES if name != "none@1"])
def test_silence_never_carries(policy: str) -> None:
    """Nor does a gate that asks for votes and has no seats."""
    assert POLICIES[policy](SEATS, ()) == Standing(
        carried=False, why=("head has not voted", "chief has not voted", "cmo has not voted")
    )
    assert not POLICIES[policy]((), ()).carried


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
    ],
)
def test_the_reasons_are_for_people(policy: str, choices: tuple[Choice | None, ...], why: tuple[str, ...]) -> None:
    """Each says who or what is missing."""
    standing = POLICIES[policy](SEATS, ballots(*choices))

    assert standing.why == why
    assert (standing == CARRIED) == (not why)


def test_without_a_vote_the_decider_decides_alone() -> None:
    """Whatever was cast."""
    assert POLICIES["none@1"](SEATS, ballots(NO, NO, NO)) == CARRIED
