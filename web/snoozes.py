"""Putting something off: until when, as people say it."""

from datetime import UTC, datetime, time, timedelta

from domain.errors import Invalid, Problem
from web.visits import Submission

CHOICES = {"later": "Later today", "tomorrow": "Tomorrow morning", "monday": "Next Monday", "week": "In a week"}
"""Until when, by what forms send."""

MORNING = time(9)
"""When a day begins for whoever put something off to it."""


def until(submission: Submission) -> datetime:
    """When somebody wants to see it again, in their own zone. Raises Invalid."""
    now = datetime.now(UTC).astimezone(submission.visit.clock.zone)
    chosen = submission.text("until") or "tomorrow"
    if chosen == "later":
        return now + timedelta(hours=3)
    days = {"tomorrow": 1, "monday": 7 - now.weekday(), "week": 7}.get(chosen)
    if days is None:
        raise Invalid("Choose until when to snooze it.", problems=[Problem("/until", "is none of the choices")])
    day = (now + timedelta(days=days)).date()
    return datetime.combine(day, MORNING, submission.visit.clock.zone)
