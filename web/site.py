"""Two doors under one address."""

from starlette.types import ASGIApp, Receive, Scope, Send

API_PATHS = ("/api/", "/docs", "/static/", "/health/")


class Site:
    """Sends what programs ask for to the API, and everything else to the pages."""

    def __init__(self, api: ASGIApp, pages: ASGIApp) -> None:
        """Each is an application of its own, with its own errors and headers."""
        self._api, self._pages = api, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._pages if scope["type"] == "http" and not scope["path"].startswith(API_PATHS) else self._api
        await app(scope, receive, send)
