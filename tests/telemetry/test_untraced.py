"""Loops that look for work leave no traces; the work does."""

from datetime import UTC, datetime

from channels.null import NullChannel
from service.dispatch import Dispatcher
from service.lookout import Lookout
from service.sessions import SignedIn
from store.database import Database
from store.migrate import upgrade
from store.records import Person, Session
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


async def test_looking_for_changes_is_not_traced(
    database_url: str, telemetry: Telemetry, receiver: OtlpReceiver
) -> None:
    """However long pages are open. This one is let go of at the first look, as nobody knows its session."""
    await upgrade(database_url)
    database = Database(database_url)
    for engine in database.engines:
        instrument_engine(engine, telemetry)
    telemetry.tracer_provider.force_flush()
    seen = len(receiver.spans())

    session = Session("nobodys", "pia", "token", "", MONDAY, MONDAY)
    listener = Lookout(database).join(SignedIn(Person("pia", "Pia", "pia@slipway.example"), session), {"AUR-1": 0})
    assert await listener.news(30) is None

    telemetry.tracer_provider.force_flush()
    assert len(receiver.spans()) == seen
    await database.dispose()
