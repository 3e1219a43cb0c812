"""The pages over the use cases, for servers and for tests."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware import Middleware

from service.container import Slipway
from telemetry.fastapi import server_telemetry
from telemetry.setup import Telemetry
from web.armour import Armour
from web.errors import install_handlers
from web.routes import (
    activity,
    assets,
    comments,
    evidence,
    files,
    find,
    gates,
    inbox,
    launches,
    requests,
    signin,
    styleguide,
    tasks,
)
from web.titles import Titles

NOUNS = (signin, inbox, tasks, gates, requests, launches, activity, evidence, files, comments, find, assets)
"""A new noun is one file and one name here."""


def create_pages(
    slipway: Slipway,
    *,
    public_url: str,
    development: bool = False,
    telemetry: Telemetry | None = None,
    middleware: Sequence[Middleware] = (),
) -> FastAPI:
    """The pages over `slipway`, which whoever opened it also closes.

    `public_url` is where people reach them. `development` adds the style guide. `middleware` goes outside all of it.
    """
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=server_telemetry(telemetry),
        redirect_slashes=False,
        middleware=[*middleware, Middleware(Armour, secure=public_url.startswith("https:"))],
    )
    app.state.slipway = slipway
    app.state.titles = Titles(slipway.people)
    app.state.origin = public_url.rstrip("/")
    for noun in (*NOUNS, styleguide) if development else NOUNS:
        app.include_router(noun.router)
    install_handlers(app)
    return app
