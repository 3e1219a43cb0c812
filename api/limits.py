"""No body is read further than it may be long."""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import refusal
from domain.errors import TooLarge

BODY_LIMIT = 64 * 1024
"""Bytes of an ordinary body. Larger things are evidence by link: the engine carries digests, not files."""

PLAYBOOK_LIMIT = 256 * 1024
"""Bytes of a playbook."""

DRAIN_LIMIT = 1024 * 1024
"""Bytes that are read of a body that is too large, so that the caller sees the answer."""

LARGER = {("POST", "/api/v1/playbooks"): PLAYBOOK_LIMIT}
STREAMED = re.compile(r"(?:/api/v1)?/launches/[^/]+/files|/launches/[^/]+/evidence")
"""Where files are uploaded, read as they come: the use case there has a limit of its own, and so has the form."""

_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyLimit:
    """Reads the whole body first, and answers 413 instead of passing on one that is too large.

    Bodies are small enough to hold, and nothing inside sees a part of one: not with a `Content-Length` that
    is honest, nor with one that is not, nor with none.
    """

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in _WITHOUT_BODY:
            await self._app(scope, receive, send)
            return
        if scope["method"] == "POST" and STREAMED.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        limit = LARGER.get((scope["method"], scope["path"]), BODY_LIMIT)
        try:
            body = await _read(scope, receive, limit)
        except TooLarge as error:
            response = refusal(scope, error)
            response.headers["Connection"] = "close"  # more of the body may be on its way
            await response(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _replay(body, receive), send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _read(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The body, or None when the client hung up half-way: half a body is nobody's wish.

    One that is a little too large is let in and forgotten: closing a connection on what was sent and not read
    resets it, and the caller would never see the answer.
    """
    too_large = TooLarge(f"A body here has at most {limit} bytes; add large things as evidence by link.", limit=limit)
    if _announced(scope) > DRAIN_LIMIT:
        raise too_large
    body = bytearray()
    size, more = 0, True
    while more and size <= DRAIN_LIMIT:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            body += chunk
        more = message.get("more_body", False)
    if size > limit:
        raise too_large
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that first gives the whole body, and then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
