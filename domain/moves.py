"""What is told of due dates that move: to whom, in which words, and to whom not."""

from collections.abc import Collection, Iterator
from datetime import datetime

from domain.events import Event
from domain.ids import SYSTEM
from domain.launch.views import Batch, LaunchView
from domain.text import minute

WORDS = {"overdue": "is late", "returned": "is done again", "reopened": "is done again", "changed": "has changed"}
"""How a cause is said; the others are words already."""

_MISSES = frozenset({"overdue", "returned", "reopened", "recycled"})
"""Causes that may be why a target date is missed."""


def said(event: Event, launch: LaunchView) -> dict[str, list[str]]:
    """By audience: what of theirs was due and is due now; for the owner, too, that the target date will be missed.

    What is planned for the first time is told to nobody.
    """
    found: dict[str, list[str]] = {}
    for one in event.data["moved"]:
        if one["from"] is None:
            continue
        then, now = (minute(datetime.fromisoformat(one[name])) for name in ("from", "to"))
        for audience in one["owners"]:
            found.setdefault(audience, []).append(f"{one['item']}: due {now}, no longer {then}")
    why = event.data["because"][0]["why"] if event.data["because"] else ""
    if launch.target_expected_at and why in _MISSES:
        missed = f"The target date {launch.target_date} is missed: it will be {minute(launch.target_expected_at)}"
        found.setdefault(f"person:{launch.owner}", []).append(missed)
    return found


def moved_by(slip: Event, batch: Batch) -> Event | None:
    """The event of the same moment that moves due dates because of a slip."""
    for one in batch.events:
        causes = {cause["item"] for cause in one.data["because"]} if one.action == "dues.moved" else ()
        if one.occurred_at == slip.occurred_at and slip.target in causes:
            return one
    return None


def slip_behind(move: Event, batch: Batch) -> Event | None:
    """The slip because of which due dates move, if one did it."""
    slips = (one for one in batch.events if one.action == "task.slipped")
    return next((one for one in slips if moved_by(one, batch) is move), None)


def who_caused(event: Event, items: Collection[str], batch: Batch) -> Iterator[str]:
    """The people whose act on these items, at the same moment, an event follows from."""
    for one in batch.events:
        if one.target in items and one.occurred_at == event.occurred_at and one.actor != SYSTEM:
            yield from (person for person in (one.actor, one.on_behalf_of) if person)
