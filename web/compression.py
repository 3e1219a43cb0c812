"""Pages and files go out compressed to whoever takes that: a tenth of the bytes, for about a millisecond."""

import gzip
import io
import secrets
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1000
"""Bytes from which a page is worth it."""

FASTEST_GOOD = 5
"""The level for pages, which are made anew each time; files are packed once, and as well as it goes."""

MOST_PADDING = 64
"""Bytes of noise at most, so that the length of a page tells nothing exact of what is in it (Heal the BREACH)."""


class Compressed:
    """Compresses whole pages. What comes in parts, such as a stream of events, passes as it is and at once."""

    def __init__(self, app: ASGIApp) -> None:
        """Inside whatever adds headers of its own."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not takes_gzip(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        begun: dict[str, Any] | None = None

        async def packing(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and _is_page(message):
                begun = dict(message)  # its headers depend on what follows
                return
            if begun is not None:
                start, begun = begun, None
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    message = {**message, "body": _packed(start, message.get("body", b""))}
                await send(start)
            await send(message)

        await self._app(scope, receive, packing)


def takes_gzip(headers: Headers) -> bool:
    """Whether a client says that it reads gzip."""
    for said in headers.get("accept-encoding", "").split(","):
        name, _, weight = said.strip().partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _is_page(message: Message) -> bool:
    headers = Headers(scope=message)
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers


def _packed(start: dict[str, Any], body: bytes) -> bytes:
    """The body to send, with the headers of its beginning set right."""
    if len(body) < LEAST:
        return body
    packed = io.BytesIO()
    noise = secrets.token_hex(secrets.randbelow(MOST_PADDING // 2) + 1)
    with gzip.GzipFile(noise, "wb", FASTEST_GOOD, packed, mtime=0) as file:
        file.write(body)
    headers = MutableHeaders(scope=start)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(packed.tell())
    return packed.getvalue()
