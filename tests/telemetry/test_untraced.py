"""Loops that look for work leave no traces; the work does."""

from datetime import UTC, datetime

from channels.null import NullChannel
from service.dispatch import Dispatcher
from store.database import Database
from store.migrate import upgrade
from telemetry.setup import Telemetry
from telemetry.sql import instrument_engine
from tests.service.messengers import Scene
from tests.telemetry.receiver import OtlpReceiver
from tests.unit.launch.plans import MONDAY


async def test_looking_for_work_is_not_traced(database_url: str, telemetry: Telemetry, receiver: OtlpReceiver) -> None:
    """A worker that has nothing to tell is silent; telling is seen."""
    await upgrade(database_url)
    database = Database(database_url)
    scene = Scene(database)
    await scene.begin()
    for engine in database.engines:
        instrument_engine(engine, telemetry)
    dispatcher = Dispatcher(database, {"email": NullChannel()}, "https://slipway.example")
    while await dispatcher.dispatch_once(MONDAY):
        pass
    telemetry.tracer_provider.force_flush()
    seen = len(receiver.spans())
    assert seen > 0

    for _ in range(5):
        assert await dispatcher.dispatch_once(datetime.now(UTC)) == 0
    telemetry.tracer_provider.force_flush()
    assert len(receiver.spans()) == seen
    await database.dispose()
