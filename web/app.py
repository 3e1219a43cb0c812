"""The pages over the use cases, for servers and for tests."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware import Middleware

from service.container import Slipway
from telemetry.fastapi import server_telemetry
from telemetry.setup import Telemetry
from web.armour import Armour
from web.compression import Compressed
from web.errors import install_handlers
from web.language import Speaking
from web.net import Net
from web.routes import (
    activity,
    assets,
    bulk,
    changes,
    comments,
    evidence,
    files,
    find,
    gate_acts,
    gates,
    inbox,
    launch_acts,
    launches,
    looks,
    me,
    playbooks,
    requests,
    signin,
    starting,
    styleguide,
    task_acts,
    tasks,
    views,
)
from web.titles import Titles

NOUNS = (
    signin,
    inbox,
    tasks,
    gates,
    requests,
    starting,
    launches,
    playbooks,
    changes,
    looks,
    task_acts,
    gate_acts,
    launch_acts,
    me,
    bulk,
    views,
    activity,
    evidence,
    files,
    comments,
    find,
    assets,
)
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
        middleware=[
            *middleware,
            Middleware(Armour, secure=public_url.startswith("https:")),
            Middleware(Compressed),
            Middleware(Speaking),
            Middleware(Net),
        ],
    )
    app.state.slipway = slipway
    app.state.titles = Titles(slipway.people)
    app.state.origin = public_url.rstrip("/")
    for noun in (*NOUNS, styleguide) if development else NOUNS:
        app.include_router(noun.router)
    install_handlers(app)
    return app
