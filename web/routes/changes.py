"""A stream for each open page, over which it hears that something changed."""

import json
import re
from collections.abc import AsyncIterator
from random import randint
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from domain.errors import Unauthenticated
from service.lookout import Listener, Lookout
from web.visits import Uses, visit_of

router = APIRouter()

HEARTBEAT_S = 15.0
"""Seconds after which something is said in any case, so that nothing in between takes the stream for dead."""

RETRY_MS = (2000, 5000)
"""When a browser comes again; not all at once, as after a restart."""

MOST_SHOWN = 80

# All pages are asked for together, so none may ask what the database would refuse.
_POSITION = re.compile(r"([A-Za-z0-9._-]{1,120}):([0-9]{1,9})")


@router.get("/changes")
async def show_changes(
    request: Request,
    slipway: Uses,
    of: Annotated[list[str] | None, Query(max_length=MOST_SHOWN)] = None,
    inbox: bool = False,
) -> Response:
    """Server-sent events that say which launches moved, and how far; never what happened to them.

    `of` says how far the page shows each, as `AUR-12:17`.
    """
    try:
        visit = await visit_of(request, slipway, present=False)
    except Unauthenticated:
        return Response(status_code=401)  # a page to sign in on is no use to a stream
    audiences = await slipway.inbox.audiences(visit.actor) if inbox else ()
    listener = slipway.lookout.join(visit.signed_in, _shown(of or []), audiences)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(slipway.lookout, listener), media_type="text/event-stream", headers=headers)


async def _told(lookout: Lookout, listener: Listener) -> AsyncIterator[str]:
    try:
        yield f"retry: {randint(*RETRY_MS)}\n\n"  # noqa: S311 - nothing to guess here
        while (news := await listener.news(HEARTBEAT_S)) is not None:
            yield f"event: changed\ndata: {json.dumps(news)}\n\n" if news else ": still here\n\n"
        if listener.signed_out:
            yield "event: over\ndata: {}\n\n"
    finally:
        lookout.leave(listener)


def _shown(of: list[str]) -> dict[str, int]:
    """What cannot be read is left out: a page that is told too little is only less up to date."""
    return {said[1]: int(said[2]) for one in of if (said := _POSITION.fullmatch(one))}
