"""Business time backwards, and SLAs over clock changes in every direction."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import assume, given

from domain.calendar import HORIZON_DAYS, Calendar, Offset
from domain.clock import start
from tests.unit.test_calendar import (
    BERLIN,
    CALENDARS,
    KIRITIMATI,
    KOLKATA,
    MINUTES,
    MOMENTS,
    NEW_YORK,
    OFFICE,
    ROUND_THE_CLOCK,
    ST_JOHNS,
    at,
)

ST_JOHNS_ALL_YEAR = replace(ST_JOHNS, offsets=(*ST_JOHNS.offsets, Offset(at("2026-11-01T04:30"), -210)))
SATURDAYS = Calendar(working_days=(0, 1, 2, 3, 4, 5))
SCOTLAND = Calendar(holidays=("2026-01-01", "2026-01-02"))
ENGLAND = Calendar(holidays=("2026-01-01",))


@pytest.mark.parametrize(
    ("calendar", "opened", "days", "due"),
    [
        pytest.param(KOLKATA, "2026-03-06T08:30", 2, "2026-03-10T08:30", id="Kolkata: 14:00 on the wall to 14:00"),
        pytest.param(KOLKATA, "2026-03-06T12:00", 1, "2026-03-09T11:30", id="Kolkata: after hours on a Friday"),
        pytest.param(ST_JOHNS_ALL_YEAR, "2026-02-27T15:30", 2, "2026-03-03T15:30", id="St John's: noon to noon"),
        pytest.param(ST_JOHNS_ALL_YEAR, "2026-03-06T15:30", 2, "2026-03-10T14:30", id="St John's: spring forward"),
        pytest.param(ST_JOHNS_ALL_YEAR, "2026-10-30T14:30", 2, "2026-11-03T15:30", id="St John's: fall back"),
        pytest.param(BERLIN, "2026-03-27T11:00", 2, "2026-03-31T10:00", id="Berlin: spring forward inside an SLA"),
        pytest.param(BERLIN, "2026-10-23T10:00", 2, "2026-10-27T11:00", id="Berlin: fall back inside an SLA"),
        pytest.param(SATURDAYS, "2026-03-06T12:00", 1, "2026-03-07T12:00", id="a Saturday is worked"),
        pytest.param(SATURDAYS, "2026-03-07T12:00", 1, "2026-03-09T12:00", id="a Sunday is not"),
        pytest.param(SCOTLAND, "2026-01-01T12:00", 1, "2026-01-05T17:00", id="a holiday in one region"),
        pytest.param(ENGLAND, "2026-01-01T12:00", 1, "2026-01-02T17:00", id="and none in the other"),
    ],
)
def test_slas_in_the_departments_own_time(calendar: Calendar, opened: str, days: int, due: str) -> None:
    """An SLA is due by the clock on the wall, and counted back from there it began when it did."""
    clock = start(calendar, days, at(opened))

    assert clock.due_at == at(due)
    assert calendar.elapsed(calendar.retreat(at(due), clock.budget), at(due)) == clock.budget


@pytest.mark.parametrize(
    ("calendar", "end", "days", "begin"),
    [
        pytest.param(OFFICE, "2026-03-02T17:00", 1, "2026-03-02T09:00", id="a whole day"),
        pytest.param(OFFICE, "2026-03-03T12:00", 1, "2026-03-02T12:00", id="noon to noon"),
        pytest.param(OFFICE, "2026-03-09T12:00", 1, "2026-03-06T12:00", id="over a weekend"),
        pytest.param(OFFICE, "2026-03-09T03:00", 1, "2026-03-06T09:00", id="from a Monday night"),
        pytest.param(OFFICE, "2026-04-07T12:00", 1, "2026-04-02T12:00", id="over Easter"),
        pytest.param(OFFICE, "2026-03-09T09:00", 0, "2026-03-06T17:00", id="no time: when people last worked"),
        pytest.param(BERLIN, "2026-03-30T10:00", 1, "2026-03-27T11:00", id="spring forward"),
        pytest.param(BERLIN, "2026-10-26T11:00", 1, "2026-10-23T10:00", id="fall back"),
        pytest.param(NEW_YORK, "2026-03-09T16:00", 1, "2026-03-09T13:00", id="in the west"),
        pytest.param(ROUND_THE_CLOCK, "2026-03-09T15:00", 2, "2026-03-07T15:00", id="round the clock"),
        pytest.param(KIRITIMATI, "2026-03-02T03:00", 1, "2026-03-01T19:00", id="far in the east"),
    ],
)
def test_business_days_back(calendar: Calendar, end: str, days: int, begin: str) -> None:
    """Only working minutes count, and the latest beginning is meant."""
    found = calendar.retreat(at(end), calendar.minutes(days))
    if calendar is NEW_YORK:
        assert calendar.advance(found, calendar.minutes(days)) == at(end)
    else:
        assert found == at(begin)


def test_backwards_fails_instead_of_looping() -> None:
    """The horizon ends the search here too."""
    with pytest.raises(ValueError, match=f"{HORIZON_DAYS} days before"):
        Calendar(working_days=()).retreat(at("2026-03-02T12:00"), 1)


def test_a_day_ends_on_the_wall() -> None:
    """At local midnight, also on the day of a clock change and on days off."""
    assert OFFICE.end_of_day(date(2026, 3, 7)) == at("2026-03-08T00:00")
    assert BERLIN.end_of_day(date(2026, 3, 29)) == at("2026-03-29T22:00")
    assert KOLKATA.end_of_day(date(2026, 3, 2)) == at("2026-03-02T18:30")
    assert ST_JOHNS.end_of_day(date(2026, 3, 2)) == at("2026-03-03T03:30")


@given(CALENDARS, MOMENTS, MINUTES)
def test_what_was_taken_back_elapses_again(calendar: Calendar, end: datetime, minutes: int) -> None:
    """`elapsed` undoes `retreat`, in any zone, over any weekend, holiday and clock change."""
    assume(minutes < 100 * calendar.day_minutes)

    assert calendar.elapsed(calendar.retreat(end, minutes), end) == minutes


@given(CALENDARS, MOMENTS, MINUTES)
def test_within_working_time_each_undoes_the_other(calendar: Calendar, moment: datetime, minutes: int) -> None:
    """From an instant at which people work, there and back leads to it again."""
    assume(0 < minutes < 100 * calendar.day_minutes)
    begin, end = calendar.advance(moment, 0), calendar.retreat(moment, 0)

    back = calendar.retreat(calendar.advance(begin, minutes), minutes)
    assert back == begin or calendar.elapsed(begin, back) == 0
    forth = calendar.advance(calendar.retreat(end, minutes), minutes)
    assert forth == end or calendar.elapsed(forth, end) == 0


@given(CALENDARS, MOMENTS, MINUTES)
def test_there_is_no_later_beginning(calendar: Calendar, end: datetime, minutes: int) -> None:
    """Whoever starts at what `retreat` says is just in time; a minute of work later is too late."""
    assume(0 < minutes < 100 * calendar.day_minutes)
    begin = calendar.retreat(end, minutes)

    assert calendar.advance(begin, minutes) <= end
    assert calendar.advance(calendar.advance(begin, 1), minutes) > end or calendar.elapsed(begin, end) == minutes


@given(CALENDARS, MOMENTS, MOMENTS)
def test_days_between_have_a_sign(calendar: Calendar, one: datetime, other: datetime) -> None:
    """Forwards they are the time elapsed, backwards the same with a minus."""
    assert calendar.business_days(one, other) == -calendar.business_days(other, one)
    assert abs(calendar.business_days(one, other)) * calendar.day_minutes == pytest.approx(
        calendar.elapsed(min(one, other), max(one, other))
    )
