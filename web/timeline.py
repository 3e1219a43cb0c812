"""Where the parts of a timeline are drawn: shares of a width that is measured in business days.

What the figures mean is the business of `domain/timeline.py`; here they only become places. A day on which nobody
works has no width. Places are percentages, so that a picture fits any screen and any sheet of paper.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from service.schedule import Bar, Picture, StageSpan, Timeline

MOST_TICKS = 12
LONG = 90
"""Business days from which on a picture needs more room."""


@dataclass(frozen=True)
class Stretch:
    """A piece of a lane: where it begins and how wide it is, in percent."""

    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    """A date that is written above the lanes."""

    x: float
    words: str


@dataclass(frozen=True)
class Lane:
    """One row: what was planned, what happened, what is to come, what is left over."""

    planned: Stretch | None
    done: Stretch | None
    """From the start to the end, or to now."""
    coming: Stretch | None
    slack: Stretch | None
    over: Stretch | None
    """By how much it comes too late for the target date."""
    mark: float | None
    """Where a gate is, or will be, decided."""


@dataclass(frozen=True)
class Row:
    """A task or gate with its lane."""

    bar: Bar
    lane: Lane


@dataclass(frozen=True)
class Section:
    """A stage with its lane, and its rows."""

    stage: StageSpan
    lane: Lane
    rows: tuple[Row, ...]
    open: bool
    """Whether its rows show at first: where work is going on."""


@dataclass(frozen=True)
class Drawing:
    """A timeline, ready to be drawn."""

    timeline: Timeline
    sections: tuple[Section, ...]
    ticks: tuple[Tick, ...]
    holds: tuple[Stretch, ...]
    today: float | None
    """None once it has ended."""
    target: float | None
    target_day: datetime | None
    """The target date, as a moment that can be written."""
    long: bool


@dataclass(frozen=True)
class Scale:
    """From moments to places."""

    days: Sequence[date]
    zone: tzinfo

    def at(self, moment: datetime) -> float:
        """In percent; what falls on a day without width stands at the next one that has some."""
        local = moment.astimezone(self.zone)
        place = float(bisect_left(self.days, local.date()))
        if place < len(self.days) and self.days[int(place)] == local.date():
            place += (local.hour * 60 + local.minute) / (24 * 60)
        return round(100 * place / max(1, len(self.days)), 2)

    def over(self, day: date) -> float:
        """Where a date is over."""
        return round(100 * bisect_left(self.days, day + timedelta(days=1)) / max(1, len(self.days)), 2)

    def stretch(self, start: datetime | None, end: datetime | None) -> Stretch | None:
        """None when either end is unknown, or there is nothing between them."""
        if start is None or end is None or end < start:
            return None
        x = self.at(start)
        return Stretch(x, round(max(0.4, self.at(end) - x), 2))


def draw(picture: Picture, zone: tzinfo) -> Drawing:
    """Find a place for everything, where the visitor's days begin and end."""
    shown = picture.timeline
    scale = Scale(picture.business_days, zone)
    active = [stage for stage in shown.stages if stage.state == "active"] or shown.stages[:1]
    target = shown.target_date
    return Drawing(
        timeline=shown,
        sections=tuple(
            Section(
                stage,
                _stage_lane(scale, stage, shown.as_of),
                tuple(Row(bar, _lane(scale, bar, shown.as_of)) for bar in stage.bars),
                stage in active,
            )
            for stage in shown.stages
        ),
        ticks=ticks(scale),
        holds=tuple(
            stretch for hold in shown.holds if (stretch := scale.stretch(hold.since, hold.until or shown.as_of))
        ),
        today=None if shown.ended_at else scale.at(shown.as_of),
        target=scale.over(target) if target else None,
        target_day=datetime.combine(target, time(12), zone).astimezone(UTC) if target else None,
        long=len(picture.business_days) > LONG,
    )


def _lane(scale: Scale, bar: Bar, now: datetime) -> Lane:
    begun = bar.started_at
    left_out = bar.finished_at is None and bar.expected_finish is None
    coming = scale.stretch(max(now, begun) if begun else bar.expected_start, bar.expected_finish)
    decided = bar.finished_at or bar.expected_finish
    return Lane(
        planned=scale.stretch(bar.planned_start, bar.planned_finish),
        done=None if left_out else scale.stretch(begun, bar.finished_at or now),
        coming=coming,
        slack=scale.stretch(bar.expected_finish, bar.latest_finish),
        over=scale.stretch(bar.latest_finish, bar.expected_finish) if (bar.slack_days or 0) < 0 else None,
        mark=scale.at(decided) if bar.kind == "gate" and decided else None,
    )


def _stage_lane(scale: Scale, stage: StageSpan, now: datetime) -> Lane:
    begun, ended = stage.started_at, stage.finished_at
    starts = [bar.expected_start for bar in stage.bars if bar.expected_start]
    first = max(now, begun) if begun else min(starts, default=None)
    return Lane(
        planned=scale.stretch(stage.planned_start, stage.planned_finish),
        done=scale.stretch(begun, ended or now),
        coming=None if ended else scale.stretch(first, stage.expected_finish),
        slack=None,
        over=None,
        mark=None,
    )


def ticks(scale: Scale) -> tuple[Tick, ...]:
    """Weeks as long as there is room for them, then every other week, months, quarters."""
    rhythms: tuple[tuple[Callable[[date], object], int], ...] = (
        (_week, 1),
        (_week, 2),
        (_month, 1),
        (_month, 3),
        (_month, 12),
    )
    found: tuple[int, ...] = ()
    months = False
    for rhythm, every in rhythms:
        found, months = tuple(_beginnings(scale.days, rhythm))[::every], rhythm is _month
        if len(found) <= MOST_TICKS:
            break
    return tuple(
        Tick(round(100 * place / max(1, len(scale.days)), 2), _written(scale.days[place], months)) for place in found
    )


def _beginnings(days: Sequence[date], rhythm: Callable[[date], object]) -> Iterator[int]:
    """The places of the days with which a week or month begins, the very first aside: it may be in the middle."""
    for place in range(1, len(days)):
        if rhythm(days[place]) != rhythm(days[place - 1]):
            yield place


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return day.year, day.month


def _written(day: date, months: bool) -> str:
    if months:
        return f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"
    return f"{day.day} {day:%b}"
