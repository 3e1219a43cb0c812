"""A department's place becomes working days, holidays and clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, Offset
from domain.playbooks.model import DepartmentSpec
from playbooks.calendars import resolve, time_zone, wrong_place

LONDON = DepartmentSpec("legal", "Legal", country="GB", timezone="Europe/London")
START = date(2026, 1, 1)


def test_london() -> None:
    """Public holidays are dates; British summer time begins and ends at 01:00 UTC."""
    calendar = resolve(LONDON, start=START, days=364)

    assert {"2026-01-01", "2026-12-25"} <= set(calendar.holidays)
    assert list(calendar.holidays) == sorted(calendar.holidays)
    assert calendar.offsets[1:] == (
        Offset(datetime(2026, 3, 29, 1, tzinfo=UTC), 60),
        Offset(datetime(2026, 10, 25, 1, tzinfo=UTC), 0),
    )
    assert (calendar.starts, calendar.ends, calendar.timezone) == (540, 1020, "Europe/London")


def test_nothing_said_is_weekdays_in_utc() -> None:
    """A department without a place needs no offsets and has no holidays."""
    assert resolve(DepartmentSpec("x", "X"), start=START) == Calendar()


@pytest.mark.parametrize(
    ("part", "holiday"),
    [pytest.param("SCT", "2026-11-30", id="St Andrew"), pytest.param("NIR", "2026-03-17", id="St Patrick")],
)
def test_parts_of_a_country_have_holidays_of_their_own(part: str, holiday: str) -> None:
    """Belfast rests when London works."""
    assert holiday in resolve(replace(LONDON, subdivision=part), start=START).holidays
    assert holiday not in resolve(LONDON, start=START).holidays


@pytest.mark.parametrize(
    "zone", ["Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
)
@given(minutes=st.integers(0, 1000 * 24 * 60))
def test_offsets_are_those_of_the_zone(zone: str, minutes: int) -> None:
    """Half hours, half-hour changes and four changes a year included."""
    calendar = resolve(replace(LONDON, timezone=zone), start=START)
    instant = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    offset = next((each.minutes for each in reversed(calendar.offsets) if each.since <= instant), 0)

    assert timedelta(minutes=offset) == instant.astimezone(time_zone(zone)).utcoffset()
    assert all(one.since < other.since for one, other in pairwise(calendar.offsets))


def test_a_due_date_keeps_to_local_hours_across_a_clock_change() -> None:
    """Friday 16:00 in London plus one business day is Monday 16:00 there, an hour earlier in UTC."""
    calendar = resolve(LONDON, start=START)
    friday = datetime(2026, 3, 27, 16, tzinfo=UTC)

    assert calendar.advance(friday, calendar.minutes(1)) == datetime(2026, 3, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "field", "message"),
    [
        pytest.param({"timezone": "Europe/Londn"}, "timezone", "Did you mean `Europe/London`?", id="zone"),
        pytest.param({"timezone": "../../etc/passwd"}, "timezone", "IANA name", id="a path"),
        pytest.param({"country": "XX"}, "country", "ISO 3166-1", id="country"),
        pytest.param({"subdivision": "SCTT"}, "subdivision", "Did you mean `SCT`?", id="part"),
        pytest.param(
            {"country": None, "subdivision": "SCT"}, "subdivision", "needs its `country`", id="part of nothing"
        ),
    ],
)
def test_a_wrong_place_is_told(place: dict[str, str | None], field: str, message: str) -> None:
    """Before a launch has to reckon with it."""
    ((where, why),) = wrong_place(replace(LONDON, **place))  # type: ignore[arg-type]  # a table of fields

    assert where == field
    assert message in why
