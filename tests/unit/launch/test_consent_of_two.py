"""Decisions that take two people are bound to what each of the two was shown."""

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Invalid, SubjectChanged, WrongState
from domain.events import Event
from domain.launch.commands import BreakGlass, ConfirmProposal, Decide
from domain.launch.consent import CURRENT
from domain.launch.handle import check
from domain.launch.show import changes
from domain.launch.state import Decision, DecisionKind, Gate
from domain.launch.subject import subject
from domain.plan import Plan
from tests.unit.launch.plans import ANA, DORA, OPS, REASONS, VERA, Journey, gate, must, plan, stage, task

FAILING = plan(
    (stage("idea"), stage("live", "idea")),
    (task("brief", "idea"), task("ship", "live")),
    (
        gate("G1", "idea", criteria=(must("fact", name="reversible", equals=False),)),
        gate("G2", "live", criteria=(must("fact", name="reversible", equals=False),)),
    ),
    binds_every_word=True,
)
"""Two gates that nobody can pass alone."""


def failing(of: Plan = FAILING) -> Journey:
    """At G1."""
    journey = Journey.begin(of)
    journey.complete("brief", ANA)
    return journey


def shown(journey: Journey, gate_id: str = "G1") -> str:
    """What a gate is about now."""
    return subject(journey.launch, gate_id).digest


def propose(journey: Journey, seen: str | None = CURRENT, gate_id: str = "G1", *acknowledged: str) -> str:
    """An override by Dora."""
    command = Decide("key", DORA, gate_id, DecisionKind.GO, REASONS, override=True, subject=seen)
    return journey.act(replace(command, acknowledged=acknowledged))


def confirm(journey: Journey, seen: str | None = CURRENT, gate_id: str = "G1") -> str:
    """Vera's word."""
    return journey.act(ConfirmProposal("key", VERA, gate_id, "I stand for it too", subject=seen))


def glass(journey: Journey, seen: str | None = CURRENT, gate_id: str = "G1", *acknowledged: str) -> str:
    """A glass broken by an operator."""
    return journey.act(
        BreakGlass("key", OPS, gate_id, DecisionKind.GO, REASONS, subject=seen, acknowledged=acknowledged)
    )


def decision(gate: Gate) -> Decision:
    """The one that let it pass."""
    assert gate.decision is not None
    return gate.decision


@pytest.mark.parametrize("proposing", [propose, glass], ids=["override", "break-glass"])
def test_what_each_of_the_two_was_shown_is_kept(proposing: Any) -> None:
    """The proposer's digest with the proposal, both with the decision, and each in the log."""
    journey = failing()
    first = shown(journey)
    proposing(journey, first)
    proposal = journey.launch.gates["G1"].proposal
    assert proposal is not None
    assert proposal.subject == first
    journey.add_evidence(target="brief")  # matters to what is shown, not to what stands against it
    second = shown(journey)
    confirm(journey, second)

    decided = decision(journey.launch.gates["G1"])
    assert decided.override is not None
    assert first != second == decided.subject
    assert (decided.override.subject, decided.override.second_subject) == (first, second)
    given = {event.action: event.data["subject"] for event in journey.events if "subject" in event.data}
    assert list(given.values()) == [first, second]


def test_a_second_person_who_saw_something_else_is_told_what_changed() -> None:
    """Nothing is decided; on what is shown now it may be."""
    journey = failing()
    propose(journey)
    old = shown(journey)
    journey.add_evidence()

    with pytest.raises(SubjectChanged) as refused:
        confirm(journey, old)
    assert (refused.value.facts["seen"], refused.value.facts["current"]) == (old, shown(journey))
    assert journey.launch.gates["G1"].decision is None
    assert confirm(journey, shown(journey)) == "go"


def test_a_glass_is_broken_on_what_is_shown() -> None:
    """An older digest is refused."""
    journey = failing()
    old = shown(journey)
    journey.add_evidence()

    with pytest.raises(SubjectChanged):
        glass(journey, old)


@pytest.mark.parametrize("proposing", [propose, glass], ids=["override", "break-glass"])
def test_subjects_of_proposals_can_be_read_again(proposing: Any) -> None:
    """Whole, with the batch of the act that was the first to be given on them."""
    journey = failing()
    seen: list[str] = []
    for act in (proposing, confirm):
        before = len(journey.events)
        start = journey.launch
        act(journey)
        seen += [one.digest for one in changes(start, journey.launch, tuple(journey.events[before:])).subjects]
    assert seen == [decision(journey.launch.gates["G1"]).subject]


def outdated() -> Journey:
    """At G2, which fails, after G1 passed on an older scope."""
    journey = failing()
    propose(journey)
    confirm(journey)
    journey.change(scope="Less")
    journey.complete("ship", ANA)
    return journey


def test_an_override_takes_over_what_its_proposer_acknowledges() -> None:
    """Without that it is refused; with it, proposal and decision say so, and the earlier gate waits no longer."""
    journey = outdated()
    with pytest.raises(WrongState, match="acknowledge R1"):
        propose(journey, CURRENT, "G2")

    propose(journey, CURRENT, "G2", "R1")
    proposal = journey.launch.gates["G2"].proposal
    assert proposal is not None
    assert (proposal.acknowledged, proposal.against) == (("R1",), ("Fact: reversible is yes, expected no",))
    confirm(journey, CURRENT, "G2")

    assert decision(journey.launch.gates["G2"]).acknowledged == ("R1",)
    assert journey.launch.gates["G1"].outdated == ()


def test_a_proposal_takes_over_no_change_that_came_after_it() -> None:
    """It is void: the next one says what it takes over."""
    journey = outdated()
    propose(journey, CURRENT, "G2", "R1")
    journey.change(objective="Grow at home")

    with pytest.raises(WrongState, match="is void"):
        confirm(journey, CURRENT, "G2")


def test_a_broken_glass_may_take_over_changes_too() -> None:
    """Only those that there are, and only a go."""
    journey = outdated()
    with pytest.raises(Invalid):
        glass(journey, CURRENT, "G2", "R7")
    kill = BreakGlass("key", OPS, "G2", DecisionKind.KILL, REASONS, acknowledged=("R1",))
    with pytest.raises(Invalid):
        check(journey.launch, kill, journey.now)

    glass(journey, CURRENT, "G2", "R1")
    confirm(journey, CURRENT, "G2")

    assert decision(journey.launch.gates["G2"]).acknowledged == ("R1",)
    assert journey.launch.gates["G1"].outdated == ()


def test_naming_the_change_is_enough_where_nothing_else_stands_against_a_go() -> None:
    """Nobody is asked to second it. An older launch proposes it and drops it at once, as it did."""
    for binds in (True, False):
        simple = replace(FAILING, gates=(gate("G1", "idea"), gate("G2", "live")), binds_every_word=binds)
        journey = failing(simple)
        journey.decide("G1")
        journey.change(scope="Less")
        journey.complete("ship", ANA)
        propose(journey, CURRENT, "G2", "R1")

        found = journey.launch.gates["G2"]
        assert (found.decision is not None) is binds
        assert [one.outcome for one in found.past_proposals] == ([] if binds else ["void"])


def test_an_older_launch_and_older_commands_say_what_they_said() -> None:
    """Neither an override of a plan from before, nor a confirmation without a digest, adds a word to its event."""

    def said(event: Event) -> set[str]:
        return set(event.data) & {"subject", "acknowledged"}

    old = failing(replace(FAILING, binds_every_word=False))
    propose(old)
    confirm(old, None)
    assert [said(event) for event in old.events[-6:]] == [set()] * 6
    glassy = failing()
    glass(glassy, None)
    confirm(glassy, None)
    assert [event.action for event in glassy.events if said(event)] == []
