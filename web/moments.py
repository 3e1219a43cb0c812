"""Dates and times as a person reads them: in their zone, relative within a week, absolute beyond and on hover."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from web.language import say

SOON = timedelta(hours=24)


def zone_of(name: str) -> tzinfo:
    """The zone of this name; UTC when nobody knows it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@dataclass(frozen=True)
class Due:
    """When something is due, and how it stands: `late`, `soon` or `calm`."""

    at: datetime
    tone: str
    words: Markup


@dataclass(frozen=True)
class Clock:
    """Now, where somebody is."""

    now: datetime
    zone: tzinfo

    def full(self, moment: datetime) -> str:
        """`Tue 24 Nov 2026, 14:02 IST`."""
        local = moment.astimezone(self.zone)
        day, month = say(f"{local:%a}"), say(f"{local:%b}")
        return f"{day} {local.day} {month} {local:%Y, %H:%M} {_zone_name(local)}"

    def short(self, moment: datetime) -> str:
        """`14:02` today, `Tue 14:02` within a week, `24 Nov` within the year, `24 Nov 2025` beyond."""
        local, today = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        days = (local.date() - today.date()).days
        if days == 0:
            return f"{local:%H:%M}"
        if days in {-1, 1}:
            return say("tomorrow {time}" if days == 1 else "yesterday {time}", time=f"{local:%H:%M}")
        if abs(days) < 7:
            return f"{say(f'{local:%a}')} {local:%H:%M}"
        day = f"{local.day} {say(f'{local:%b}')}"
        return day if local.year == today.year else f"{day} {local.year}"

    def time(self, moment: datetime | None) -> Markup:
        """A `<time>` that says the whole on hover."""
        return self._element(moment, self.short(moment)) if moment else Markup("")

    def day(self, moment: datetime | None) -> Markup:
        """A `<time>` that says the day alone: `24 Nov`, and `24 Nov 2025` beyond the year."""
        if moment is None:
            return Markup("")
        local, today = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        year = "" if local.year == today.year else f" {local.year}"
        return self._element(moment, f"{local.day} {say(f'{local:%b}')}{year}")

    def on(self, day: str | None) -> Markup:
        """A `<time>` of a day of the calendar (ISO 8601), which is the same day everywhere: `1 Jun 2027`."""
        if not day:
            return Markup("")
        it = date.fromisoformat(day)
        return Markup('<time datetime="{}">{} {} {}</time>').format(day, it.day, say(f"{it:%b}"), it.year)

    def ago(self, moment: datetime) -> Markup:
        """`5 min ago`, `2 h ago`, and after a day when it was."""
        gone = self.now - moment
        if gone < timedelta(minutes=1):
            words = say("just now")
        elif gone < timedelta(hours=1):
            words = say("{number} min ago", number=gone // timedelta(minutes=1))
        elif gone < timedelta(days=1):
            words = say("{number} h ago", number=gone // timedelta(hours=1))
        else:
            words = self.short(moment)
        return self._element(moment, words)

    def due(self, moment: datetime | None) -> Due | None:
        """When it is due, in words that tell whether to hurry."""
        if moment is None:
            return None
        left = moment - self.now
        local, today = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        if left < timedelta(0):
            return Due(moment, "late", self._element(moment, say("{time} late", time=_length(-left))))
        if local.date() == today.date():
            return Due(moment, "soon", self._element(moment, say("today {time}", time=f"{local:%H:%M}")))
        return Due(moment, "soon" if left < SOON else "calm", self._element(moment, self.short(moment)))

    def _element(self, moment: datetime, words: str) -> Markup:
        stamp = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, self.full(moment), words)


def _length(span: timedelta) -> str:
    """Roughly how long: `40 min`, `3 h`, `2 days`."""
    if span < timedelta(hours=1):
        return say("{number} min", number=max(1, span // timedelta(minutes=1)))
    if span < timedelta(days=2):
        return say("{number} h", number=span // timedelta(hours=1))
    return say("{number} days", number=span.days)


def _zone_name(local: datetime) -> str:
    name = local.tzname() or ""
    return f"UTC{name[:3]}{':' + name[3:] if name[3:] else ''}" if name[:1] in "+-" and name else name
