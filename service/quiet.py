"""When somebody is to be left alone, in their own time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.preferences import WEEKDAYS, QuietHours

_MOST_IN_A_ROW = 8
"""Stretches that may follow one another without a gap: a week of them means never, and then tomorrow is as good."""


def quiet_until(quiet: QuietHours | None, timezone: str, now: datetime) -> datetime | None:
    """When the quiet hours that hold `now` end, in UTC; None outside them. Clocks that change are minded."""
    if quiet is None:
        return None
    zone, moment, end = _zone(timezone), now, None
    for _ in range(_MOST_IN_A_ROW):
        following = _end_of_stretch(quiet, zone, moment)
        if following is None:
            break
        moment = end = following
    return end


def _end_of_stretch(quiet: QuietHours, zone: ZoneInfo, moment: datetime) -> datetime | None:
    today = moment.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        begins, until = _stretch(quiet, zone, day)
        if WEEKDAYS[day.weekday()] in quiet.weekdays and begins <= moment < until:
            return until
    return None


def _stretch(quiet: QuietHours, zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    last = day if quiet.until > quiet.begins else day + timedelta(days=1)
    begins = datetime.combine(day, quiet.begins, zone)
    return begins.astimezone(UTC), datetime.combine(last, quiet.until, zone).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
