"""A change of plan beside work that is cancelled, done again or kept apart, and beside scores."""

from dataclasses import replace

import pytest

from domain.errors import SelfApproval, WrongState
from domain.launch.commands import CancelTask, ReopenTask, ScoreGate
from domain.launch.show import show_task
from domain.plan import Plan
from tests.unit.launch.plans import ANA, HEAD, PIA, SCORED, Journey, gate, plan, stage, task

APART = plan(
    (stage("idea"),), (task("brief", "idea"), task("check", "idea"), task("spare", "idea")), (gate("G1", "idea"),)
)
APART = replace(APART, tasks=(APART.tasks[0], replace(APART.tasks[1], not_by=("brief",)), APART.tasks[2]))


def without(whole: Plan, *dropped: str) -> Plan:
    """The plan without these tasks."""
    return replace(whole, tier="T1", tasks=tuple(one for one in whole.tasks if one.id not in dropped))


def test_a_task_that_was_cancelled_stays_so_when_the_plan_changes() -> None:
    """Only what a change itself took out comes back by a change."""
    journey = Journey.begin(APART)
    journey.act(CancelTask("key", PIA, "brief", "because"))
    journey.change(plan=without(APART, "spare"), tier="T1")
    assert journey.state("brief") == "cancelled"
    journey.change(plan=APART, tier="T2")
    assert (journey.state("brief"), journey.state("spare")) == ("cancelled", "open")


@pytest.mark.parametrize("done", [True, False])
def test_nothing_that_a_change_took_out_is_done_again(done: bool) -> None:
    """It would hang beside the plan: nobody could finish it, and it would come back undone."""
    journey = Journey.begin(APART)
    if done:
        journey.complete("spare", ANA)
    journey.change(plan=without(APART, "spare"), tier="T1")
    with pytest.raises(WrongState) as refused:
        journey.act(ReopenTask("key", PIA, "spare", "because"))
    assert refused.value.legal == ()


def test_who_did_work_that_was_taken_out_stays_barred_from_what_it_is_kept_apart_from() -> None:
    """Else the work could come back, done by the same person."""
    journey = Journey.begin(APART)
    journey.complete("check", ANA)
    journey.change(plan=without(APART, "check"), tier="T1")
    with pytest.raises(SelfApproval):
        journey.complete("brief", ANA)


def test_four_eyes_hold_when_the_work_they_look_at_is_taken_out_and_comes_back() -> None:
    """Whoever did it is kept off meanwhile, so that nobody has done both when it is back."""
    journey = Journey.begin(APART)
    journey.complete("brief", ANA)
    journey.change(plan=without(APART, "brief"), tier="T1")
    with pytest.raises(SelfApproval):
        journey.complete("check", ANA)
    shown = show_task(journey.launch, journey.launch.tasks["check"])
    assert (shown.not_by, shown.barred) == (("brief",), ("ana",))

    journey.change(plan=APART, tier="T2")
    with pytest.raises(SelfApproval):
        journey.complete("check", ANA)
    journey.complete("check", HEAD)
    assert (journey.state("brief"), journey.state("check")) == ("done", "done")


def test_four_eyes_with_work_that_a_change_brings() -> None:
    """A launch may be without it; whoever looked does not do it when it comes."""
    journey = Journey.begin(without(APART, "brief"))
    assert show_task(journey.launch, journey.launch.tasks["check"]).not_by == ()
    journey.complete("check", ANA)
    journey.change(plan=APART, tier="T2")
    with pytest.raises(SelfApproval):
        journey.complete("brief", ANA)
    journey.complete("brief", HEAD)


def test_scores_of_whoever_becomes_the_owner_are_void() -> None:
    """Nobody's scores count on what has become their own."""
    journey = Journey.begin(SCORED).to_g1()
    journey.act(ScoreGate("key", HEAD, "G1", {"fit": 5}))
    journey.change(owner="head")
    assert journey.launch.gates["G1"].scores == ()
    assert journey.actions()[-1] == "gate.score_voided G1"
