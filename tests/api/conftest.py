"""One Slipway for each kind of database, shared: every test starts launches of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from cli.local.engine import LocalEngine
from store.migrate import upgrade
from telemetry.setup import Telemetry
from tests.api.driver import Driver, alone
from tests.support.databases import Databases, Prepare


@pytest.fixture(scope="session")
def database_schema() -> Prepare:
    """Tests that want a database of their own get a migrated one."""
    return upgrade


@pytest.fixture(scope="session")
def telemetry() -> Iterator[Telemetry]:
    """Trace ids, sent nowhere."""
    started = Telemetry.start("slipway-api", {})
    yield started
    started.shutdown()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Where databases are made; whatever depends on it runs once on each kind."""
    place: Databases = request.getfixturevalue(request.param)
    return place


@pytest.fixture(scope="session")
async def api(databases: Databases, engine: LocalEngine, telemetry: Telemetry) -> AsyncIterator[Driver]:
    """The whole of Slipway, on each kind of database."""
    async with alone(databases, engine, telemetry) as driver:
        yield driver
