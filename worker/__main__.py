"""`python -m worker`: run launches until told to stop."""

import asyncio
import logging
import signal
from datetime import timedelta

import uvloop

from service.container import connect
from service.dispatch import open_dispatcher
from service.garbage import spare_what_stays
from service.settings import Settings
from store.database import Database
from telemetry.logs import configure_logs
from telemetry.metrics import metrics_runtime
from telemetry.setup import Telemetry
from telemetry.sql import instrument_engine
from telemetry.temporal import tracing_plugins
from telemetry.waits import Waits
from worker.dispatch import dispatching
from worker.run import make_worker

logger = logging.getLogger(__name__)


async def main() -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way."""
    settings = Settings()
    configure_logs(settings.log_level)
    telemetry = Telemetry.start("slipway-worker")
    database = Database(settings.database_url.get_secret_value())
    dispatcher = open_dispatcher(database, settings)
    for engine in database.engines:
        instrument_engine(engine, telemetry)
    client = await connect(
        settings, plugins=tracing_plugins(telemetry), runtime=metrics_runtime(settings.metrics_address), lazy=False
    )
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    try:
        window = timedelta(seconds=settings.delivery_window_s)
        worker = make_worker(client, database, Waits(telemetry), task_queue=settings.task_queue, window=window)
        spare_what_stays()
        async with dispatching(dispatcher, stop), worker:
            logger.info("worker ready on task queue %s", settings.task_queue)
            await stop.wait()
    finally:
        await database.dispose()
        telemetry.shutdown()


if __name__ == "__main__":
    uvloop.run(main())
