"""The SLA clock: it runs in business time, stands still on hold, and passes its marks one after the other."""

from datetime import timedelta

import pytest

from domain.calendar import Calendar
from domain.clock import MARKS, Clock, next_mark, pass_mark, pause, resume, start
from tests.unit.launch.plans import MONDAY

OFFICE = Calendar()
DAY = timedelta(days=1)


def test_a_clock_starts_with_its_due_date_and_first_mark() -> None:
    """Two business days from Monday nine o'clock end on Tuesday at five; half of them is Monday at five."""
    clock = start(OFFICE, 2, MONDAY)

    assert clock == Clock(
        budget=960,
        running_since=MONDAY,
        due_at=MONDAY + DAY + timedelta(hours=8),
        next_mark_at=MONDAY + timedelta(hours=8),
    )


def test_marks_pass_in_order() -> None:
    """50, 100, 150 %, and then silence."""
    clock, seen = start(OFFICE, 2, MONDAY), []
    while (mark := next_mark(clock)) is not None:
        seen.append((mark, clock.next_mark_at))
        clock = pass_mark(clock, OFFICE, mark)

    assert seen == [
        (50, MONDAY + timedelta(hours=8)),
        (100, MONDAY + DAY + timedelta(hours=8)),
        (150, MONDAY + 2 * DAY + timedelta(hours=8)),
    ]
    assert clock.marks == MARKS
    assert clock.next_mark_at is None
    assert clock.due_at == MONDAY + DAY + timedelta(hours=8), "what was due stays due"


@pytest.mark.parametrize(
    ("stop", "go_on", "shift"),
    [
        pytest.param(timedelta(hours=2), timedelta(hours=5), timedelta(hours=3), id="three hours of one day"),
        pytest.param(timedelta(hours=2), DAY, timedelta(hours=6), id="over night only working hours count"),
        pytest.param(timedelta(hours=8), timedelta(hours=23), timedelta(), id="a hold in the night costs nothing"),
        pytest.param(timedelta(hours=2), timedelta(days=7, hours=2), timedelta(hours=40), id="a whole week"),
    ],
)
def test_a_hold_moves_due_dates_by_business_time(stop: timedelta, go_on: timedelta, shift: timedelta) -> None:
    """Due dates and marks move by the working time that the clock stood still, not by the wall clock."""
    running = start(OFFICE, 2, MONDAY)
    paused = pause(running, OFFICE, MONDAY + stop)
    again = resume(paused, OFFICE, MONDAY + go_on)

    assert (paused.due_at, paused.next_mark_at, paused.running_since) == (None, None, None)
    assert running.due_at is not None
    assert again.due_at is not None
    assert again.next_mark_at is not None
    assert OFFICE.elapsed(running.due_at, again.due_at) == shift.total_seconds() / 60
    assert OFFICE.elapsed(MONDAY + go_on, again.next_mark_at) == 480 - paused.spent


def test_pausing_twice_is_pausing_once() -> None:
    """Time that was not running is not spent."""
    paused = pause(start(OFFICE, 2, MONDAY), OFFICE, MONDAY + timedelta(hours=1))

    assert pause(paused, OFFICE, MONDAY + DAY) is paused
    assert paused.spent == 60


def test_a_mark_may_pass_while_the_clock_stands_still() -> None:
    """It is remembered, and nothing is armed."""
    paused = pause(start(OFFICE, 2, MONDAY), OFFICE, MONDAY)

    assert pass_mark(paused, OFFICE, 50) == Clock(budget=960, marks=(50,))


def test_an_overdue_clock_resumes_at_its_next_mark() -> None:
    """Marks that passed before a hold are not passed again after it."""
    clock = pass_mark(start(OFFICE, 2, MONDAY), OFFICE, 50)
    again = resume(pause(clock, OFFICE, MONDAY + timedelta(hours=9)), OFFICE, MONDAY + 7 * DAY)

    assert next_mark(again) == 100
    assert again.next_mark_at == MONDAY + 7 * DAY + timedelta(hours=8)
