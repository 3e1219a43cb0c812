"""A gate explains itself: true, complete, and blind."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.actors import Actor
from domain.errors import WrongState
from domain.launch.explanation import Explanation, Missing
from domain.launch.show import show_gate
from domain.launch.state import Choice, DecisionKind
from domain.plan import Plan
from tests.unit.launch.plans import (
    ANA,
    BRANCHES,
    CHIEF,
    CMO,
    DORA,
    HEAD,
    LEO,
    MONDAY,
    Journey,
    condition,
    gate,
    must,
    plan,
    should,
    stage,
)

CRITERIA = (must("objective"), must("fact", name="reversible", equals=False), should("evidence", count=1))
SEATS = {"head_product": HEAD, "head_engineering": CHIEF, "head_marketing": CMO}


def asking(policy: str = "all@1", seats: Sequence[str] = ("head_product", "head_engineering")) -> Plan:
    """One gate that asks for everything there is."""
    asked = gate(
        "G1", "idea", policy=policy, seats=tuple(seats), attest=("legal",), criteria=CRITERIA, majority_binds=True
    )
    return plan((stage("idea"),), (), (asked,))


def said(journey: Journey, gate_id: str = "G1") -> Explanation:
    """What the gate says of itself."""
    return show_gate(journey.launch, journey.launch.gates[gate_id]).explanation


def test_what_holds_and_what_does_not() -> None:
    """Each with why."""
    journey = Journey.begin(asking())
    found = said(journey)
    assert [(one.criterion, one.why) for one in found.passed] == [("objective", "serves “Grow abroad”")]
    assert [(one.criterion, one.level) for one in found.failed] == [("fact", "must"), ("evidence", "should")]
    journey.waive("G1", "fact")
    found = said(journey)
    assert [(one.criterion, one.why) for one in found.waived] == [("fact", "it comes later")]
    assert [one.criterion for one in found.failed] == ["evidence"]


def test_who_is_waited_for() -> None:
    """By audience, since when, and until when; then the decider."""
    journey = Journey.begin(asking())
    due = journey.launch.gates["G1"].clock.due_at  # type: ignore[union-attr]
    assert said(journey).missing == (
        Missing("attest", "department:legal", "legal", MONDAY, due),
        Missing("vote", "role:head_product", "head_product", MONDAY, due),
        Missing("vote", "role:head_engineering", "head_engineering", MONDAY, due),
    )
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    assert [(one.kind, one.audience) for one in said(journey).missing] == [("decide", "role:director")]


def test_conditions_are_owed_by_a_person() -> None:
    """Or by a role, for a review."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.complete("code", Actor("eve", departments=("engineering",), roles=("developer",)))
    journey.complete("copy", Actor("max", departments=("marketing",)))
    owed = said(journey, "G2").missing[0]
    assert (owed.kind, owed.audience, owed.part, owed.since) == ("condition", "person:leo", "C1", MONDAY)


def test_why_it_waits_in_a_sentence() -> None:
    """As somebody would say it."""
    journey = Journey.begin(asking())
    assert said(journey).why_waiting == (
        "It waits, because Fact: reversible is yes, expected no; legal has not attested; "
        "head_product has not voted; head_engineering has not voted."
    )
    journey.later(days=2)
    assert said(journey).why_waiting.endswith("Time is up for those who are silent.")
    journey.override("G1")
    assert said(journey).why_waiting == "Go is proposed and waits for exec_sponsor to confirm it."
    journey.hold()
    assert said(journey).why_waiting == "The launch is on hold: waiting for a patent"
    assert said(journey).may_decide == said(journey).needs_override == ()


def test_what_would_open_it_in_order() -> None:
    """Doing exactly that opens it."""
    journey = Journey.begin(asking())
    steps = [(step.act, step.audience, step.part) for step in said(journey).would_open]
    assert steps == [
        ("mend", "department:product", "fact"),
        ("waive", "role:director", "fact"),
        ("attest", "department:legal", "legal"),
        ("vote", "role:head_product", "head_product"),
        ("vote", "role:head_engineering", "head_engineering"),
        ("decide", "role:director", "go"),
    ]
    journey.waive("G1", "fact")
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    assert "go" in said(journey).may_decide
    assert [step.act for step in said(journey).would_open] == ["decide"]
    assert said(journey).why_waiting == "Everything is there; director has to decide."
    journey.decide("G1")
    assert said(journey) == Explanation(why_waiting="It has passed.")


def test_a_gate_that_is_shut_says_why() -> None:
    """In few words."""
    journey = Journey.begin()
    assert said(journey).why_waiting == "It opens once the work before it is settled."
    journey.cancel()
    assert said(journey).why_waiting == "It is cancelled: the launch goes no further."


@pytest.mark.parametrize("kind", DecisionKind)
def test_it_says_what_is_legal(kind: DecisionKind) -> None:
    """At a gate without secrets, what it says may be decided may be, and nothing else."""
    for ready in (True, False):
        journey = Journey.begin(replace(BRANCHES)).to_g1()
        journey.attest("G1", LEO, ready, "a signature")
        journey.vote("G1", HEAD)
        journey.vote("G1", CHIEF)
        asks: dict[str, Any] = {"recycle_to": "idea"} if kind is DecisionKind.RECYCLE else {}
        if kind is DecisionKind.CONDITIONAL_GO:
            asks = {"conditions": (condition(),)}
        legal = kind in said(journey).may_decide
        try:
            journey.decide("G1", kind, **asks)
        except WrongState:
            assert not legal
        else:
            assert legal


PLAIN = (Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN)
"""What every seat may choose."""


@given(
    policy=st.sampled_from(("none@1", "any@1", "all@1", "majority@1")),
    seats=st.permutations(sorted(SEATS)),
    cast=st.integers(0, 2),
    one=st.lists(st.sampled_from(PLAIN), min_size=3, max_size=3),
    other=st.lists(st.sampled_from(PLAIN), min_size=3, max_size=3),
    hours=st.sampled_from((0, 10, 20)),
    attested=st.booleans(),
)
def test_it_never_tells_a_blind_ballot(
    policy: str, seats: list[str], cast: int, one: list[Choice], other: list[Choice], hours: int, attested: bool
) -> None:
    """Two gates that differ only in ballots not yet revealed explain themselves alike, and wait alike."""

    def told(choices: list[Choice]) -> tuple[Explanation, tuple[str, ...]]:
        journey = Journey.begin(asking(policy, sorted(SEATS)))
        if attested:
            journey.attest("G1", LEO)
        for seat, choice in list(zip(seats, choices, strict=True))[:cast]:
            journey.vote("G1", SEATS[seat], choice)
        journey.later(hours=hours)
        view = show_gate(journey.launch, journey.launch.gates["G1"])
        assume(not view.revealed)
        return view.explanation, view.waiting

    assert told(one) == told(other)


def test_whoever_is_asked_may_do_it() -> None:
    """The explanation of a gate with a proposal asks for its answer alone."""
    journey = Journey.begin(asking())
    journey.break_glass("G1", by=Actor("ops", operator=True))
    found = show_gate(journey.launch, journey.launch.gates["G1"]).explanation
    assert [(step.act, step.audience) for step in found.would_open] == [
        ("confirm", "role:exec_sponsor"),
        ("confirm", "role:operator"),
    ]
    assert "confirm" in {one.kind for one in found.missing}
    assert DORA.id not in str(found)
    assert ANA.id not in {one.audience for one in found.missing}
