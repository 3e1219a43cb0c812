"""Which channels tell a person of what, and when they want to be left alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from domain.notices import NoticeKind

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

DEFAULT_CHANNELS: Mapping[str, tuple[str, ...]] = {
    NoticeKind.TASK: ("email",),
    NoticeKind.GATE: ("email",),
    NoticeKind.OVERDUE: ("email",),
    NoticeKind.DECIDED: ("email",),
    NoticeKind.FOLLOWED: (),
    NoticeKind.LAUNCH: ("email",),
    NoticeKind.REVIEW: ("email",),
    NoticeKind.MENTION: ("email",),
}
"""What asks somebody to act, and what becomes of their own work, comes by email; the rest is for who wants it."""


FOR_SUBSTITUTES = frozenset({NoticeKind.TASK, NoticeKind.GATE, NoticeKind.OVERDUE, NoticeKind.REVIEW})
"""What is asked of somebody, and what presses, reaches whoever stands in for them; what they only may know does not."""


@dataclass(frozen=True)
class QuietHours:
    """A stretch of each of some days, in a person's own time zone. One that ends where it begins lasts a day."""

    begins: time
    until: time
    weekdays: tuple[str, ...] = WEEKDAYS
    """The days it begins on."""


@dataclass(frozen=True)
class Preferences:
    """What one person chose; a kind that they did not choose for has its default."""

    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    quiet_hours: QuietHours | None = None
    urgent_anyway: bool = False
    """Escalations at 150 % and mentions come through in quiet hours."""

    def channels(self, kind: str) -> tuple[str, ...]:
        """Through which channels to tell them of this kind of thing; none for a kind nobody knows."""
        return self.kinds.get(kind, DEFAULT_CHANNELS.get(kind, ()))
