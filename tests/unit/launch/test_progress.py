"""What follows by itself: stages, tasks and gates open in their order, and the launch ends."""

from dataclasses import replace
from datetime import timedelta

from domain.events import broken_at
from domain.launch.apply import replay
from domain.launch.handle import tick
from domain.launch.state import DecisionKind, GateState, LaunchState, StageState, TaskState, begin
from tests.unit.launch.plans import ANA, BRANCHES, CHARTER, EVE, MAX, ONE_TASK, TWO_STEPS, Journey, plan, stage


def test_a_start_opens_what_waits_for_nothing() -> None:
    """The first stage and its first task; all else is pending."""
    journey = Journey.begin()

    assert journey.actions() == ["launch.started AUR-1", "stage.started idea", "task.opened brief"]
    assert journey.events[0].actor == "pia"
    assert journey.events[1].actor == "system"
    assert journey.launch.started_by == "pia"
    assert {gate.state for gate in journey.launch.gates.values()} == {GateState.PENDING}


def test_a_whole_launch() -> None:
    """From idea to the look back a month later, in the order of the plan."""
    journey = Journey.begin().past_g3()
    journey.complete("rollout", EVE)
    journey.later(days=30)
    journey.complete("look_back", ANA)

    assert journey.launch.state is LaunchState.FINISHED
    assert [step for step in journey.actions() if step.startswith(("stage", "gate.opened", "task.o", "task.r"))] == [
        "stage.started idea",
        "task.opened brief",
        "task.opened spec",
        "gate.opened G1",
        "stage.completed idea",
        "stage.started build",
        "stage.started market",
        "task.opened code",
        "task.opened copy",
        "gate.opened G2",
        "stage.completed build",
        "stage.completed market",
        "stage.started live",
        "gate.opened G3",
        "task.opened rollout",
        "task.ready look_back",
        "task.opened look_back",
        "stage.completed live",
    ]
    assert broken_at("AUR-1", journey.events) is None
    assert replay(begin(CHARTER, BRANCHES), journey.events) == journey.launch


def test_branches_run_side_by_side_and_join() -> None:
    """The gate that closes both waits for both."""
    journey = Journey.begin().past_g1()
    assert [stage.id for stage in journey.launch.stages.values() if stage.state is StageState.ACTIVE] == [
        "build",
        "market",
    ]
    journey.complete("code", EVE)
    assert journey.state("G2") == GateState.PENDING
    journey.complete("copy", MAX)
    assert journey.state("G2") == GateState.OPEN


def test_a_task_waits_for_its_day() -> None:
    """To the second, and not a moment before."""
    journey = Journey.begin().past_g3()
    journey.complete("rollout", EVE)
    ready = journey.launch.tasks["look_back"]
    assert ready.opens_at == journey.now + timedelta(days=30)
    assert ready.state is TaskState.PENDING
    journey.later(days=30, microseconds=-1)
    assert journey.state("look_back") == TaskState.PENDING
    journey.later(microseconds=1)
    assert journey.state("look_back") == TaskState.OPEN
    assert journey.events[-1].actor == "system"


def test_a_day_that_comes_during_a_hold_is_met_on_resuming() -> None:
    """Days pass on hold, work does not begin."""
    journey = Journey.begin().past_g3()
    journey.complete("rollout", EVE)
    journey.hold()
    journey.later(days=40)
    assert journey.state("look_back") == TaskState.PENDING
    journey.resume()

    assert journey.state("look_back") == TaskState.OPEN


def test_waiting_begins_again_after_a_recycle() -> None:
    """The day is counted from when the task is ready again."""
    waits = replace(TWO_STEPS, tasks=(replace(TWO_STEPS.tasks[0], wait_days=7), TWO_STEPS.tasks[1]))
    journey = Journey.begin(waits).later(days=7)
    journey.complete("brief", ANA)
    journey.now += timedelta(days=3)
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")

    again = journey.launch.tasks["brief"]
    assert (again.state, again.opens_at) == (TaskState.PENDING, journey.now + timedelta(days=7))


def test_a_plan_without_work_is_over_at_once() -> None:
    """Stages without tasks and gates complete as they start."""
    journey = Journey.begin(plan((stage("a"), stage("b", "a"))))

    assert journey.launch.state is LaunchState.FINISHED
    assert journey.launch.ended_at == journey.now


def test_time_alone_changes_nothing_that_has_no_deadline() -> None:
    """No event, and the very same launch."""
    journey = Journey.begin(replace(ONE_TASK, tasks=(replace(ONE_TASK.tasks[0], sla_days=None),)))
    outcome = tick(journey.launch, journey.now + timedelta(days=999))

    assert outcome.events == ()
    assert outcome.launch is journey.launch
