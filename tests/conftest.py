"""What every room of tests shares: an engine, a client to it, and databases of both kinds.

Each xdist worker has an engine and a database server of its own; they start in under a second, on first use.
"""

import os
import signal
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings
from temporalio.client import Client

from cli.local.engine import EngineOptions, LocalEngine
from tests.support.databases import Postgres, Prepare, Sqlite
from workflows.search_attributes import SEARCH_ATTRIBUTES

pytest_plugins = ["tests.support.measured", "tests.support.patience", "tests.support.watchdog"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the race tests: `--races 500` is their full size."""
    parser.addoption("--race-seed", type=int, default=0, help="the seed of a race that failed")
    parser.addoption("--races", type=int, default=25, help="how many gates are raced for (default: 25)")


def pytest_configure() -> None:
    """Let Ctrl-C reach the processes that tests start: a shell's background job ignores it, and so do its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


# No deadline: how long an example takes says more about the machine. The same examples each time, so that a change is
# judged by what it changes; `make explore` looks for others, and a failure prints what reproduces it.
settings.register_profile("slipway", print_blob=True, deadline=None, derandomize=True)
settings.register_profile("explore", print_blob=True, deadline=None, max_examples=1000)
settings.load_profile("slipway")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """Whatever the developer's shell sets for Slipway, Temporal or OpenTelemetry is not meant for tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in tuple(os.environ):
            if name.startswith(("SLIPWAY_", "TEMPORAL_", "OTEL_")):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalEngine]:
    """A Temporal development server: in memory, able to skip time, and knowing our search attributes."""
    options = EngineOptions(
        port=0,
        ui_port=None,
        time_skipping=True,
        search_attributes=SEARCH_ATTRIBUTES,
        log=tmp_path_factory.mktemp("engine") / "engine.log",
    )
    async with LocalEngine(options) as running:
        yield running


@pytest.fixture(scope="session")
async def temporal_client(engine: LocalEngine) -> Client:
    """A plain client of the engine. All share its namespace: each has workflow ids and queues of its own."""
    return await Client.connect(engine.address)


@pytest.fixture(scope="session")
def database_schema() -> Prepare | None:
    """What makes the tables of the databases below; None leaves them empty. A room of tests overrides it."""
    return None


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Postgres]:
    """A PostgreSQL server, for tests that want more than one database or another schema."""
    async with Postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """A directory of SQLite files, likewise."""
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
async def postgres_url(postgres: Postgres, database_schema: Prepare | None) -> AsyncIterator[str]:
    """A PostgreSQL database for this test alone, as `postgresql+asyncpg://…`."""
    url = await postgres.fresh(database_schema)
    yield url
    await postgres.drop(url)


@pytest.fixture
async def sqlite_url(sqlite: Sqlite, database_schema: Prepare | None) -> AsyncIterator[str]:
    """A SQLite database for this test alone, as `sqlite+aiosqlite://…`."""
    url = await sqlite.fresh(database_schema)
    yield url
    await sqlite.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database for this test alone; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
