"""A launch in time: forward from now, backward from its target, and what is between."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.plan import Plan, TaskPlan
from domain.schedule import DelayCost, Progress, Schedule, Slot, schedule, target_of
from tests.unit.launch.plans import BRANCHES, DEPARTMENTS, TWO_STEPS, gate, plan, stage, task
from tests.unit.launch.strategies import plans
from tests.unit.test_calendar import ST_JOHNS

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(text: str) -> datetime:
    """A moment of March 2026, `06 17:00`."""
    day, _, clock = text.partition(" ")
    return datetime.fromisoformat(f"2026-03-{day}T{clock}").replace(tzinfo=UTC)


def laid_out(made: Plan, now: datetime = MONDAY, target: str | None = None, **done: Progress) -> Schedule:
    """A schedule with a target date of March 2026."""
    return schedule(made, done, now, target_date=date.fromisoformat(f"2026-03-{target}") if target else None)


def slot(found: Schedule, name: str) -> Slot:
    """One task or gate."""
    return next(one for one in found.slots if one.id == name)


def delay(found: Schedule, name: str) -> DelayCost:
    """The costs of one gate."""
    return next(one for one in found.delays if one.gate == name)


def done(start: str, finish: str) -> Progress:
    """Opened and finished."""
    return Progress(opened_at=at(start), finished_at=at(finish))


FORK = plan(
    (
        stage("idea"),
        stage("build", "idea"),
        stage("market", "idea"),
        stage("launch", "build", "market"),
        stage("review", "launch"),
    ),
    (
        task("brief", "idea"),
        task("code", "build", "engineering", sla_days=5),
        task("copy", "market", "marketing", sla_days=2),
        task("ship", "launch", "engineering", sla_days=1),
        task("look_back", "review", wait_days=30),
    ),
    (gate("G1", "idea"), gate("GM", "market", department="marketing"), gate("G2", "launch"), gate("G3", "review")),
)
"""Two branches of different length that join before the launch, and a review behind it."""


def test_forward_from_now() -> None:
    """Each starts when what it waits for is done, and takes its SLA."""
    found = laid_out(TWO_STEPS)

    assert [(one.id, one.earliest_start, one.earliest_finish) for one in found.slots] == [
        ("brief", at("02 09:00"), at("03 17:00")),
        ("ship", at("05 17:00"), at("09 17:00")),
        ("G1", at("03 17:00"), at("05 17:00")),
        ("G2", at("09 17:00"), at("11 17:00")),
    ]
    assert (found.target, found.earliest_finish, found.met) == ("live", at("11 17:00"), None)
    assert {one.slack_days for one in found.slots} == {0.0}, "without a target date, nothing may slip"
    assert found.critical_path == ("brief", "G1", "ship", "G2")


def test_backward_from_the_target() -> None:
    """The latest of each lets everything behind it be done in time."""
    found = laid_out(TWO_STEPS, target="13")

    assert slot(found, "G2").latest_finish == at("14 00:00"), "until the day is over"
    assert slot(found, "G2").latest_start == at("12 09:00")
    assert slot(found, "brief").latest_finish == at("06 09:00")
    assert slot(found, "brief").latest_start == at("04 09:00")
    assert {one.slack_days for one in found.slots} == {2.0}
    assert (found.met, found.late_days) == (True, 0)


def test_a_target_that_cannot_be_met_says_by_how_much() -> None:
    """Slack is negative, and the path that is to blame is named."""
    found = laid_out(TWO_STEPS, target="09")

    assert (found.met, found.late_days) == (False, 2.0)
    assert slot(found, "brief").slack_days == -2.0
    assert slot(found, "brief").latest_start == at("02 09:00") - timedelta(days=4)
    assert found.critical_path == ("brief", "G1", "ship", "G2")


def test_moving_the_target_date_moves_latest_dates_and_slack() -> None:
    """And nothing else: what is earliest stays, and so does the path."""
    sooner, later = laid_out(FORK, target="20"), laid_out(FORK, target="27")

    for one, other in zip(sooner.slots, later.slots, strict=True):
        assert (one.earliest_start, one.earliest_finish) == (other.earliest_start, other.earliest_finish)
        if one.latest_finish and other.latest_finish and one.slack_days is not None and other.slack_days is not None:
            assert other.latest_finish > one.latest_finish
            assert other.slack_days == one.slack_days + 5
    assert sooner.critical_path == later.critical_path
    assert (delay(sooner, "G1").first_costly_day, delay(later, "G1").first_costly_day) == (4, 9)


def test_parallel_stages_join_at_the_later_one() -> None:
    """The shorter branch has slack, the longer one makes the path; what comes after the target has no latest."""
    found = laid_out(FORK)

    assert slot(found, "ship").earliest_start == slot(found, "code").earliest_finish == at("12 17:00")
    assert found.critical_path == ("brief", "G1", "code", "ship", "G2")
    assert (slot(found, "copy").slack_days, slot(found, "GM").slack_days) == (1.0, 1.0)
    assert [one.critical for one in found.slots if one.id in {"copy", "code"}] == [True, False]
    assert slot(found, "look_back").latest_finish is None
    assert slot(found, "look_back").earliest_start == at("17 17:00") + timedelta(days=30)


def test_what_a_late_gate_costs() -> None:
    """With three days of slack three are free; the fourth costs one, and each one after it."""
    found = schedule(FORK, {}, MONDAY, target_date=date(2026, 3, 20), cost_per_day=Decimal("1500.50"))
    costs = {
        one.gate: (one.slack_days, one.first_costly_day, one.slip_per_day, one.money_per_day) for one in found.delays
    }

    assert costs == {
        "G1": (3.0, 4, Decimal("1.00"), Decimal("1500.5000")),
        "GM": (4.0, 5, Decimal("1.00"), Decimal("1500.5000")),
        "G2": (3.0, 4, Decimal("1.00"), Decimal("1500.5000")),
        "G3": (None, None, Decimal(0), Decimal(0)),
    }


def test_when_all_is_late_anyway_slack_beside_the_path_is_still_free() -> None:
    """A gate of the shorter branch costs nothing until it is what everybody waits for."""
    found = laid_out(FORK, target="10")

    assert found.met is False
    assert (delay(found, "GM").slack_days or 0) < 0
    assert delay(found, "GM").first_costly_day == 2
    assert delay(found, "G1").first_costly_day == 1
    assert delay(found, "G1").money_per_day is None, "nobody said what a day costs"


def test_a_target_date_may_lie_further_ahead_than_calendars_reach() -> None:
    """Then no delay of a gate costs anything that could be reckoned."""
    found = schedule(TWO_STEPS, {}, MONDAY, target_date=date(2060, 1, 1))

    assert found.met
    assert {cost.first_costly_day for cost in found.delays} == {None}


def test_a_short_week_costs_more_than_its_days() -> None:
    """Four late days of those who work Monday to Thursday are a week, which is five days of the others."""
    calendars = {**{one: Calendar() for one in DEPARTMENTS}, "legal": Calendar(working_days=(0, 1, 2, 3))}
    made = plan(
        (stage("idea"), stage("launch", "idea")),
        (task("ship", "launch"),),
        (gate("G1", "idea", department="legal"),),
        calendars=calendars,
    )
    assert delay(laid_out(made, target="31"), "G1").slip_per_day == Decimal("1.25")


def test_done_things_are_fixed() -> None:
    """What is finished stays where it was, and is on no path; what follows starts from now."""
    found = laid_out(TWO_STEPS, now=at("10 09:00"), brief=done("02 09:00", "02 11:00"), G1=done("02 11:00", "03 12:00"))

    assert (slot(found, "brief").earliest_finish, slot(found, "G1").earliest_finish) == (at("02 11:00"), at("03 12:00"))
    assert slot(found, "brief").slack_days is None
    assert slot(found, "ship").earliest_start == at("10 09:00"), "not in the past"
    assert found.critical_path == ("ship", "G2")
    assert [one.gate for one in found.delays] == ["G2"]


def test_what_is_open_is_done_when_it_is_due_and_never_before_now() -> None:
    """Its clock says when it is due, holds included; what is overdue may be done at once."""
    due = laid_out(TWO_STEPS, now=at("03 09:00"), brief=Progress(opened_at=at("02 09:00"), due_at=at("05 12:00")))
    without = laid_out(TWO_STEPS, now=at("03 09:00"), brief=Progress(opened_at=at("02 09:00")))
    overdue = laid_out(TWO_STEPS, now=at("06 09:00"), brief=Progress(opened_at=at("02 09:00"), due_at=at("03 17:00")))

    assert slot(due, "brief").earliest_finish == at("05 12:00")
    assert slot(without, "brief").earliest_finish == at("03 17:00")
    assert slot(overdue, "brief").earliest_finish == at("06 09:00")
    assert overdue.critical_path[0] == "brief"


def test_a_held_launch_is_laid_out_as_of_its_hold() -> None:
    """Whoever asks later gets the same, since its clocks stand still."""
    held_at = at("03 09:00")
    found = laid_out(TWO_STEPS, now=held_at, brief=Progress(opened_at=at("02 09:00")))

    assert found.as_of == held_at
    assert slot(found, "brief").earliest_finish == at("03 17:00")


def test_a_recycle_lays_the_work_out_again() -> None:
    """What is pending again is still to come, under the next attempt, and the target slips by it."""
    before = laid_out(TWO_STEPS, now=at("05 09:00"), target="13", brief=done("02 09:00", "03 17:00"))
    again = laid_out(TWO_STEPS, now=at("05 09:00"), target="13", brief=Progress(opened_at=at("05 09:00")))

    assert (before.met, again.met) == (True, False)
    assert again.critical_path == ("brief", "G1", "ship", "G2")


def test_tasks_that_wait_for_a_day() -> None:
    """Calendar days lie between being ready and opening, forward and backward; once the day is known it counts."""
    made = plan(
        (stage("idea"), stage("launch", "idea")),
        (task("brief", "idea"), task("calm", "launch", wait_days=7)),
        (),
    )
    found = laid_out(made, target="20")

    assert slot(found, "calm").earliest_start == at("10 17:00")
    assert slot(found, "calm").latest_start == at("19 09:00")
    assert slot(found, "brief").latest_finish == at("12 09:00")
    known = laid_out(
        made, now=at("04 09:00"), brief=done("02 09:00", "03 09:00"), calm=Progress(opens_at=at("10 09:00"))
    )
    assert slot(known, "calm").earliest_start == at("10 09:00")
    assert known.critical_path == ("calm",)


def test_conditions_hold_their_gate_back() -> None:
    """What a conditional go owes must be done before the later gate is."""
    owed = TaskPlan("C1", "Contract", stage="", department="legal", blocks_gate="G2")
    state = {"C1": Progress(opened_at=at("02 09:00"), due_at=at("25 12:00"))}
    found = schedule(TWO_STEPS, state, MONDAY, target_date=date(2026, 3, 20), conditions=(owed,))

    assert (found.earliest_finish, found.met) == (at("25 12:00"), False)
    assert found.critical_path == ("C1",)
    assert slot(found, "C1").latest_finish == at("21 00:00")
    assert (slot(found, "brief").slack_days, delay(found, "G2").first_costly_day) == (7.0, 10)


def test_dropped_work_takes_no_time() -> None:
    """What was cancelled or skipped is in nobody's way."""
    found = laid_out(TWO_STEPS, brief=Progress(dropped=True))

    assert slot(found, "G1").earliest_start == MONDAY
    assert slot(found, "brief").earliest_finish is None
    assert slot(found, "brief").finished


@pytest.mark.parametrize(("finish", "met"), [("12 12:00", True), ("18 12:00", False)])
def test_a_target_that_was_reached(finish: str, met: bool) -> None:
    """Nothing is left, and whether it was in time stays known."""
    found = laid_out(
        TWO_STEPS,
        now=at("20 09:00"),
        target="13",
        brief=done("02 09:00", "03 17:00"),
        G1=done("03 17:00", "04 17:00"),
        ship=done("04 17:00", "05 17:00"),
        G2=done("05 17:00", finish),
    )

    assert (found.earliest_finish, found.met, found.critical_path, found.delays) == (None, met, (), ())


WAITING = plan(
    (stage("idea"), stage("live", "idea"), stage("after", "live")),
    (task("brief", "idea"), task("ship", "live"), task("look_back", "after", wait_days=30)),
    (gate("G1", "idea"),),
)


@pytest.mark.parametrize(
    ("made", "target"),
    [
        pytest.param(FORK, "launch", id="the stage called launch"),
        pytest.param(WAITING, "live", id="the last before a wait"),
        pytest.param(TWO_STEPS, "live", id="the last"),
        pytest.param(replace(FORK, target="build"), "build", id="the stage that is named"),
        pytest.param(replace(FORK, target="G1"), "G1", id="the gate that is named"),
        pytest.param(replace(FORK, target="G9"), "launch", id="a gate that this launch does not have"),
    ],
)
def test_what_the_target_date_is_about(made: Plan, target: str) -> None:
    """The playbook may say; it need not."""
    assert target_of(made) == target
    assert laid_out(made).target == target


def test_each_department_has_until_its_own_midnight() -> None:
    """The target date is over later in the west."""
    made = plan((stage("launch"),), (task("a", "launch"), task("b", "launch", "legal")), calendars={"legal": ST_JOHNS})
    found = laid_out(made, target="04")

    assert slot(found, "a").latest_finish == at("05 00:00")
    assert slot(found, "b").latest_finish == at("05 03:30")


@st.composite
def situations(draw: st.DrawFn) -> tuple[Plan, dict[str, Progress], date]:
    """A random plan, some of whose stages are done, and a target date."""
    made = draw(plans())
    state: dict[str, Progress] = {}
    for one in made.stages[: draw(st.integers(0, len(made.stages)))]:
        for name in sorted(_ends(made, one.id)):
            state[name] = Progress(opened_at=MONDAY - timedelta(days=9), finished_at=MONDAY - timedelta(days=2))
    return made, state, MONDAY.date() + timedelta(days=draw(st.integers(0, 60)))


@given(situations())
def test_the_order_holds_both_ways(situation: tuple[Plan, dict[str, Progress], date]) -> None:
    """Nothing starts before what it waits for, and the path leads without a gap to the finish."""
    made, state, target = situation
    found = schedule(made, state, MONDAY, target_date=target)
    by_id = {one.id: one for one in found.slots}
    for work in made.tasks:
        for before in work.after:
            mine, theirs = by_id[work.id], by_id[before]
            if not mine.finished:
                assert mine.earliest_start is not None
                assert theirs.earliest_finish is not None
                assert mine.earliest_start >= theirs.earliest_finish
                if mine.latest_start and theirs.latest_finish:
                    assert theirs.latest_finish <= mine.latest_start
    if found.critical_path:
        assert by_id[found.critical_path[-1]].earliest_finish == found.earliest_finish
        assert (
            min(one.slack_days for one in found.slots if one.slack_days is not None)
            <= (by_id[found.critical_path[-1]].slack_days or 0) + 0.01
        )
    assert (found.late_days > 0) == (found.met is False)


@given(situations())
def test_slack_is_what_may_be_lost(situation: tuple[Plan, dict[str, Progress], date]) -> None:
    """A gate that is late by less than its first costly day moves nothing; from that day on it does."""
    made, state, target = situation
    found = schedule(made, state, MONDAY, target_date=target)
    for cost in found.delays:
        if cost.first_costly_day is None or found.earliest_finish is None:
            continue
        free, dear = (
            _late(made, state, cost.gate, days, found) for days in (cost.first_costly_day - 1, cost.first_costly_day)
        )
        bar = {one.id: max(found.earliest_finish, _midnight(made, one.id, target)) for one in found.slots}
        parts = [one.id for one in found.slots if one.latest_finish and one.id in _ends(made, found.target)]
        assert all(_finish(free, part) <= bar[part] for part in parts)
        assert any(_finish(dear, part) > bar[part] for part in parts)


def _late(made: Plan, state: dict[str, Progress], name: str, days: int, base: Schedule) -> Schedule:
    """The same with one gate so much later, as if it were known to be due then."""
    calendar = made.calendar(made.gate(name).department)
    was = slot(base, name)
    assert was.earliest_start is not None
    assert was.earliest_finish is not None
    due = calendar.advance(was.earliest_finish, calendar.minutes(days)) if days else was.earliest_finish
    return schedule(made, {**state, name: Progress(opened_at=was.earliest_start, due_at=due)}, MONDAY)


def _finish(found: Schedule, name: str) -> datetime:
    finish = slot(found, name).earliest_finish
    assert finish is not None
    return finish


def _midnight(made: Plan, name: str, target: date) -> datetime:
    work: Any = made.task(name) if name in {one.id for one in made.tasks} else made.gate(name)
    return made.calendar(work.department).end_of_day(target)


def _ends(made: Plan, target: str) -> set[str]:
    if target in {one.id for one in made.gates}:
        return {target}
    return {one.id for one in made.tasks_of(target)} | {one.id for one in made.gates_of(target)}


def test_a_whole_plan() -> None:
    """Branches, a gate inside a stage, a day to wait for: everything has its time."""
    found = laid_out(BRANCHES, target="31")

    assert all(one.earliest_start and one.earliest_finish and one.latest_finish for one in found.slots)
    assert found.critical_path[-1] == "look_back"
    assert found.met is False
