"""What a launch would be is what it then is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.launch.charter import wrong_charter
from domain.launch.commands import StartLaunch
from domain.launch.dues import planned_due
from domain.launch.handle import start
from domain.launch.outset import DaysOff, GateAhead, Outset, TaskAhead, look_at
from domain.plan import Plan
from tests.unit.launch.plans import CHARTER, MONDAY, PIA, gate, plan, stage, task

LINE = plan(
    (stage("idea"), stage("build", "idea"), stage("sell", "idea"), stage("after", "build", "sell")),
    (
        task("brief", "idea"),
        task("name", "idea", "marketing", after=("brief",)),
        task("code", "build", "engineering", sla_days=5),
        task("note", "sell", "legal", sla_days=None),
        task("look", "after", wait_days=30),
    ),
    (gate("G1", "idea"), gate("G2", "build", "sell")),
    moves_dues=True,
    target="G2",
)


def looked(of: Plan = LINE, target_date: str | None = None, now: datetime = MONDAY) -> Outset:
    """What would come of starting it."""
    return look_at(StartLaunch("k", PIA, replace(CHARTER, target_date=target_date), of), now)


def test_every_date_is_the_one_that_starting_gives() -> None:
    """What opens at once is due by its clock, all else as is planned; what has no SLA is never due."""
    launch = start(StartLaunch("k", PIA, CHARTER, LINE), MONDAY).launch

    items: dict[str, TaskAhead | GateAhead] = {task.id: task for stage in looked().stages for task in stage.tasks}
    items |= {gate.id: gate for stage in looked().stages for gate in stage.gates}

    running = launch.tasks["brief"].clock
    assert running is not None
    assert items["brief"].due_at == running.due_at
    assert items["note"].due_at is None
    for name in ("name", "code", "look", "G1", "G2"):
        assert items[name].due_at == planned_due(launch, name)
    assert [name for name, one in items.items() if getattr(one, "opens", False)] == ["brief"]
    assert [name for name, one in items.items() if one.critical] == ["brief", "name", "code", "G1", "G2"]


def test_a_gate_is_shown_with_the_last_stage_it_closes() -> None:
    """Once; the stages it closes both end with it."""
    seen = {stage.id: stage for stage in looked().stages}

    assert {name: [gate.id for gate in stage.gates] for name, stage in seen.items() if stage.gates} == {
        "idea": ["G1"],
        "sell": ["G2"],
    }
    assert seen["build"].ends_at == seen["sell"].ends_at
    assert looked().ends_at == seen["after"].ends_at


@pytest.mark.parametrize(
    ("target_date", "spare"),
    [
        pytest.param(None, None, id="without a target date nothing is spare"),
        pytest.param("2026-03-19", 1.0, id="in time: the day after the last"),
        pytest.param("2026-03-18", 0.0, id="just in time"),
        pytest.param("2026-03-13", -3.0, id="too late: a weekend does not count"),
    ],
)
def test_the_target_is_held_against_its_date(target_date: str | None, spare: float | None) -> None:
    """Two, two, two, five and two business days of eight hours come to a fortnight and a bit."""
    seen = looked(target_date=target_date)

    assert (seen.target, seen.target_title) == ("G2", "Gate G2")
    assert seen.target_at == MONDAY + timedelta(days=16, hours=8)
    assert seen.target_days == 13
    assert seen.spare_days == spare


def test_a_target_date_may_lie_further_ahead_than_calendars_reach() -> None:
    """Then no delay of a gate costs anything that could be reckoned."""
    seen = looked(target_date="2060-01-01")

    assert seen.spare_days is not None
    assert seen.spare_days > 2000


def test_holidays_on_the_way_are_told() -> None:
    """Of departments with work to do, on days they would have worked, until all is over."""
    days = ("2026-02-27", "2026-03-08", "2026-03-09", "2027-03-01")
    calendars = {name: replace(calendar, holidays=days) for name, calendar in LINE.calendars.items()}

    seen = looked(replace(LINE, calendars=calendars))

    assert seen.days_off[0] == DaysOff("product", (date(2026, 3, 9),))
    assert looked().days_off == ()


def test_each_field_of_a_charter_is_judged() -> None:
    """All at once; what is still empty is no problem before it has to be whole."""
    texts = {"title": "a\nb", "product": "", "objective": "x" * 4001, "user_need": " ", "scope": ""}
    rest = {"prefix": "a-1", "priority": 6, "target_date": datetime(1800, 1, 1, tzinfo=UTC).date()}

    whole = [problem.pointer for problem in wrong_charter(texts, **rest)]  # type: ignore[arg-type]
    begun = [problem.pointer for problem in wrong_charter(texts, **rest, whole=False)]  # type: ignore[arg-type]

    assert whole == ["/title", "/product", "/objective", "/user_need", "/prefix", "/priority", "/target_date"]
    assert begun == ["/title", "/objective", "/prefix", "/priority", "/target_date"]
