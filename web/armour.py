"""Headers that every page and file has, whatever happens inside."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script or style stands inside a page, so none that somebody smuggles in runs."""

SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # A page may be kept, yet never shown again without asking, nor to anybody else: ballots are blind.
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Accept-Encoding",
}


class Armour:
    """Puts them on."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """`secure`: people come over TLS, and are to go on doing so."""
        self._app = app
        self._headers = {**SAFE, **({"Strict-Transport-Security": "max-age=31536000"} if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def armoured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, armoured if scope["type"] == "http" else send)
