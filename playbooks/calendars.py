"""A department's place → its calendar: public holidays as dates, time zone changes as instants.

Time zones come from the `tzdata` package, never from the host: every machine resolves the same plan.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

import holidays

from domain.calendar import Calendar, Offset
from domain.playbooks.flaws import did_you_mean
from domain.playbooks.model import DepartmentSpec

DEFAULT_DAYS = 1100
"""Three years: longer than a launch and its reviews take."""


def resolve(department: DepartmentSpec, *, start: date, days: int = DEFAULT_DAYS) -> Calendar:
    """The calendar of a department from `start` on, for so many days.

    Its place must be sound: see `wrong_place`. Later holidays and clock changes are not known to the calendar.
    """
    return Calendar(
        working_days=department.working_days,
        holidays=_holidays(department.country, department.subdivision, start, days),
        starts=_minutes(department.day_starts),
        ends=_minutes(department.day_ends),
        offsets=_offsets(department.timezone, start, days),
        timezone=department.timezone,
    )


def wrong_place(department: DepartmentSpec) -> Iterator[tuple[str, str]]:
    """What is wrong with a department's place: the field, and what to do."""
    if department.timezone not in _zones():
        near = did_you_mean(department.timezone, _zones())
        near = near if near.startswith("Did") else "Use an IANA name such as `Europe/London`, or `UTC`."
        yield "timezone", f"Unknown time zone `{department.timezone}`. {near}"
    countries = _countries()
    if department.country is None:
        if department.subdivision is not None:
            yield "subdivision", "A subdivision needs its `country`."
    elif department.country not in countries:
        advice = "Use an ISO 3166-1 code such as `GB`, or leave it out."
        yield "country", f"No holidays are known for `{department.country}`. {advice}"
    elif department.subdivision and department.subdivision not in countries[department.country]:
        near = did_you_mean(department.subdivision, countries[department.country])
        yield "subdivision", f"Unknown part of {department.country}: `{department.subdivision}`. {near}"


@cache
def _countries() -> dict[str, list[str]]:
    return holidays.list_supported_countries()


@cache
def _zones() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def time_zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name, the same on every machine."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@lru_cache(maxsize=256)
def _holidays(country: str | None, subdivision: str | None, start: date, days: int) -> tuple[str, ...]:
    if country is None:
        return ()
    end = start + timedelta(days=days)
    found = holidays.country_holidays(country, subdiv=subdivision, years=range(start.year, end.year + 1))
    return tuple(sorted(day.isoformat() for day in found if start <= day <= end))


@lru_cache(maxsize=256)
def _offsets(zone: str, start: date, days: int) -> tuple[Offset, ...]:
    """The offset at the start, then each change to the minute."""
    at = time_zone(zone)
    step = timedelta(days=1)
    day = datetime.combine(start, time(), tzinfo=UTC) - step  # local days begin up to 14 hours earlier
    found = [Offset(since=day, minutes=_offset(at, day))]
    for _ in range(days + 2):
        following = day + step
        if (minutes := _offset(at, following)) != found[-1].minutes:
            found.append(Offset(since=_change(at, day, following), minutes=minutes))
        day = following
    return () if len(found) == 1 and found[0].minutes == 0 else tuple(found)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute of the offset that holds at `after`."""
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        if _offset(zone, middle) == _offset(zone, after):
            after = middle
        else:
            before = middle
    return after


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
