"""Business time: weekends, holidays, clock changes and odd offsets."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar import HORIZON_DAYS, Calendar, Offset


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


OFFICE = Calendar(holidays=("2026-04-03", "2026-04-06"))
BERLIN = Calendar(
    offsets=(
        Offset(at("2025-10-26T01:00"), 60),
        Offset(at("2026-03-29T01:00"), 120),
        Offset(at("2026-10-25T01:00"), 60),
    ),
    timezone="Europe/Berlin",
)
NEW_YORK = Calendar(
    offsets=(
        Offset(at("2025-11-02T06:00"), -300),
        Offset(at("2026-03-08T07:00"), -240),
        Offset(at("2026-11-01T06:00"), -300),
    ),
    timezone="America/New_York",
)
KOLKATA = Calendar(offsets=(Offset(at("2000-01-01T00:00"), 330),), timezone="Asia/Kolkata")
ST_JOHNS = Calendar(
    offsets=(Offset(at("2025-11-02T04:30"), -210), Offset(at("2026-03-08T05:30"), -150)), timezone="America/St_Johns"
)
ROUND_THE_CLOCK = Calendar(working_days=tuple(range(7)), starts=0, ends=24 * 60)
KIRITIMATI = Calendar(offsets=(Offset(at("2000-01-01T00:00"), 14 * 60),), timezone="Pacific/Kiritimati")


@pytest.mark.parametrize(
    ("calendar", "start", "days", "due"),
    [
        pytest.param(OFFICE, "2026-03-02T09:00", 1, "2026-03-02T17:00", id="from the first minute, the same day"),
        pytest.param(OFFICE, "2026-03-02T12:00", 1, "2026-03-03T12:00", id="from noon, to noon"),
        pytest.param(OFFICE, "2026-03-06T12:00", 1, "2026-03-09T12:00", id="over a weekend"),
        pytest.param(OFFICE, "2026-03-06T17:00", 1, "2026-03-09T17:00", id="from the last minute of a week"),
        pytest.param(OFFICE, "2026-03-07T03:00", 1, "2026-03-09T17:00", id="from a Saturday night"),
        pytest.param(OFFICE, "2026-03-02T05:00", 1, "2026-03-02T17:00", id="from before the day begins"),
        pytest.param(OFFICE, "2026-04-02T12:00", 1, "2026-04-07T12:00", id="over Easter"),
        pytest.param(OFFICE, "2026-04-03T12:00", 1, "2026-04-07T17:00", id="from a holiday"),
        pytest.param(OFFICE, "2026-03-02T12:00", 0, "2026-03-02T12:00", id="no time at all"),
        pytest.param(OFFICE, "2026-03-07T12:00", 0, "2026-03-09T09:00", id="no time at all, when nobody works"),
        pytest.param(BERLIN, "2026-03-27T11:00", 1, "2026-03-30T10:00", id="spring forward costs no working time"),
        pytest.param(BERLIN, "2026-10-23T10:00", 1, "2026-10-26T11:00", id="fall back gives none"),
        pytest.param(NEW_YORK, "2026-03-06T17:00", 1, "2026-03-09T16:00", id="spring forward in the west"),
        pytest.param(NEW_YORK, "2026-10-30T16:00", 1, "2026-11-02T17:00", id="fall back in the west"),
        pytest.param(KOLKATA, "2026-03-02T03:30", 1, "2026-03-02T11:30", id="half an hour off"),
        pytest.param(ST_JOHNS, "2026-03-06T12:30", 2, "2026-03-09T19:30", id="half an hour off, over a clock change"),
        pytest.param(KIRITIMATI, "2026-03-01T18:00", 1, "2026-03-02T03:00", id="Monday already, far in the east"),
        pytest.param(ROUND_THE_CLOCK, "2026-03-07T15:00", 2, "2026-03-09T15:00", id="round the clock"),
        pytest.param(
            Calendar(offsets=(Offset(at("2027-01-01T00:00"), 60),)),
            "2026-03-02T09:00",
            1,
            "2026-03-02T17:00",
            id="UTC before the first offset",
        ),
    ],
)
def test_business_days(calendar: Calendar, start: str, days: int, due: str) -> None:
    """Only working minutes count, by the clock on the department's wall."""
    assert calendar.advance(at(start), calendar.minutes(days)) == at(due)
    assert calendar.elapsed(at(start), at(due)) == calendar.minutes(days)


def test_negative_time_is_no_time() -> None:
    """What is overdue is due at once, never in the past."""
    assert OFFICE.advance(at("2026-03-02T12:00"), -90) == at("2026-03-02T12:00")


@pytest.mark.parametrize("end", ["2026-03-02T12:00", "2026-03-02T11:00", "2026-02-01T00:00"])
def test_no_time_passes_backwards(end: str) -> None:
    """Elapsed time is never negative."""
    assert OFFICE.elapsed(at("2026-03-02T12:00"), at(end)) == 0


def test_a_calendar_without_working_days_fails_instead_of_looping() -> None:
    """The horizon ends the search."""
    with pytest.raises(ValueError, match=f"{HORIZON_DAYS} days"):
        Calendar(working_days=()).advance(at("2026-03-02T12:00"), 1)
    assert Calendar(working_days=()).elapsed(at("2026-03-02T12:00"), at("2027-03-02T12:00")) == 0


def test_hours_that_a_clock_change_swallows_are_no_hours() -> None:
    """Work from 02:15 to 03:00 does not happen in the night in which 03:00 follows 02:00."""
    night = Calendar(tuple(range(7)), starts=2 * 60 + 15, ends=3 * 60, offsets=BERLIN.offsets)

    assert night.elapsed(at("2026-03-28T12:00"), at("2026-03-29T12:00")) == 0
    assert night.advance(at("2026-03-28T12:00"), 45) == at("2026-03-30T01:00")


CALENDARS = st.builds(
    lambda days, holidays, hours, zone: Calendar(
        tuple(sorted(days)), tuple(sorted(holidays)), min(hours), max(hours), zone.offsets
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.integers(0, 400).map(lambda day: (at("2026-01-01T00:00") + timedelta(days=day)).date().isoformat())),
    st.sets(st.integers(0, 24 * 60), min_size=2, max_size=2),
    st.sampled_from((OFFICE, BERLIN, NEW_YORK, KOLKATA, ST_JOHNS, KIRITIMATI)),
)
MOMENTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes))
MINUTES = st.integers(0, 20 * 24 * 60)


@given(CALENDARS, MOMENTS, MINUTES)
def test_what_was_added_has_elapsed(calendar: Calendar, start: datetime, minutes: int) -> None:
    """`elapsed` undoes `advance`, in any zone, over any weekend, holiday and clock change."""
    assume(minutes < 100 * calendar.day_minutes)

    assert calendar.elapsed(start, calendar.advance(start, minutes)) == minutes


@given(CALENDARS, st.lists(MOMENTS, min_size=2, max_size=6), MINUTES)
def test_who_starts_later_is_due_no_earlier(calendar: Calendar, starts: list[datetime], minutes: int) -> None:
    """`advance` is monotonic in its start."""
    assume(minutes < 100 * calendar.day_minutes)

    dues = [calendar.advance(start, minutes) for start in sorted(starts)]
    assert dues == sorted(dues)
    assert all(due >= start for due, start in zip(dues, sorted(starts), strict=True))


@given(CALENDARS, MOMENTS, st.lists(MINUTES, min_size=2, max_size=6))
def test_more_time_is_due_no_earlier(calendar: Calendar, start: datetime, minutes: list[int]) -> None:
    """`advance` is monotonic in what is granted."""
    assume(max(minutes) < 100 * calendar.day_minutes)

    dues = [calendar.advance(start, granted) for granted in sorted(minutes)]
    assert dues == sorted(dues)


@given(CALENDARS, st.lists(MOMENTS, min_size=3, max_size=5))
def test_time_adds_up(calendar: Calendar, moments: list[datetime]) -> None:
    """The parts of a span make the whole, and none is negative."""
    ordered = sorted(moments)
    parts = [calendar.elapsed(earlier, later) for earlier, later in pairwise(ordered)]

    assert min(parts) >= 0
    assert sum(parts) == pytest.approx(calendar.elapsed(ordered[0], ordered[-1]))
