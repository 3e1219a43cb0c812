"""The last net of the pages: whatever breaks, whoever was here gets a page, and we get the log."""

import logging

from fastapi import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telemetry.current import current_trace_id
from web.render import page

logger = logging.getLogger(__name__)

_BARE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Something broke · Slipway</title>"
    "<h1>Something broke on our side</h1><p>Nothing you typed is lost: go back, and it is still there.</p>"
)
"""Needs nothing that might be broken as well."""


class Net:
    """Catches what no handler knows, inside the armour and outside everything else."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:  # the outermost: nothing of ours stands behind it
            logger.exception("%s %s failed", scope.get("method"), scope.get("path"))
            if started or scope["type"] != "http":
                raise
            await _broken(Request(scope))(scope, receive, send)


def _broken(request: Request) -> HTMLResponse:
    """What happened, without a word of our insides; and what was sent, to be sent again once."""
    try:
        fields = getattr(request.state, "fields", {})
        return page(request, "broken.html", 500, trace=current_trace_id(), fields=fields, path=request.url.path)
    except Exception:  # what broke may be what every page needs
        logger.exception("and so did the page that says so")
        return HTMLResponse(_BARE, 500)
