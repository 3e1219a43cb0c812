"""A whole Slipway with a crowd in it, for each kind of database."""

import random
from collections.abc import AsyncIterator, Iterator

import pytest

from cli.local.engine import LocalEngine
from service.container import connect
from service.settings import Settings
from store.migrate import upgrade
from telemetry.setup import Telemetry
from telemetry.temporal import tracing_plugins
from tests.races.arena import Arena, opened
from tests.support.databases import Databases


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
async def arena(databases: Databases, engine: LocalEngine, telemetry: Telemetry) -> AsyncIterator[Arena]:
    """The API in this process, over a real engine, a real worker and a real database."""
    client = await connect(Settings(temporal_address=engine.address), plugins=tracing_plugins(telemetry), lazy=False)
    url = await databases.fresh(upgrade)
    async with opened(client, url, telemetry) as made:
        yield made
    await databases.drop(url)


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Who does what, and in which order; a failing test shows the seed, and `--race-seed` brings it back."""
    seed = request.config.getoption("--race-seed") or random.randrange(1, 2**31)
    print(f"--race-seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    return random.Random(seed)
