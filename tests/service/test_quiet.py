"""Quiet hours, in the time zone of whoever wants them, on days when clocks change too."""

from datetime import UTC, datetime, time

import pytest

from domain.preferences import QuietHours
from service.quiet import quiet_until

NIGHT = QuietHours(time(22), time(7))
WEEKEND = QuietHours(time(0), time(0), ("sat", "sun"))
EARLY = QuietHours(time(0), time(2, 30))


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "until"),
    [
        pytest.param(None, "UTC", "2026-03-02T23:00", None, id="none chosen"),
        pytest.param(NIGHT, "UTC", "2026-03-02T21:59", None, id="before"),
        pytest.param(NIGHT, "UTC", "2026-03-02T22:00", "2026-03-03T07:00", id="the first moment"),
        pytest.param(NIGHT, "UTC", "2026-03-03T06:59", "2026-03-03T07:00", id="the last one"),
        pytest.param(NIGHT, "UTC", "2026-03-03T07:00", None, id="after"),
        pytest.param(NIGHT, "Asia/Kolkata", "2026-03-02T16:30", "2026-03-03T01:30", id="half an hour off"),
        pytest.param(NIGHT, "America/St_Johns", "2026-03-03T01:30", "2026-03-03T10:30", id="on an island"),
        pytest.param(NIGHT, "Europe/Berlin", "2026-03-28T22:00", "2026-03-29T05:00", id="the short night"),
        pytest.param(NIGHT, "Europe/Berlin", "2026-10-24T21:00", "2026-10-25T06:00", id="the long night"),
        pytest.param(EARLY, "Europe/Berlin", "2026-03-29T00:30", "2026-03-29T01:30", id="an end that is skipped"),
        pytest.param(EARLY, "Europe/Berlin", "2026-10-25T00:15", "2026-10-25T00:30", id="an end that comes twice"),
        pytest.param(WEEKEND, "UTC", "2026-03-07T12:00", "2026-03-09T00:00", id="two days in a row"),
        pytest.param(WEEKEND, "UTC", "2026-03-06T23:59", None, id="Friday"),
        pytest.param(QuietHours(time(22), time(7), ("fri",)), "UTC", "2026-03-07T03:00", "2026-03-07T07:00", id="over"),
        pytest.param(QuietHours(time(22), time(7), ("sat",)), "UTC", "2026-03-07T03:00", None, id="begins tonight"),
        pytest.param(NIGHT, "Mars/Olympus", "2026-03-02T23:00", "2026-03-03T07:00", id="an unknown zone is UTC"),
        pytest.param(QuietHours(time(9), time(17)), "UTC", "2026-03-02T12:00", "2026-03-02T17:00", id="by day"),
    ],
)
def test_when_they_end(quiet: QuietHours | None, zone: str, now: str, until: str | None) -> None:
    """None outside them."""
    assert quiet_until(quiet, zone, at(now)) == (at(until) if until else None)


def test_who_is_never_to_be_told_is_told_in_a_week() -> None:
    """All day, every day: it ends all the same."""
    end = quiet_until(QuietHours(time(0), time(0)), "UTC", at("2026-03-02T12:00"))
    assert end is not None
    assert end <= at("2026-03-11T00:00")
