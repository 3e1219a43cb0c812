"""The tree of errors: every kind survives the way through the engine."""

import json

import pytest

from domain.errors import (
    AlreadyClaimed,
    Conflict,
    Invalid,
    KeyReused,
    NotAllowed,
    Problem,
    SelfApproval,
    SlipwayError,
    WrongState,
    error_kinds,
)


def every_kind(root: type[SlipwayError] = SlipwayError) -> list[type[SlipwayError]]:
    """The classes themselves, found without their codes; what other rooms and tests add is their own."""
    children = (child for child in root.__subclasses__() if child.__module__ == SlipwayError.__module__)
    return [root, *(kind for child in children for kind in every_kind(child))]


def test_codes_are_unique() -> None:
    """Two kinds with one code would come back as the same."""
    codes = [kind.code for kind in every_kind()]

    assert len(codes) == len(set(codes))
    assert {error_kinds()[kind.code] for kind in every_kind()} == set(every_kind())


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.__name__)
def test_every_kind_round_trips(kind: type[SlipwayError]) -> None:
    """Type, words, problems and facts come back from JSON."""
    error = kind("No.", problems=[Problem("/a/0", "Say a."), Problem("/b", "Say b.")], holder="ana", legal=["claim"])
    again = SlipwayError.from_facts(error.code, json.loads(json.dumps(error.to_facts())))

    assert type(again) is kind
    assert (again.detail, again.problems, again.facts) == (error.detail, error.problems, error.facts)
    assert str(again) == "No."
    assert again.to_facts() == error.to_facts()


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.__name__)
def test_every_kind_says_what_it_means(kind: type[SlipwayError]) -> None:
    """Without words of its own an error says its docstring's first line, and round-trips too."""
    error = kind()
    again = SlipwayError.from_facts(kind.code, error.to_facts())

    assert error.detail
    assert "\n" not in error.detail
    assert (type(again), again.detail, again.problems) == (kind, error.detail, ())


def test_an_unknown_code_is_still_a_refusal() -> None:
    """An older reader meets a newer writer."""
    again = SlipwayError.from_facts("from-the-future", {"detail": "No.", "facts": {"why": 1}})

    assert type(again) is SlipwayError
    assert (again.detail, dict(again.facts)) == ("No.", {"why": 1})


def test_nothing_said_is_enough() -> None:
    """Facts that lost everything still make an error of the right kind."""
    assert SlipwayError.from_facts("wrong-state", {}).to_facts()["facts"] == {"legal": []}


def test_legal_moves_are_named() -> None:
    """`WrongState` always has them, if only none."""
    assert WrongState("No.", legal=("claim", "complete")).legal == ("claim", "complete")
    assert WrongState("No.").legal == ()


@pytest.mark.parametrize(
    ("kind", "parent"),
    [(SelfApproval, NotAllowed), (WrongState, Conflict), (AlreadyClaimed, Conflict), (KeyReused, Invalid)],
)
def test_the_tree_is_as_drawn(kind: type[SlipwayError], parent: type[SlipwayError]) -> None:
    """Doors map parents; children must stand below the right one."""
    assert issubclass(kind, parent)


def test_an_error_without_a_code_of_its_own_travels_as_its_parent() -> None:
    """A room may add one for itself; elsewhere nobody knows how to build it."""

    class Homemade(Invalid):
        def __init__(self) -> None:
            super().__init__("Homemade.")

    again = SlipwayError.from_facts(Homemade.code, Homemade().to_facts())

    assert type(again) is Invalid
    assert again.detail == "Homemade."
