"""Hold, resume, cancel, and evidence."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Invalid, NotAllowed, StaleVersion
from domain.launch.commands import CancelLaunch, Command, HoldLaunch, ResumeLaunch
from domain.launch.deadlines import next_deadline
from domain.launch.guards import as_of
from domain.launch.state import DecisionKind, GateState, LaunchState, StageState, TaskState, begin
from tests.unit.launch.plans import (
    ANA,
    CHARTER,
    DORA,
    EVE,
    MAX,
    MONDAY,
    ONE_TASK,
    OPS,
    PIA,
    Journey,
    condition,
    evidence,
)

HOUR = timedelta(hours=1)


def test_a_hold_stops_all_clocks() -> None:
    """A task, a condition and a gate are due later by the business time of the hold."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.now += HOUR
    due = {task.id: task.clock.due_at for task in journey.launch.tasks.values() if task.clock}
    assert set(due) == {"code", "copy", "C1"}
    journey.hold()
    assert next_deadline(journey.launch) is None
    assert journey.launch.held_at == journey.now
    journey.later(days=7)
    journey.resume()

    again = {task.id: task.clock.due_at for task in journey.launch.tasks.values() if task.clock}
    assert again == {name: when + timedelta(days=7) for name, when in due.items() if when}
    running = journey.launch
    assert (running.state, running.reason, running.held_at) == (LaunchState.RUNNING, "", None)


def test_an_open_gate_is_held_too() -> None:
    """Its ballots stay."""
    journey = Journey.begin().to_g1()
    before = journey.launch.gates["G1"]
    journey.hold()
    journey.later(days=7)
    journey.resume()

    after = journey.launch.gates["G1"]
    assert before.clock
    assert before.clock.due_at
    assert after.clock
    assert after.clock.due_at == before.clock.due_at + timedelta(days=7)


def test_nothing_is_overdue_for_time_on_hold() -> None:
    """The timer may fire; a held launch stays as it is."""
    journey = Journey.begin()
    journey.hold()
    journey.later(days=100)

    assert journey.events[-1].action == "launch.held"


def test_what_has_no_clock_is_held_and_resumed() -> None:
    """A task without an SLA is never due."""
    plan = replace(ONE_TASK, tasks=(replace(ONE_TASK.tasks[0], sla_days=None),))
    journey = Journey.begin(plan)
    journey.hold()
    journey.resume()

    assert journey.launch.tasks["brief"].clock is None
    assert next_deadline(journey.launch) is None


@pytest.mark.parametrize("command", [HoldLaunch("key", ANA, "why"), CancelLaunch("key", DORA, "why")])
def test_only_the_owner_or_an_operator_steers(command: Command) -> None:
    """Not whoever works on it, and not whoever decides."""
    with pytest.raises(NotAllowed, match="Only pia"):
        Journey.begin().act(command)


def test_an_operator_may_hold_resume_and_cancel() -> None:
    """When the owner is away; nobody else resumes."""
    journey = Journey.begin()
    journey.hold(OPS)
    with pytest.raises(NotAllowed):
        journey.resume(ANA)
    journey.resume(OPS)
    journey.cancel(OPS)

    assert journey.launch.state is LaunchState.CANCELLED


@pytest.mark.parametrize("command", [HoldLaunch("key", PIA, " "), CancelLaunch("key", PIA, "")])
def test_a_reason_is_needed(command: Command) -> None:
    """For those who read the log."""
    with pytest.raises(Invalid) as refused:
        Journey.begin().act(command)
    assert [problem.pointer for problem in refused.value.problems] == ["/reason"]


@pytest.mark.parametrize("make", [HoldLaunch, ResumeLaunch, CancelLaunch])
def test_steering_what_has_moved_on(make: type[HoldLaunch | ResumeLaunch | CancelLaunch]) -> None:
    """The version of a launch is its last event's number."""
    journey = Journey.begin()
    if make is ResumeLaunch:
        journey.hold()
    seen = journey.launch.seq

    with pytest.raises(StaleVersion):
        journey.act(make("key", PIA, "why", expected_version=seen - 1))
    journey.act(make("key", PIA, "why", expected_version=seen))


def test_cancelling_ends_everything_that_is_not_done() -> None:
    """While held, too; what was done stays done."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.hold()
    journey.cancel()

    launch = journey.launch
    states = {task.id: task.state for task in launch.tasks.values()}
    assert {name for name, state in states.items() if state is TaskState.DONE} == {"brief", "spec"}
    assert {state for name, state in states.items() if name not in {"brief", "spec"}} == {TaskState.CANCELLED}
    assert [gate.state for gate in launch.gates.values()] == [GateState.PASSED, *[GateState.CANCELLED] * 2]
    assert (launch.held_at, launch.ended_at, launch.reason) == (None, journey.now, "no budget")


def test_a_kill_cancels_open_conditions() -> None:
    """Nobody owes anything to a launch that is dead."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.decide("G2", DecisionKind.KILL)

    assert journey.launch.tasks["C1"].state is TaskState.CANCELLED
    assert journey.launch.state is LaunchState.KILLED
    assert journey.launch.reason == "because"
    assert [decision.kind for decision in journey.launch.gates["G2"].past] == [DecisionKind.KILL]


def test_evidence_is_labelled_and_numbered() -> None:
    """Also while the launch is held."""
    journey = Journey.begin()
    assert journey.add_evidence() == "E1"
    journey.hold()
    assert journey.add_evidence(expires_at=MONDAY + HOUR, target="brief", sha256="a" * 64) == "E2"

    first, second = journey.launch.evidence.values()
    assert (first.added_by, first.added_at, first.observed_at, first.expires_at) == ("ana", MONDAY, MONDAY, None)
    assert (second.expires_at, second.target, second.sha256) == (MONDAY + HOUR, "brief", "a" * 64)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"type": "rumour"}, "/type"),
        ({"strength": 0}, "/strength"),
        ({"strength": 6}, "/strength"),
        ({"target": "nothing"}, "/target"),
        ({"expires_at": MONDAY}, "/expires_at"),
    ],
)
def test_wrong_evidence_names_the_field(wrong: dict[str, Any], pointer: str) -> None:
    """And is not recorded."""
    with pytest.raises(Invalid) as refused:
        Journey.begin().act(evidence(**wrong))
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Nobody wants to mend one field a time."""
    with pytest.raises(Invalid) as refused:
        Journey.begin().act(evidence(type="rumour", strength=9, target="nothing", expires_at=MONDAY))
    assert len(refused.value.problems) == 4


def test_evidence_about_a_gate_or_a_condition() -> None:
    """Anything that has a local id."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))

    assert journey.add_evidence(target="G2") == "E1"
    assert journey.add_evidence(target="C1") == "E2"


def test_before_its_first_event_a_launch_has_no_present() -> None:
    """Asking is a mistake in the program, and says so."""
    with pytest.raises(ValueError, match="before its first event"):
        as_of(begin(CHARTER, ONE_TASK))


def test_stages_show_where_a_cancelled_launch_was() -> None:
    """They are the record of how far it got."""
    journey = Journey.begin()
    journey.cancel()

    assert journey.launch.stages["idea"].state is StageState.ACTIVE
