"""A launch as a picture of time."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings

from domain.calendar import Calendar
from domain.launch.ledger import Suspension
from domain.launch.show import changes
from domain.launch.views import GateView, LaunchView, TaskView
from domain.plan import Plan
from domain.schedule import Progress, Schedule, schedule
from domain.timeline import Bar, Timeline, business_days, extent, timeline
from tests.store.factories import gate_view, launch_view, task_view
from tests.unit.launch.plans import DEPARTMENTS, TWO_STEPS, Journey, gate, plan, stage, task
from tests.unit.launch.strategies import plans
from tests.unit.test_schedule import MONDAY, at, done, situations


def views(made: Plan, state: dict[str, Progress]) -> tuple[LaunchView, list[TaskView], list[GateView]]:
    """What the read model would hold."""
    shown = changes(None, Journey.begin(made).launch, ())

    def task_state(one: TaskView) -> TaskView:
        known = state.get(one.local_id, Progress())
        return task_view(
            one.local_id,
            stage=one.stage,
            after=one.after,
            state="done" if known.finished_at else "cancelled" if known.dropped else "open",
            opened_at=known.opened_at,
            done_at=known.finished_at,
        )

    gates = [
        gate_view(one.local_id, closes=one.closes, opened_at=None, state="pending", decision=None)
        for one in shown.gates
    ]
    return launch_view(stages=shown.launch.stages, started_at=MONDAY), [task_state(one) for one in shown.tasks], gates


def drawn(made: Plan, now: datetime = MONDAY, target: str | None = None, **state: Progress) -> Timeline:
    """A timeline with a target date of March 2026."""
    day = date.fromisoformat(f"2026-03-{target}") if target else None
    planned, current = (
        schedule(made, known, moment, target_date=day) for known, moment in (({}, MONDAY), (state, now))
    )
    launch, tasks, gates = views(made, state)
    return timeline(launch, tasks, gates, made, planned=planned, current=current)


def bar(found: Timeline, name: str) -> Bar:
    """One task or gate."""
    return next(one for stage in found.stages for one in stage.bars if one.id == name)


def test_planned_actual_and_expected_stand_side_by_side() -> None:
    """What was done stays where it was, what is to come moves, and the plan stays to be compared with."""
    found = drawn(TWO_STEPS, now=at("10 09:00"), target="20", brief=done("02 09:00", "09 11:00"))
    brief, ship = bar(found, "brief"), bar(found, "ship")

    assert (brief.planned_start, brief.planned_finish) == (at("02 09:00"), at("03 17:00"))
    assert (brief.started_at, brief.finished_at, brief.expected_finish) == (at("02 09:00"), at("09 11:00"), None)
    assert ship.planned_finish == at("09 17:00")
    assert ship.expected_finish is not None
    assert ship.expected_finish > at("10 09:00")
    assert found.planned_finish == at("11 17:00")
    assert (found.critical_path, found.slack_days) == (("G1", "ship", "G2"), 3.0)


def test_a_stage_reaches_over_its_parts() -> None:
    """And has the least slack of them."""
    found = drawn(TWO_STEPS, target="13")
    first = found.stages[0]

    assert [one.id for one in first.bars] == ["brief", "G1"], "the gate after what it judges"
    assert (first.planned_start, first.planned_finish) == (at("02 09:00"), at("05 17:00"))
    assert (first.slack_days, first.critical) == (2.0, True)


def test_what_is_dropped_is_expected_of_nobody() -> None:
    """It keeps its planned times only."""
    brief = bar(drawn(TWO_STEPS, brief=Progress(dropped=True)), "brief")

    assert (brief.state, brief.expected_finish, brief.slack_days, brief.critical) == ("cancelled", None, None, False)
    assert brief.planned_finish == at("03 17:00")


def test_without_a_target_date_there_is_no_slack_to_speak_of() -> None:
    """Each part has some, the launch as a whole has none to lose."""
    found = drawn(TWO_STEPS)

    assert (found.slack_days, found.met, bar(found, "brief").slack_days) == (None, None, 0.0)


def test_a_missed_target_has_negative_slack() -> None:
    """By as much as it is late."""
    found = drawn(TWO_STEPS, target="09")

    assert (found.slack_days, found.late_days, found.met) == (-2.0, 2.0, False)


def test_a_condition_stands_with_the_gate_that_waits_for_it() -> None:
    """It was in no plan, so nobody can say when it was to be done."""
    day = date(2026, 3, 20)
    now = schedule(TWO_STEPS, {}, MONDAY, target_date=day)
    launch, tasks, gates = views(TWO_STEPS, {})
    owed = task_view("C1", stage="", blocks_gate="G2", opened_at=MONDAY)
    found = timeline(launch, [*tasks, owed], gates, TWO_STEPS, planned=now, current=now)

    assert "C1" in [one.id for one in found.stages[1].bars]
    assert bar(found, "C1").planned_finish is None


def test_holds_are_part_of_the_picture() -> None:
    """With their reason."""
    launch, tasks, gates = views(TWO_STEPS, {})
    hold = Suspension(since=MONDAY, by="pia", reason="A patent", until=at("04 09:00"))
    now = schedule(TWO_STEPS, {}, MONDAY)
    shown = timeline(
        launch_view(stages=launch.stages, suspensions=(hold,)), tasks, gates, TWO_STEPS, planned=now, current=now
    )

    assert shown.holds == (hold,)


def test_business_days_are_those_on_which_anybody_works() -> None:
    """A day off for all is none."""
    calendars: dict[str, Any] = {one: Calendar(holidays=("2026-03-04",)) for one in DEPARTMENTS}
    made = plan((stage("launch"),), (task("ship", "launch"),), (gate("G1", "launch"),), calendars=calendars)
    sunday = plan(
        (stage("launch"),),
        (task("ship", "launch"),),
        (),
        calendars={**calendars, "legal": Calendar(working_days=(6,))},
    )

    week = (date(2026, 3, 2), date(2026, 3, 8))
    assert [day.day for day in business_days(made, *week)] == [2, 3, 5, 6]
    assert [day.day for day in business_days(sunday, *week)] == [2, 3, 5, 6, 8]


def test_the_picture_reaches_from_the_start_to_whatever_comes_last() -> None:
    """Here the target date."""
    assert extent(drawn(TWO_STEPS, target="31")) == (date(2026, 3, 2), date(2026, 3, 31))


@given(situations())
@settings(max_examples=30)
def test_slack_is_never_negative_on_a_feasible_plan(situation: tuple[Plan, dict[str, Progress], date]) -> None:
    """If the target can be met, then so can every part of it; else the least slack is below nothing."""
    made, state, target = situation
    found = schedule(made, state, MONDAY, target_date=target, costs=False)
    slack = [one.slack_days for one in found.slots if one.slack_days is not None]

    if found.met:
        assert all(one >= 0 for one in slack)
    elif found.earliest_finish is not None:
        assert min(slack) <= 0


@given(plans())
@settings(max_examples=30)
def test_the_critical_path_is_as_long_as_the_project(made: Plan) -> None:
    """From now on without a gap, other than waits for a day, to when the target can be reached."""
    found = schedule(made, {}, MONDAY, costs=False)
    slots = {one.id: one for one in found.slots}
    path = [slots[name] for name in found.critical_path]

    if not path:
        assert found.earliest_finish is None, "there is nothing to do for the target"
        return
    assert path[-1].earliest_finish == found.earliest_finish
    starts = [MONDAY, *(one.earliest_finish for one in path)]
    for before, one in zip(starts, path, strict=False):
        work = {part.id: part for part in made.tasks}.get(one.id)
        wait = timedelta(days=work.wait_days if work else 0)
        assert before is not None
        assert one.earliest_start == before + wait
    assert all((one.earliest_finish or MONDAY) <= (other.earliest_start or MONDAY) for one, other in pairwise(path))


@given(situations())
@settings(max_examples=30)
def test_what_was_done_stays_when_it_was_done(situation: tuple[Plan, dict[str, Progress], date]) -> None:
    """No forecast moves the past."""
    made, state, target = situation
    current: Schedule = schedule(made, state, MONDAY, target_date=target, costs=False)
    launch, tasks, gates = views(made, state)
    found = timeline(launch, tasks, gates, made, planned=current, current=current)

    for one in (one for span in found.stages for one in span.bars if one.kind == "task"):
        known = state.get(one.id, Progress())
        assert one.finished_at == known.finished_at
        assert (one.expected_finish is None) == bool(known.finished_at)
        assert not (one.finished_at and one.critical)
