"""Doing a task again: who may ask for it, and what becomes of everything that came after."""

from dataclasses import replace

import pytest

from domain.actors import Actor
from domain.errors import Invalid, NotAllowed, WrongState
from domain.launch.commands import (
    AssignTask,
    CancelTask,
    ReopenTask,
    ReturnTask,
    SkipTask,
)
from domain.launch.slips import dependants
from domain.launch.state import DecisionKind, TaskState
from domain.plan import Plan
from tests.unit.launch.plans import (
    ANA,
    BRANCHES,
    CHIEF,
    DORA,
    EVE,
    HEAD,
    LEO,
    MAX,
    MONDAY,
    ONE_TASK,
    OPS,
    PARALLEL,
    PIA,
    Journey,
    condition,
    gate,
    plan,
    stage,
    task,
)
from tests.unit.launch.read_model import ReadModel

BOB = Actor("bob", departments=("product",))
CHAIN = plan(
    (stage("one"), stage("empty", "one"), stage("two", "empty"), stage("three", "two")),
    (
        task("a", "one"),
        task("b", "two", "engineering"),
        task("c", "two", "engineering", after=("b",)),
        task("d", "two", wait_days=3),
        task("e", "three"),
    ),
    (gate("G", "three"),),
)
"""Stages that no gate divides, but for the last."""


def back(journey: Journey, name: str, by: Actor = PIA) -> str:
    """Return a task."""
    return journey.act(ReturnTask("key", by, name, "too short"))


def test_it_goes_back_to_its_doer() -> None:
    """With feedback, a new clock, under the next attempt; who did it stays on record."""
    journey = Journey.begin().to_g1()
    journey.later(hours=3)
    assert back(journey, "spec") == "returned"

    work = journey.launch.tasks["spec"]
    assert (work.state, work.claimed_by, work.claimed_at, work.attempt) == (TaskState.CLAIMED, "ana", journey.now, 2)
    assert (work.feedback, work.returned_by, work.done_by, work.doers) == ("too short", "pia", None, ("ana",))
    assert work.clock is not None
    assert work.clock.running_since == journey.now
    journey.complete("spec", ANA)
    assert journey.state("G1") == "open"


@pytest.mark.parametrize(
    ("by", "may"), [(PIA, True), (OPS, True), (DORA, True), (BOB, True), (EVE, False), (LEO, False)]
)
def test_who_sends_it_back(by: Actor, may: bool) -> None:
    """Who steers, who decides on it, and who may work on from it."""
    journey = Journey.begin()
    journey.complete("brief", ANA)
    if may:
        back(journey, "brief", by)
        return
    with pytest.raises(NotAllowed, match="work on from it"):
        back(journey, "brief", by)


def test_the_holder_of_what_follows_sends_it_back() -> None:
    """Once it is held, the other candidates have no say."""
    journey = Journey.begin()
    journey.complete("brief", ANA)
    journey.claim("spec", HEAD)
    with pytest.raises(NotAllowed):
        back(journey, "brief", BOB)
    back(journey, "brief", HEAD)
    assert journey.state("spec") == "claimed", "who has begun keeps what they hold"


def test_an_open_gate_waits_again() -> None:
    """Ballots and attestations are void, under the next attempt."""
    journey = Journey.begin().to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", CHIEF)
    back(journey, "brief")

    judged = journey.launch.gates["G1"]
    assert (judged.state.value, judged.attempt, judged.votes, judged.attestations) == ("pending", 2, (), ())
    assert [event.data for event in journey.events if event.action == "gate.reopened"] == [{"because": "brief"}]
    assert journey.state("spec") == "done", "what is done stays done"


@pytest.mark.parametrize("make", [ReturnTask, ReopenTask])
@pytest.mark.parametrize("work", ["brief", "spec"])
def test_not_past_a_gate_that_relied_on_it(make: type[ReturnTask | ReopenTask], work: str) -> None:
    """The way back is the gate's own."""
    journey = Journey.begin().past_g1()
    with pytest.raises(WrongState, match=f"G1 passed on the strength of {work}: let a later gate recycle") as refused:
        journey.act(make("key", PIA, work, "too short"))
    assert refused.value.facts["passed"] == ["G1"]


def test_a_gate_that_passed_before_it_is_no_hindrance() -> None:
    """A rollout stands behind its gate, in the same stage."""
    journey = Journey.begin().past_g3()
    journey.complete("rollout", EVE)
    back(journey, "rollout")

    assert (journey.state("G3"), journey.state("rollout")) == ("passed", "claimed")
    assert "task.withdrawn look_back" in journey.actions(), "its wait begins anew"
    journey.later(days=40)
    assert journey.state("look_back") == "pending"
    journey.complete("rollout", EVE)
    journey.later(days=29)
    assert journey.state("look_back") == "pending"
    journey.later(days=2)
    assert journey.state("look_back") == "open"


def test_stages_that_were_complete_go_on() -> None:
    """Nothing new opens in the later ones until it is done again; what is held there may be finished."""
    journey = Journey.begin(CHAIN)
    journey.complete("a", ANA)
    journey.claim("b", EVE)
    journey.later(days=4)
    assert journey.state("d") == "open"
    back(journey, "a")

    assert [journey.state(name) for name in ("one", "empty", "two")] == ["active", "active", "active"]
    assert [journey.state(name) for name in ("a", "b", "d")] == ["claimed", "claimed", "pending"]
    journey.complete("b", EVE)
    assert journey.state("c") == "pending"
    journey.complete("a", ANA)
    assert [journey.state(name) for name in ("one", "empty", "c")] == ["complete", "complete", "open"]


def test_what_is_given_back_meanwhile_waits_too() -> None:
    """It would not be open now."""
    journey = Journey.begin(CHAIN)
    journey.complete("a", ANA)
    journey.claim("b", EVE)
    back(journey, "a")
    journey.unclaim("b", EVE)

    assert journey.state("b") == "pending"
    journey.complete("a", ANA)
    assert journey.state("b") == "open"


def test_reopening_asks_all_candidates() -> None:
    """Whoever takes it; the first doer stays on record."""
    journey = Journey.begin().to_g1()
    with pytest.raises(NotAllowed):
        journey.act(ReopenTask("key", DORA, "spec", "no"))
    journey.act(ReopenTask("key", PIA, "spec", "the market moved"))

    work = journey.launch.tasks["spec"]
    assert (work.state, work.claimed_by, work.reason, work.doers) == (
        TaskState.OPEN,
        None,
        "the market moved",
        ("ana",),
    )
    journey.complete("spec", HEAD)
    assert journey.launch.tasks["spec"].doers == ("ana", "head")


def test_what_was_cancelled_or_skipped_is_opened_again() -> None:
    """A task that never opened waits its turn."""
    journey = Journey.begin(replace(BRANCHES, tasks=(*BRANCHES.tasks, task("extra", "idea", optional=True))))
    journey.act(CancelTask("key", PIA, "spec", "too much"))
    journey.act(SkipTask("key", ANA, "extra", "not needed"))
    for name in ("spec", "extra"):
        journey.act(ReopenTask("key", PIA, name, "needed after all"))

    assert (journey.state("spec"), journey.state("extra")) == ("pending", "open")


def test_a_condition_goes_back_to_whose_it_is() -> None:
    """By its decider or whoever steers, until its gate has passed."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.complete("C1", LEO)
    back(journey, "C1", DORA)
    journey.complete("C1", LEO)
    journey.act(ReopenTask("key", PIA, "C1", "it was the wrong one"))
    assert (journey.state("C1"), journey.launch.tasks["C1"].claimed_by) == ("claimed", "leo")

    journey.complete("C1", LEO)
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.say_yes_to_g2()
    with pytest.raises(WrongState, match="G2 passed on the strength of C1"):
        back(journey, "C1", PIA)


def test_a_condition_of_a_void_decision_stays_void() -> None:
    """The recycle took it away."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="idea")

    with pytest.raises(WrongState, match="is void"):
        journey.act(ReopenTask("key", PIA, "C1", "because"))


def test_a_condition_is_not_cancelled() -> None:
    """Its gate relies on it."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))

    with pytest.raises(NotAllowed, match="G2 may not go before it is met"):
        journey.act(CancelTask("key", PIA, "C1", "because"))


@pytest.mark.parametrize(
    ("command", "pointer"),
    [
        (ReturnTask("key", PIA, "brief", " "), "/feedback"),
        (ReopenTask("key", PIA, "brief", ""), "/reason"),
        (CancelTask("key", PIA, "spec", ""), "/reason"),
    ],
)
def test_each_needs_words(command: ReturnTask | ReopenTask | CancelTask, pointer: str) -> None:
    """For whoever reads them later."""
    journey = Journey.begin()
    journey.complete("brief", ANA)
    with pytest.raises(Invalid) as refused:
        journey.act(command)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


@pytest.mark.parametrize(
    ("made", "name", "expected"),
    [
        (BRANCHES, "brief", ("spec",)),
        (BRANCHES, "code", ()),
        (BRANCHES, "rollout", ("look_back",)),
        (PARALLEL, "in_a", ()),
        (PARALLEL, "late_b", ("later_b",)),
        (CHAIN, "a", ("b", "c", "d", "e")),
        (CHAIN, "c", ("e",)),
        (CHAIN, "e", ()),
        (BRANCHES, "C1", ()),
    ],
)
def test_who_depends_on_a_task(made: Plan, name: str, expected: tuple[str, ...]) -> None:
    """Directly, behind others and in later stages; a gate is as far as a delay is foretold."""
    assert dependants(made, name) == expected


def test_a_late_task_says_who_waits() -> None:
    """At its 100 % mark, in the log and in the views; until it is done."""
    journey = Journey.begin(replace(CHAIN, tells_slips=True))
    journey.later(days=1)
    assert "task.slipped a" not in journey.actions()
    journey.later(days=1)
    (slip,) = (event for event in journey.events if event.action == "task.slipped")
    assert slip.data["because"] == "overdue"
    assert slip.data["waits_for"] == ["department:product"]
    assert slip.data["dependants"][0] == {"task": "b", "owners": ["department:engineering"]}
    views = ReadModel.of(journey.launch).tasks
    assert {view.local_id for view in views.values() if view.held_up_by == ("a",)} == {"b", "c", "d", "e"}
    assert views["AUR-1.a"].slipped_at == journey.now

    journey.complete("a", ANA)
    assert not [view for view in ReadModel.of(journey.launch).tasks.values() if view.held_up_by]


def test_launches_begun_earlier_rebuild_the_log_they_had() -> None:
    """Their plans do not ask for what logs did not say then."""
    journey = Journey.begin(CHAIN).later(days=3)

    assert "task.overdue a" in journey.actions()
    assert "task.slipped a" not in journey.actions()


def test_nobody_is_held_up_by_the_last_task() -> None:
    """Then there is nothing to tell."""
    journey = Journey.begin(replace(ONE_TASK, tells_slips=True)).later(days=3)

    assert "task.slipped brief" not in journey.actions()


def test_a_returned_task_can_be_handed_on() -> None:
    """When its doer has no time."""
    journey = Journey.begin().to_g1()
    back(journey, "spec")
    journey.act(AssignTask("key", PIA, "spec", BOB))
    journey.complete("spec", BOB)

    assert journey.launch.tasks["spec"].doers == ("ana", "bob")
    assert journey.now == MONDAY
