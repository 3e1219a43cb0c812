"""The SLA clock of one task or gate: business time that runs, pauses on hold, and passes marks."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.calendar import Calendar

MARKS = (50, 100, 150)
"""Percent of the SLA at which somebody is told: remind, escalate to the department, escalate to the sponsor."""


@dataclass(frozen=True)
class Clock:
    """Working minutes granted and spent. `due_at` and `next_mark_at` are None while paused or past the last mark."""

    budget: float
    spent: float = 0.0
    running_since: datetime | None = None
    marks: tuple[int, ...] = ()
    due_at: datetime | None = None
    next_mark_at: datetime | None = None


def start(calendar: Calendar, business_days: int, now: datetime) -> Clock:
    """A clock that begins to run now."""
    return resume(Clock(budget=float(calendar.minutes(business_days))), calendar, now)


def pause(clock: Clock, calendar: Calendar, now: datetime) -> Clock:
    """Stop the clock; what is spent stays spent."""
    if clock.running_since is None:
        return clock
    spent = clock.spent + calendar.elapsed(clock.running_since, now)
    return replace(clock, spent=spent, running_since=None, due_at=None, next_mark_at=None)


def resume(clock: Clock, calendar: Calendar, now: datetime) -> Clock:
    """Let a stopped clock run on; due dates move by the business time it stood still."""
    due_at = calendar.advance(now, clock.budget - clock.spent)
    return _rearm(replace(clock, running_since=now, due_at=due_at), calendar)


def pass_mark(clock: Clock, calendar: Calendar, mark: int) -> Clock:
    """Remember that a mark was passed and look ahead to the next."""
    return _rearm(replace(clock, marks=(*clock.marks, mark)), calendar)


def next_mark(clock: Clock) -> int | None:
    """The mark this clock has still to pass first."""
    return next((mark for mark in MARKS if mark not in clock.marks), None)


def _rearm(clock: Clock, calendar: Calendar) -> Clock:
    mark = next_mark(clock)
    if mark is None or clock.running_since is None:
        return replace(clock, next_mark_at=None)
    left = clock.budget * mark / 100 - clock.spent
    return replace(clock, next_mark_at=calendar.advance(clock.running_since, left))
