"""The application over the use cases, for servers and for tests."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.docs import add_docs
from api.envelope import Envelope
from api.errors import install_handlers
from api.limits import BodyLimit
from api.openapi import complete
from api.routes import (
    bulk,
    changes,
    comments,
    delegations,
    deliveries,
    drafts,
    evidence,
    files,
    gates,
    health,
    inbox,
    inbox_views,
    launches,
    metrics,
    notifications,
    people,
    playbooks,
    proposals,
    requests,
    schedules,
    tasks,
)
from service.container import Slipway
from telemetry.fastapi import server_telemetry
from telemetry.setup import Telemetry

NOUNS = (
    launches,
    changes,
    schedules,
    tasks,
    drafts,
    gates,
    proposals,
    evidence,
    files,
    metrics,
    requests,
    comments,
    inbox,
    inbox_views,
    bulk,
    notifications,
    deliveries,
    people,
    delegations,
    playbooks,
)
"""The routes, in the order the documentation shows them. A new noun is one file and one name here."""

BUSIEST = (gates, tasks, inbox)
"""Looked through first: a request is held against one route after the other until one fits."""

DESCRIPTION = """\
Takes a product launch from idea to review, across every department that has to say yes.

Commands take an `Idempotency-Key`, so that they can be repeated safely, and an `If-Match`, so that nobody acts on
what has changed. Every refusal is a problem document (RFC 9457) that says what to do next.
"""


def create_app(slipway: Slipway, *, telemetry: Telemetry | None = None) -> FastAPI:
    """The API over `slipway`, which whoever opened it also closes; traced when `telemetry` is given."""
    app = FastAPI(
        title="Slipway",
        version="1",
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        openapi_tags=[{"name": tag} for tag in dict.fromkeys(tag for noun in NOUNS for tag in noun.router.tags)],
        docs_url=None,  # the framework's own pages load their scripts from a CDN
        redoc_url=None,
        telemetry=server_telemetry(telemetry),
        redirect_slashes=False,  # a redirect loses the body of a POST, and hides a wrong address
        generate_unique_id_function=_operation_id,
    )
    app.state.slipway = slipway
    # Each by itself: a router within a router costs every request a tenth of a millisecond.
    for noun in dict.fromkeys((*BUSIEST, *NOUNS)):
        app.include_router(noun.router, prefix="/api/v1")
    app.include_router(health.router)
    add_docs(app)
    install_handlers(app)
    complete(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Envelope)  # outermost: what is added last comes first
    return app


def _operation_id(route: APIRoute) -> str:
    """The function's name, which is unique: clients are generated from it."""
    return route.name
