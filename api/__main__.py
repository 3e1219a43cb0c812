"""`python -m api`: serve the API and the pages until told to stop."""

import asyncio
import signal
from types import FrameType

import uvicorn
import uvloop
from starlette.middleware import Middleware

from api.app import create_app
from api.envelope import Envelope
from api.housekeeping import forget_old_looks, forget_old_replies, forget_old_sessions, forget_old_snoozes
from api.limits import BodyLimit
from api.server import Server
from api.warm import warm
from service.container import open_slipway
from service.garbage import spare_what_stays
from service.settings import Settings
from telemetry.logs import configure_logs
from telemetry.metrics import metrics_runtime
from telemetry.setup import Telemetry
from telemetry.sql import instrument_engine
from telemetry.temporal import tracing_plugins
from web.app import create_pages
from web.site import Site

GRACE_SECONDS = 20
"""What requests under way get to finish once told to stop: longer than a command may take."""

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open: longer than clients and proxies keep theirs, 5 and 60 seconds as a rule. The
caller must be the first to close, else a request may be on its way just as the server hangs up."""


async def main() -> None:
    """Serve until SIGTERM or SIGINT; finish what is under way, and send the last spans."""
    settings = Settings()
    configure_logs(settings.log_level)
    telemetry = Telemetry.start("slipway-api")
    slipway = await open_slipway(
        settings,
        plugins=tracing_plugins(telemetry),
        runtime=metrics_runtime(settings.metrics_address),
        telemetry=telemetry,
    )
    try:
        for engine in slipway.database.engines:
            instrument_engine(engine, telemetry)
        pages = create_pages(
            slipway,
            public_url=settings.public_url,
            development=settings.environment == "development",
            telemetry=telemetry,
            middleware=[Middleware(Envelope), Middleware(BodyLimit)],
        )
        app = create_app(slipway, telemetry=telemetry)
        warm(app, pages)
        config = uvicorn.Config(
            Site(app, pages),
            host=settings.host,
            port=settings.port,
            log_config=None,
            lifespan="off",
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        _let_signals_pass()
        spare_what_stays()
        aside = asyncio.gather(
            forget_old_replies(slipway.commands),
            forget_old_snoozes(slipway.inbox),
            forget_old_sessions(slipway.sessions),
            forget_old_looks(slipway.looks),
        )
        try:
            await Server(config, stopping=slipway.lookout.close).serve()
        finally:
            aside.cancel()
    finally:
        await slipway.close()
        telemetry.shutdown()


def _let_signals_pass() -> None:
    """Survive the signal that uvicorn raises again after it has stopped, so that the rest is closed as well.

    While it serves, uvicorn handles them itself.
    """

    def handled(_number: int, _frame: FrameType | None) -> None:
        return

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handled)


if __name__ == "__main__":
    uvloop.run(main())
