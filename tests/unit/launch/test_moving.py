"""A slip moves the due dates of what comes after it, and says so once; what is held up loses no time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import Calendar
from domain.events import Event
from domain.launch.apply import replay
from domain.launch.commands import AssignTask, ReopenTask, ReturnTask
from domain.launch.dues import planned_due
from domain.launch.show import show_launch
from domain.launch.state import Charter, DecisionKind, begin
from domain.launch.views import TaskView
from domain.plan import Plan
from domain.playbooks.model import DepartmentSpec
from playbooks.calendars import resolve
from tests.unit.launch.plans import ANA, CHARTER, EVE, MAX, MONDAY, PIA, Journey, gate, plan, stage, task
from tests.unit.launch.read_model import ReadModel

LINE = plan(
    (stage("idea"), stage("build", "idea")),
    (
        task("brief", "idea"),
        task("spec", "idea", "engineering", after=("brief",)),
        task("name", "idea", "marketing", sla_days=1),
        task("code", "build", "engineering"),
        task("note", "build", "legal", sla_days=None),
    ),
    (gate("G1", "idea", recycle_to=("idea",)), gate("G2", "build")),
    tells_slips=True,
    moves_dues=True,
)
"""Two stages with a gate each; one task that nothing waits for but the gate, and one without a due date."""


def under_way(of: Plan = LINE, charter: Charter = CHARTER, now: datetime = MONDAY) -> Journey:
    """A launch whose one task beside the line is done at once."""
    journey = Journey.begin(of, charter, now)
    journey.complete("name", MAX)
    return journey


def at(days: int, hours: int = 17) -> datetime:
    """So many days after the Monday on which launches begin; at the end of business unless told otherwise."""
    return MONDAY + timedelta(days=days, hours=hours - 9)


def dues(journey: Journey) -> dict[str, datetime | None]:
    """What is planned for everything that waits."""
    names = (*journey.launch.tasks, *journey.launch.gates)
    return {name: due for name in names if (due := planned_due(journey.launch, name))}


def moves(journey: Journey) -> list[Event]:
    """Each time that due dates moved."""
    return [event for event in journey.events if event.action == "dues.moved"]


def moved(event: Event) -> dict[str, tuple[str | None, str]]:
    """From when to when, by item."""
    return {one["item"]: (one["from"], one["to"]) for one in event.data["moved"]}


def view(journey: Journey, name: str) -> TaskView:
    """A task as shown."""
    return ReadModel.of(journey.launch).tasks[f"AUR-1.{name}"]


def test_what_waits_is_planned_from_the_start() -> None:
    """In business time, one thing after the other, past gates and stages; not what has no time to be done in."""
    journey = under_way()

    # Monday and Tuesday for the brief, then two business days each; the weekend is skipped.
    assert dues(journey) == {"spec": at(3), "G1": at(7), "code": at(9), "G2": at(11)}
    assert view(journey, "spec").planned_due_at == at(3)
    assert (view(journey, "brief").planned_due_at, view(journey, "brief").due_at) == (None, at(1))


def test_a_late_task_moves_its_dependants() -> None:
    """When it is late it is counted on at its next mark; all that waits for it moves, inside and across stages."""
    journey = under_way().later(days=1, hours=8)

    (event,) = moves(journey)
    assert event.target == "brief"
    assert event.data["because"] == [{"item": "brief", "why": "overdue"}]
    day = timedelta(days=1)
    assert moved(event) == {
        "spec": (at(3).isoformat(), at(4).isoformat()),
        "code": (at(9).isoformat(), at(10).isoformat()),
        "G1": (at(7).isoformat(), (at(7) + day).isoformat()),
        "G2": (at(11).isoformat(), at(14).isoformat()),
    }
    assert dues(journey) == {"spec": at(4), "G1": at(8), "code": at(10), "G2": at(14)}
    owners = {one["item"]: one["owners"] for one in event.data["moved"]}
    assert (owners["spec"], owners["G1"]) == (["department:engineering"], ["role:director"])
    assert "name" not in owners, "nothing that does not wait for it moves"


def test_what_is_long_overdue_moves_them_once_more() -> None:
    """Past its last mark it is taken to need half of its time again."""
    journey = under_way().later(days=2, hours=8)

    assert [event.data["because"][0]["why"] for event in moves(journey)] == ["overdue"]
    assert dues(journey)["spec"] == at(7), "two marks at one moment are one move"


def test_a_late_task_that_is_done_gives_the_due_dates_that_follow() -> None:
    """The next one opens with its own clock; what comes after that moves to when it really can be done."""
    journey = under_way().later(days=1, hours=8)
    journey.now = at(2, 13)
    journey.complete("brief", ANA)

    assert view(journey, "spec").due_at == at(4, 13)
    assert [event.data["because"] for event in moves(journey)][1:] == [[{"item": "brief", "why": "done"}]]
    assert dues(journey) == {"G1": at(8, 13), "code": at(10, 13), "G2": at(14, 13)}


def test_what_is_in_time_moves_nothing() -> None:
    """Done early, done in time: no event, no notice."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.later(days=1)
    journey.complete("spec", EVE)
    journey.decide("G1")

    assert moves(journey) == []


def test_a_slip_within_slack_moves_nothing() -> None:
    """What waits for the late task waits longer for another one."""
    journey = Journey.begin(LINE).later(hours=8)

    assert "task.overdue name" in journey.actions()
    assert moves(journey) == []


def test_a_late_gate_moves_what_comes_after_it() -> None:
    """A decision that does not come holds up the next stage; when it comes, the rest follows."""
    journey = under_way()
    for name, by, day in (("brief", ANA, 1), ("spec", EVE, 3)):
        journey.now = at(day, 16)
        journey.complete(name, by)
    assert moves(journey) == []
    journey.later(days=4)
    (event,) = moves(journey)
    assert (event.target, set(moved(event))) == ("G1", {"code", "G2"})

    journey.now = at(8, 9)
    journey.decide("G1")
    assert view(journey, "code").due_at == at(9)
    assert dues(journey)["G2"] == at(11)


def test_due_dates_follow_the_calendar_of_their_department() -> None:
    """Engineering keeps a holiday on the way, so its due date moves by two days where others move by one."""
    closed = Calendar(holidays=("2026-03-06",))
    journey = under_way(replace(LINE, calendars={**LINE.calendars, "engineering": closed}))
    assert dues(journey)["spec"] == at(3)
    journey.later(days=1, hours=8)

    assert dues(journey)["spec"] == at(7)


@pytest.mark.parametrize(
    ("zone", "country", "start", "old", "new"),
    [
        # India works from 03:30 to 11:30 UTC; the 14th is a Saturday there too.
        ("Asia/Kolkata", "IN", "2026-11-09T03:30", "2026-11-12T11:30", "2026-11-13T11:30"),
        # Newfoundland is 3:30 behind in winter and 2:30 in summer: the change of 8 March lies between the two.
        ("America/St_Johns", None, "2026-03-03T12:30", "2026-03-06T20:30", "2026-03-09T19:30"),
        # Berlin changes on 29 March: the same hour on the wall is an hour earlier in UTC.
        ("Europe/Berlin", None, "2026-03-24T08:00", "2026-03-27T16:00", "2026-03-30T15:00"),
    ],
)
def test_a_moved_due_date_keeps_to_the_wall_clock_of_its_department(
    zone: str, country: str | None, start: str, old: str, new: str
) -> None:
    """By a business day of the place, through its weekends, holidays and clock changes."""
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    place = DepartmentSpec("engineering", "Engineering", timezone=zone, country=country)
    there = resolve(place, start=begins.date(), days=60)
    local = replace(LINE, calendars=dict.fromkeys(LINE.calendars, there))
    journey = under_way(local, now=begins)
    late = journey.launch.tasks["brief"].clock
    assert late is not None
    assert late.due_at is not None
    journey.now = late.due_at
    journey.later()

    (event,) = moves(journey)
    assert moved(event)["spec"] == (f"{old}:00+00:00", f"{new}:00+00:00")


def back(journey: Journey, name: str) -> None:
    """The owner sends a task back."""
    journey.act(ReturnTask("key", PIA, name, "once more"))


def test_the_clock_of_held_up_work_stands_still() -> None:
    """Who has begun keeps what they hold, and loses no time while what it rests on is done again."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.claim("spec", EVE)
    journey.now = at(1, 9)
    back(journey, "brief")

    held_up = view(journey, "spec")
    assert (held_up.state, held_up.due_at, held_up.paused_at) == ("claimed", None, at(1, 9))
    # The brief takes until Wednesday evening; a business day of the specification was left.
    assert held_up.planned_due_at == at(3)
    assert moved(moves(journey)[0])["spec"] == (at(1).isoformat(), at(3).isoformat())
    journey.later(days=1)
    assert not [event for event in journey.events if event.action == "task.overdue" and event.target == "spec"]

    journey.complete("brief", ANA)
    on = view(journey, "spec")
    assert (on.due_at, on.paused_at, on.planned_due_at) == (at(2), None, None)
    assert replay(begin(CHARTER, LINE), journey.events) == journey.launch


def test_a_hold_does_not_start_the_clock_of_held_up_work() -> None:
    """A resume starts the clocks that the hold stopped, and no others; what is planned moves by the hold."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.claim("spec", EVE)
    back(journey, "brief")
    before = dues(journey)
    journey.hold()
    journey.now += timedelta(days=7)
    journey.resume()

    assert view(journey, "spec").due_at is None
    assert dues(journey) == {name: due and due + timedelta(days=7) for name, due in before.items()}


def test_held_up_work_may_be_finished_given_back_and_handed_on() -> None:
    """Standing still takes nothing away."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.claim("spec", EVE)
    back(journey, "brief")
    journey.act(AssignTask("key", PIA, "spec", replace(EVE, id="bob")))
    assert view(journey, "spec").paused_at == MONDAY
    journey.complete("spec", replace(EVE, id="bob"))
    assert (view(journey, "spec").state, view(journey, "spec").paused_at) == ("done", None)

    again = under_way()
    again.complete("brief", ANA)
    again.claim("spec", EVE)
    back(again, "brief")
    again.unclaim("spec", EVE)
    assert (view(again, "spec").state, view(again, "spec").paused_at) == ("pending", None)
    assert view(again, "spec").planned_due_at is not None


def test_reopened_work_withdraws_with_a_due_date() -> None:
    """What nobody had taken waits again: its old due date is known, and so is the new one."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.now = at(1, 9)
    journey.act(ReopenTask("key", PIA, "brief", "the market moved"))

    (event,) = moves(journey)
    assert event.data["because"] == [{"item": "brief", "why": "reopened"}]
    assert moved(event)["spec"] == (at(1).isoformat(), at(4).isoformat())


def test_a_recycle_plans_everything_anew() -> None:
    """What is done again has a due date again."""
    journey = under_way()
    for name, by in (("brief", ANA), ("spec", EVE)):
        journey.complete(name, by)
    journey.now = at(1, 9)
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")

    (event,) = moves(journey)
    assert event.data["because"] == [{"item": "G1", "why": "recycled"}]
    assert dues(journey) == {"spec": at(4), "G1": at(8), "code": at(10), "G2": at(14)}


def test_a_change_of_plan_plans_what_it_brings() -> None:
    """New work has a due date at once."""
    journey = under_way()
    more = replace(LINE, tasks=(*LINE.tasks, task("test", "build", "engineering", after=("code",))))
    journey.change(plan=more, facts={"reversible": False})

    assert dues(journey) == {"spec": at(3), "G1": at(7), "code": at(9), "test": at(11), "G2": at(15)}


def test_work_that_a_change_brings_too_late_for_its_stage_is_planned_where_it_is_done() -> None:
    """Done work that it should have come before waits for nothing any more; nothing goes round in a circle."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.complete("spec", EVE)
    journey.decide("G1")
    brief, *others = LINE.tasks
    more = replace(LINE, tasks=(task("scout", "idea", "legal"), replace(brief, after=("scout",)), *others))
    journey.change(plan=more, facts={"reversible": False})

    assert journey.launch.task_plan("scout").stage == "build"
    assert dues(journey)["G2"] is not None
    journey.later(days=9)
    assert moves(journey)


def test_what_rests_on_work_done_again_waits_for_that_behind_what_is_done() -> None:
    """The specification is done, and the brief before it is not any more: whatever comes next waits for the brief."""
    line = replace(LINE, tasks=(*LINE.tasks, task("draft", "idea", "engineering", after=("spec",))))
    journey = under_way(line)
    journey.complete("brief", ANA)
    journey.complete("spec", EVE)
    journey.claim("draft", EVE)
    back(journey, "brief")

    # Two business days for the brief, two for the draft.
    assert view(journey, "draft").planned_due_at == at(3)


def test_the_target_date_stays_and_the_launch_says_that_it_is_missed() -> None:
    """It never moves by itself; health and view tell, and no longer once time was made up for."""
    journey = under_way(LINE, replace(CHARTER, target_date="2026-03-13"))
    assert show_launch(journey.launch).target_expected_at is None
    journey.later(days=1, hours=8)

    seen = show_launch(journey.launch)
    assert (seen.target_date, seen.target_expected_at) == ("2026-03-13", at(14))
    assert (seen.health, seen.health_reason) == (
        "late",
        "overdue: Do brief; the target date 2026-03-13 is missed: it will be 2026-03-16",
    )
    journey.now = at(2, 13)
    journey.complete("brief", ANA)
    seen = show_launch(journey.launch)
    assert (seen.health, seen.health_reason) == (
        "at_risk",
        "the target date 2026-03-13 is missed: it will be 2026-03-16",
    )
    journey.complete("spec", EVE)
    journey.decide("G1")
    seen = show_launch(journey.launch)
    assert (seen.health, seen.target_expected_at) == ("on_track", None), "time was made up for"


@pytest.mark.parametrize("old", [replace(LINE, moves_dues=False), replace(LINE, moves_dues=False, tells_slips=False)])
def test_launches_begun_earlier_go_on_without(old: Plan) -> None:
    """No planned due dates, no moves, and clocks that run on: their log comes out as it was."""
    journey = under_way(old, replace(CHARTER, target_date=date(2026, 3, 3).isoformat()))
    journey.complete("brief", ANA)
    journey.claim("spec", EVE)
    back(journey, "brief")
    journey.later(days=5)
    journey.hold()
    journey.resume()

    assert not {event.action for event in journey.events} & {"dues.moved", "task.paused", "task.resumed"}
    assert dues(journey) == {}
    assert view(journey, "spec").paused_at is None
    assert show_launch(journey.launch).target_expected_at is None
    journey.change(plan=replace(old, tier="T3"), tier="T3")
    (event,) = (one for one in journey.events if one.action == "launch.changed")
    assert "moves_dues" not in event.data["plan"], "the event has the bytes it had"
