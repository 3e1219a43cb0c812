"""The inbox: what waits, and beside it everything to act on one of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from domain.errors import Invalid, NotFound, Problem
from service.container import Slipway
from service.inbox import InboxEntry
from service.paging import Page
from web import details
from web.cards import Deck, card_id
from web.filters import ACTS, Asked
from web.onward import onward, told
from web.render import page
from web.visits import REFRESH, CurrentSubmission, CurrentVisit, Submission, Uses, Visit

router = APIRouter()

PAGE = 50

SNOOZES = {"later": "Later today", "tomorrow": "Tomorrow morning", "monday": "Next Monday", "week": "In a week"}
MORNING = time(9)
"""When a day begins for whoever put something off to it."""


@router.get("/")
async def show_inbox(
    request: Request,
    visit: CurrentVisit,
    slipway: Uses,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    opened: Annotated[str | None, Query(alias="open", max_length=300)] = None,
) -> Response:
    """What waits for the visitor."""
    asked = Asked.of(request.query_params)
    entries = await slipway.inbox.page(visit.actor, asked.wanted, cursor=cursor, limit=PAGE)
    counts = await slipway.inbox.counts(visit.actor, ACTS)
    detail, current = await _opened(slipway, visit, entries, opened or request.headers.get(REFRESH) or None)
    people = {one.owner for one in entries.items} | {one.on_behalf_of or "" for one in entries.items}
    names = await slipway.people.named(people - {""})
    deck = Deck(names, visit.titles, visit.clock, asked.query, card_id(current) if current else None)
    return page(
        request,
        "inbox.html",
        asked=asked,
        cards=[deck.card(one) for one in entries.items],
        counts=counts,
        following=entries.next,
        shows=_shows(entries.items, detail),
        cursor=cursor,
        detail=detail,
        current=current,
        snoozes=SNOOZES,
        told=told(request.query_params.get("did"), request.query_params.get("on")),
        narrow=opened is not None,
    )


async def _opened(
    slipway: Slipway, visit: Visit, entries: Page[InboxEntry], opened: str | None
) -> tuple[details.Detail | None, InboxEntry | None]:
    """The entry to be shown in full: the one asked for, else the first; None when there is nothing to do."""
    current = next((one for one in entries.items if card_id(one) == opened), None)
    if current is None and entries.items and opened is None:
        current = entries.items[0]
    try:
        if current is not None:
            return await details.of_entry(slipway, visit, current.act.item, current.act.act), current
        if opened is not None:  # it has been done, or stands on another page of the list
            item, act, *_ = *opened.split(":"), "", ""
            return await details.of_entry(slipway, visit, item, act), None
    except NotFound:
        return None, None
    return None, None


def _shows(entries: Sequence[InboxEntry], detail: details.Detail | None) -> dict[str, int]:
    """How far the page shows each launch, at least."""
    shown = dict(detail.shows) if detail else {}
    for one in entries:
        shown[one.act.launch] = min(one.launch_seq, shown.get(one.act.launch, one.launch_seq))
    return shown


@router.post("/items/{item}/snooze")
async def snooze(item: str, submission: CurrentSubmission, slipway: Uses) -> Response:
    """Put something off."""
    await slipway.inbox.snooze(submission.actor, item, _moment(submission))
    return await onward(slipway, submission, "snoozed", item)


@router.post("/items/{item}/unsnooze")
async def unsnooze(item: str, submission: CurrentSubmission, slipway: Uses) -> Response:
    """Bring it back."""
    await slipway.inbox.unsnooze(submission.actor, item)
    return await onward(slipway, submission, "unsnoozed", item, stay=True)


def _moment(submission: Submission) -> datetime:
    """When somebody wants to see it again, in their own zone."""
    now = datetime.now(UTC).astimezone(submission.visit.clock.zone)
    until = submission.text("until") or "tomorrow"
    if until == "later":
        return now + timedelta(hours=3)
    days = {"tomorrow": 1, "monday": 7 - now.weekday(), "week": 7}.get(until)
    if days is None:
        raise Invalid("Choose until when to snooze it.", problems=[Problem("/until", "is none of the choices")])
    day = (now + timedelta(days=days)).date()
    return datetime.combine(day, MORNING, submission.visit.clock.zone)
