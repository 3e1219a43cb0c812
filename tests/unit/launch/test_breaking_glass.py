"""Breaking the glass: past readiness and conflicts of interest, by two people, and looked back on."""

from dataclasses import replace
from typing import Any

import pytest

from domain.actors import Actor
from domain.errors import AlreadyDecided, Invalid, NotAllowed, SelfApproval, WrongState
from domain.ids import SYSTEM
from domain.launch.commands import BreakGlass
from domain.launch.deadlines import next_deadline
from domain.launch.pending import gate_acts, task_acts
from domain.launch.show import show_gate, show_launch, show_task
from domain.launch.state import DecisionKind, GateState, LaunchState, TaskState
from tests.unit.launch.plans import ANA, DORA, HEAD, OPS, PIA, REASONS, TWO_STEPS, VERA, Journey

OLGA = Actor("olga", operator=True)
ALMIGHTY = Actor("al", departments=("product",), roles=("director", "exec_sponsor", "head_product"), operator=True)


def broken(kind: DecisionKind = DecisionKind.GO, plan: Any = TWO_STEPS) -> Journey:
    """The glass is broken at G1, by two."""
    journey = Journey.begin(plan)
    journey.complete("brief", ANA)
    journey.break_glass("G1", kind, OPS)
    journey.confirm("G1", VERA)
    return journey


def test_it_takes_two() -> None:
    """Nobody is both, however many roles they have and whoever they act for."""
    journey = Journey.begin().to_g1()
    journey.break_glass("G1", by=ALMIGHTY)
    for one in (ALMIGHTY, replace(OLGA, on_behalf_of="al")):
        with pytest.raises(SelfApproval, match="al proposed this"):
            journey.confirm("G1", one)
    assert journey.state("G1") == GateState.OPEN

    other = Journey.begin().to_g1()
    other.break_glass("G1", by=replace(OPS, on_behalf_of="vera"))
    with pytest.raises(SelfApproval, match="vera proposed this"):
        other.confirm("G1", VERA)


@pytest.mark.parametrize("by", [DORA, HEAD, PIA], ids=lambda one: one.id)
def test_only_operators_and_sponsors(by: Actor) -> None:
    """Neither the decider, nor a voter, nor the owner proposes or confirms it."""
    journey = Journey.begin().to_g1()
    with pytest.raises(NotAllowed, match="exec_sponsor or an operator"):
        journey.break_glass("G1", by=by)
    journey.break_glass("G1")
    with pytest.raises(NotAllowed, match="exec_sponsor or operator"):
        journey.confirm("G1", by)


def test_it_passes_over_readiness_and_interest() -> None:
    """Nobody has said a word, and both had a hand in the work; the record says all that."""
    journey = Journey.begin(replace(TWO_STEPS))
    journey.complete("brief", replace(OPS, departments=("product",)))
    journey.break_glass("G1", by=OPS)
    journey.confirm("G1", replace(PIA, operator=True))

    decision = journey.launch.gates["G1"].decision
    assert decision is not None
    assert decision.override is not None
    assert decision.break_glass
    assert (decision.override.proposed_by, decision.override.seconded_by) == ("ops", "pia")
    view = show_launch(journey.launch)
    assert (view.overrides, view.break_glasses) == (1, 1)
    flagged = [event for event in journey.events if event.data.get("break_glass")]
    assert [event.action for event in flagged] == ["gate.break_glass_proposed", "gate.decided"]


def test_what_stood_against_it_is_kept() -> None:
    """Also what was still silent."""
    journey = Journey.begin().to_g1()
    journey.break_glass("G1")
    journey.vote("G1", HEAD)
    assert journey.launch.gates["G1"].proposal is not None, "an emergency does not wait for the last word"
    journey.confirm("G1")

    decision = journey.launch.gates["G1"].decision
    assert decision is not None
    assert decision.override is not None
    assert decision.override.against == ("legal has not attested", "head_engineering has not voted")


@pytest.mark.parametrize("kind", [DecisionKind.CONDITIONAL_GO, DecisionKind.RECYCLE, DecisionKind.HOLD])
def test_only_go_and_kill(kind: DecisionKind) -> None:
    """Everything else can wait for those whose it is."""
    with pytest.raises(Invalid) as refused:
        Journey.begin().to_g1().break_glass("G1", kind)
    assert [problem.pointer for problem in refused.value.problems] == ["/decision"]


def test_a_word_is_not_enough() -> None:
    """Not in an emergency either."""
    with pytest.raises(Invalid):
        Journey.begin().to_g1().act(BreakGlass("key", OPS, "G1", DecisionKind.GO, "urgent"))


def test_one_proposal_at_a_time() -> None:
    """The second learns who was first."""
    journey = Journey.begin().to_g1()
    journey.break_glass("G1")
    with pytest.raises(AlreadyDecided, match="ops proposed go"):
        journey.break_glass("G1", by=OLGA)


def test_it_is_looked_back_on_before_the_next_gate() -> None:
    """A task of the sponsor's, due in five business days, that the next gate waits for."""
    journey = broken()
    review = journey.launch.task_plan("C1")
    assert (review.role, review.sla_days, review.blocks_gate) == ("exec_sponsor", 5, "G2")
    assert [act.audience for act in task_acts(show_task(journey.launch, journey.launch.tasks["C1"]))] == [
        "role:exec_sponsor"
    ]
    journey.complete("ship", ANA)
    with pytest.raises(WrongState, match="condition open: Review why the glass was broken at G1"):
        journey.decide("G2")
    journey.complete("C1", VERA)
    journey.decide("G2")
    assert journey.launch.state is LaunchState.FINISHED


def test_at_the_last_gate_the_launch_waits_for_it() -> None:
    """It is not finished before."""
    journey = Journey.begin(TWO_STEPS)
    journey.complete("brief", ANA)
    journey.decide("G1")
    journey.complete("ship", ANA)
    journey.break_glass("G2")
    journey.confirm("G2")

    assert not journey.launch.ended
    assert journey.launch.task_plan("C1").blocks_gate is None
    assert show_launch(journey.launch).waiting_on == ("product",)
    journey.complete("C1", VERA)
    assert journey.launch.state is LaunchState.FINISHED


def test_a_kill_ends_with_the_look_back() -> None:
    """All else is cancelled at once, nothing new begins, and the launch is over when it was looked back on."""
    journey = broken(DecisionKind.KILL)
    assert not journey.launch.ended
    assert show_launch(journey.launch).summary.startswith("Killed as soon as it is looked back on")
    assert {journey.state(name) for name in ("ship", "G1", "G2")} == {"cancelled"}
    with pytest.raises(AlreadyDecided, match="ops decided kill"):
        journey.decide("G1")
    assert next_deadline(journey.launch) is not None
    journey.later(days=30)
    assert journey.state("C1") == TaskState.OPEN

    journey.complete("C1", VERA)
    assert journey.launch.state is LaunchState.KILLED
    assert journey.launch.reason == REASONS


def test_a_plain_kill_waits_for_the_look_back_too() -> None:
    """Ending a launch is no way round it."""
    journey = broken()
    journey.complete("ship", ANA)
    journey.decide("G2", DecisionKind.KILL)
    assert not journey.launch.ended
    journey.complete("C1", VERA)
    assert journey.launch.state is LaunchState.KILLED


def test_cancelling_waits_for_the_look_back() -> None:
    """For everybody but the engine itself, whose word is final."""
    journey = broken()
    for by in (PIA, OPS):
        with pytest.raises(WrongState, match="First it is looked back: Review why the glass was broken at G1"):
            journey.cancel(by)
    stopped = Journey(journey.launch, journey.now)
    stopped.cancel(Actor(SYSTEM, operator=True))
    assert stopped.launch.state is LaunchState.CANCELLED
    journey.complete("C1", VERA)
    journey.cancel()
    assert journey.launch.state is LaunchState.CANCELLED


def test_going_back_does_not_undo_it() -> None:
    """The flag, and what is owed, outlive the attempt."""
    journey = broken()
    journey.complete("ship", ANA)
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="idea")
    assert journey.state("C1") == TaskState.OPEN
    assert show_launch(journey.launch).break_glasses == 1


def test_operators_and_the_sponsor_find_it_in_their_inbox() -> None:
    """All but whoever proposed."""
    journey = Journey.begin().to_g1()
    journey.break_glass("G1")
    acts = [act for act in gate_acts(show_gate(journey.launch, journey.launch.gates["G1"])) if act.act == "confirm"]
    assert [act.audience for act in acts] == ["role:exec_sponsor", "role:operator"]
    assert {act.excluded for act in acts} == {("ops",)}


def test_without_a_sponsor_operators_do_it_and_somebody_looks_back() -> None:
    """The role that is told of what is late, or the decider."""
    journey = Journey.begin(replace(TWO_STEPS, sponsor=None))
    journey.complete("brief", ANA)
    with pytest.raises(NotAllowed, match="Only an operator"):
        journey.break_glass("G1", by=VERA)
    journey.break_glass("G1")
    journey.confirm("G1", OLGA)
    assert journey.launch.task_plan("C1").role == "head_product"
