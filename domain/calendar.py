"""Business time: a department's working hours, without its weekends and holidays.

Everything is resolved before a launch starts (time zones become offsets, holidays become dates), because a
workflow may not look at the machine's time zone database. Instants are aware UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

HORIZON_DAYS = 3660
"""How far a due date may lie ahead; a calendar without working days fails here instead of looping."""


@dataclass(frozen=True)
class Offset:
    """From this instant on, local time is UTC plus `minutes`."""

    since: datetime
    minutes: int


@dataclass(frozen=True)
class Calendar:
    """When a department works. A business day is one working day's hours, whatever its length."""

    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Monday is 0."""
    holidays: tuple[str, ...] = ()
    """ISO dates, sorted."""
    starts: int = 9 * 60
    """Minutes after local midnight."""
    ends: int = 17 * 60
    offsets: tuple[Offset, ...] = ()
    """Sorted by `since`; before the first, and with none, local time is UTC."""
    timezone: str = "UTC"
    """For people to read; never computed with."""

    @property
    def day_minutes(self) -> int:
        """Working minutes in a business day."""
        return self.ends - self.starts

    def minutes(self, business_days: int) -> int:
        """Working minutes in so many business days."""
        return business_days * self.day_minutes

    def advance(self, start: datetime, minutes: float) -> datetime:
        """The instant at which so many working minutes have passed since `start`."""
        left = timedelta(minutes=max(0.0, minutes))
        for opens, closes in self._working_spans(start):
            begin = max(start, opens)
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        raise ValueError(f"no working time within {HORIZON_DAYS} days after {start.isoformat()}")

    def opening(self, day: date) -> datetime:
        """The instant at which its hours begin on a day, working or not."""
        return self._to_utc(day, self.starts)

    def retreat(self, end: datetime, minutes: float) -> datetime:
        """The latest instant from which so many working minutes pass until `end`: what `advance` undoes."""
        left = timedelta(minutes=max(0.0, minutes))
        for opens, closes in self._spans_before(end):
            stop = min(end, closes)
            if stop - left >= opens:
                return stop - left
            left -= stop - opens
        raise ValueError(f"no working time within {HORIZON_DAYS} days before {end.isoformat()}")

    def end_of_day(self, day: date) -> datetime:
        """The instant at which a date is over on the department's wall, whether they work on it or not."""
        return self._to_utc(day, 24 * 60)

    def business_days(self, start: datetime, end: datetime) -> float:
        """Working time between two instants, in business days; negative when `end` is earlier."""
        minutes = self.elapsed(start, end) if end >= start else -self.elapsed(end, start)
        return minutes / self.day_minutes

    def elapsed(self, start: datetime, end: datetime) -> float:
        """Working minutes between two instants; zero when `end` is not later."""
        total = timedelta()
        if end <= start:
            return 0.0
        for opens, closes in self._working_spans(start):
            if opens >= end:
                break
            total += min(end, closes) - max(start, opens)
        return total.total_seconds() / 60

    def _working_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans in UTC that end after `start`, in order."""
        first = (start + timedelta(minutes=self._offset_at(start))).date()
        for ahead in range(HORIZON_DAYS):
            day = first + timedelta(days=ahead)
            if day.weekday() not in self.working_days or day.isoformat() in self.holidays:
                continue
            opens, closes = self._to_utc(day, self.starts), self._to_utc(day, self.ends)
            if closes > max(start, opens):  # hours inside the gap of a clock change have no length
                yield opens, closes

    def _spans_before(self, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans in UTC that begin before `end`, the last one first."""
        last = (end + timedelta(minutes=self._offset_at(end))).date()
        for back in range(HORIZON_DAYS):
            day = last - timedelta(days=back)
            if day.weekday() not in self.working_days or day.isoformat() in self.holidays:
                continue
            opens, closes = self._to_utc(day, self.starts), self._to_utc(day, self.ends)
            if opens < min(end, closes):
                yield opens, closes

    def _offset_at(self, instant: datetime) -> int:
        minutes = 0
        for offset in self.offsets:
            if offset.since > instant:
                break
            minutes = offset.minutes
        return minutes

    def _to_utc(self, day: date, minute: int) -> datetime:
        local = datetime.combine(day, time(), tzinfo=UTC) + timedelta(minutes=minute)
        guess = local - timedelta(minutes=self._offset_at(local))
        return local - timedelta(minutes=self._offset_at(guess))
