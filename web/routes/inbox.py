"""The inbox: what waits, and beside it everything to act on one of it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from domain.errors import NotFound
from service.container import Slipway
from service.inbox import InboxEntry, Overview
from service.paging import Page
from web import details, snoozes
from web.cards import Deck, card_id
from web.filters import ACTS, Asked
from web.onward import onward, told
from web.render import page
from web.views import Wrong, opens_with, tabs_of
from web.visits import REFRESH, CurrentSubmission, CurrentVisit, Uses, Visit

router = APIRouter()

PAGE = 50


@router.get("/")
async def show_inbox(
    request: Request,
    visit: CurrentVisit,
    slipway: Uses,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    opened: Annotated[str | None, Query(alias="open", max_length=300)] = None,
) -> Response:
    """What waits for the visitor; without any filter, by the view they want it to open with."""
    asked = Asked.of(request.query_params)
    overview = await slipway.inbox.overview(visit.actor, asked.wanted, ACTS, cursor=cursor, limit=PAGE)
    if not request.query_params and (first := opens_with(overview.views)):
        return RedirectResponse(first, HTTPStatus.SEE_OTHER)
    return await inbox_page(request, visit, slipway, asked, overview, cursor=cursor, opened=opened, place=visit.path)


async def inbox_page(
    request: Request,
    visit: Visit,
    slipway: Slipway,
    asked: Asked,
    overview: Overview,
    *,
    place: str,
    cursor: str | None = None,
    opened: str | None = None,
    wrong: Wrong | None = None,
) -> Response:
    """The inbox, at a `place` in it; with what is `wrong` with a view that was to be saved."""
    entries = overview.entries
    people = {one.owner for one in entries.items} | {one.on_behalf_of for one in entries.items if one.on_behalf_of}
    here = opened or request.headers.get(REFRESH) or None
    detail, current = await _opened(slipway, visit, entries, here, people)
    names = detail.names if detail else await slipway.people.named(people)
    deck = Deck(names, visit.titles, visit.clock, asked.query, card_id(current) if current else None)
    return page(
        request,
        "inbox.html",
        422 if wrong else 200,
        asked=asked,
        cards=[deck.card(one) for one in entries.items],
        counts=overview.counts,
        views=tabs_of(overview.views, asked),
        wrong=wrong,
        following=entries.next,
        shows=_shows(entries.items, detail),
        cursor=cursor,
        detail=detail,
        current=current,
        place=place,
        snoozes=snoozes.CHOICES,
        told=told(request.query_params.get("did"), request.query_params.get("on")),
        narrow=opened is not None,
        all_picked=request.query_params.get("pick") == "all",
    )


async def _opened(
    slipway: Slipway, visit: Visit, entries: Page[InboxEntry], opened: str | None, people: set[str]
) -> tuple[details.Detail | None, InboxEntry | None]:
    """The entry to be shown in full: the one asked for, else the first; None when there is nothing to do.

    The names it knows are those of `people`, too.
    """
    current = next((one for one in entries.items if card_id(one) == opened), None)
    if current is None and entries.items and opened is None:
        current = entries.items[0]
    try:
        if current is not None:
            return await details.of_entry(slipway, visit, current.act.item, current.act.act, people), current
        if opened is not None:  # it has been done, or stands on another page of the list
            item, act, *_ = *opened.split(":"), "", ""
            return await details.of_entry(slipway, visit, item, act, people), None
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
    await slipway.inbox.snooze(submission.actor, item, snoozes.until(submission))
    return await onward(slipway, submission, "snoozed", item)


@router.post("/items/{item}/unsnooze")
async def unsnooze(item: str, submission: CurrentSubmission, slipway: Uses) -> Response:
    """Bring it back."""
    await slipway.inbox.unsnooze(submission.actor, item)
    return await onward(slipway, submission, "unsnoozed", item, stay=True)
