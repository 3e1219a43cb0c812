"""The ledger of stand-stills, and what going back undoes and keeps."""

import pytest

from domain.actors import Actor
from domain.launch.commands import CastVote
from domain.launch.ledger import Suspension, Voided
from domain.launch.show import show_launch
from domain.launch.snapshot import snapshot
from domain.launch.state import KEPT, Choice, DecisionKind
from domain.launch.voiding import voided_as_shown, voided_by
from tests.unit.launch.plans import ANA, CHIEF, EVE, HEAD, LEO, MAX, MONDAY, OPS, TWO_STEPS, Journey, condition


def test_every_stand_still_is_in_the_ledger() -> None:
    """From when until when, by whom, why, and who let it go on."""
    journey = Journey.begin().to_g1()
    journey.hold()
    journey.later(hours=2)
    journey.resume(OPS)
    later = journey.now
    journey.decide("G1", DecisionKind.HOLD)

    assert show_launch(journey.launch).suspensions == (
        Suspension(MONDAY, "pia", "waiting for a patent", None, later, "ops"),
        Suspension(later, "dora", "because", "G1"),
    )


def test_an_end_closes_the_ledger() -> None:
    """Nobody resumed it."""
    journey = Journey.begin()
    journey.hold()
    journey.later(hours=3)
    journey.cancel()
    last = journey.launch.suspensions[-1]
    assert (last.until, last.resumed_by) == (journey.now, None)


def test_a_hold_after_a_gates_hold_is_not_the_gates() -> None:
    """Only the event right after the decision is."""
    journey = Journey.begin().to_g1()
    journey.decide("G1", DecisionKind.HOLD)
    journey.resume()
    journey.hold()
    assert [one.gate for one in journey.launch.suspensions] == ["G1", None]


def to_g2() -> Journey:
    """At G2 after a conditional go, with words and ballots at both gates."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.attest("G2", LEO)
    journey.vote("G2", HEAD, Choice.REJECT)
    return journey


@pytest.mark.parametrize(
    ("stage", "void"),
    [
        ("build", Voided(("build",), ("code",), ("G2",), (), 1, 1)),
        (
            "idea",
            Voided(("idea", "build", "market"), ("brief", "spec", "code", "copy"), ("G1", "G2"), ("C1",), 3, 2),
        ),
    ],
)
def test_the_preview_is_what_happens(stage: str, void: Voided) -> None:
    """From the launch and from its views alike; the decision keeps it, and nothing else is undone."""
    journey = to_g2()
    before = journey.launch
    shown = snapshot(before)
    assert voided_by(before, stage) == voided_as_shown(shown.launch, shown.tasks, shown.gates, stage) == void

    journey.decide("G2", DecisionKind.RECYCLE, recycle_to=stage)
    assert journey.launch.gates["G2"].past[-1].voided == void
    after = journey.launch
    assert {name for name in after.stages if after.stages[name].attempt > before.stages[name].attempt} == {*void.stages}
    assert {name for name in after.gates if after.gates[name].attempt > before.gates[name].attempt} == {*void.gates}
    assert {event.target for event in journey.events if event.action == "task.cancelled"} == {*void.conditions}


def test_the_next_attempt_keeps_what_was_said() -> None:
    """Ballots, words and the decision of each attempt, beside the empty new one."""
    journey = to_g2()
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="idea")
    first, second = journey.launch.gates["G1"], journey.launch.gates["G2"]

    assert (second.attempt, second.votes, second.attestations) == (2, (), ())
    assert [vote.choice for vote in second.history[0].votes] == [Choice.REJECT]
    assert [word.department for word in second.history[0].attestations] == ["legal"]
    assert [one.kind for one in second.history[0].decisions] == ["recycle"]
    assert [one.kind for one in first.history[0].decisions] == ["conditional_go"]
    assert {vote.voter for vote in first.history[0].votes} == {HEAD.id, CHIEF.id}


def test_the_history_clips_long_words() -> None:
    """A run carries it for months; the log has the whole."""
    journey = Journey.begin().to_g1()
    journey.act(CastVote("key", HEAD, "G1", Choice.REJECT, "x" * 4000))
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    kept = journey.launch.gates["G1"].history[0].votes[0].rationale
    assert (len(kept), kept[-1]) == (300, "…")


def test_the_history_is_bounded() -> None:
    """The last ten attempts; decisions are kept for ever."""
    journey = Journey.begin(TWO_STEPS)
    for _ in range(KEPT + 2):
        journey.complete("brief", Actor("ana", departments=ANA.departments))
        journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    gate = journey.launch.gates["G1"]
    assert [one.attempt for one in gate.history] == list(range(3, KEPT + 3))
    assert len(gate.past) == KEPT + 2
