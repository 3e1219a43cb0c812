"""What every exchange has, whatever happens inside: an answer, a request id, a trace id, safe headers."""

import logging
import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_response
from telemetry.current import current_trace_id

logger = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")

_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    # A reply may be kept, yet never shown again without asking, nor to anybody else: ballots are blind.
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization",
}


class Envelope:
    """The outermost middleware. HEAD is answered as GET without its body."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        scope = {**scope, "state": {**scope.get("state", {}), "request_id": _request_id(scope)}}
        if head:
            scope["method"] = "GET"
        outgoing = _Outgoing(send, scope["state"]["request_id"], without_body=head)
        try:
            await self._app(scope, receive, outgoing)
        except Exception:
            # The last net: whoever called gets an answer that tells nothing of our insides, and we get the log.
            logger.exception("%s %s failed", scope["method"], scope["path"])
            if outgoing.started:
                raise
            detail = "Something broke on our side. Quote the trace id to whoever runs Slipway."
            broken = problem_response(scope, 500, "internal", "Something broke", detail)
            await broken(scope, receive, outgoing)


class _Outgoing:
    """Sends a response with the headers that every response has."""

    def __init__(self, send: Send, request_id: str, *, without_body: bool) -> None:
        self.started = False
        self._send = send
        self._request_id = request_id
        self._without_body = without_body

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._request_id
            if trace_id := current_trace_id():
                headers["Slipway-Trace"] = trace_id
            for name, value in _SAFE.items():
                headers.setdefault(name, value)
        elif self._without_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _request_id(scope: Scope) -> str:
    """The caller's own, when it is harmless in logs and headers; else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex
