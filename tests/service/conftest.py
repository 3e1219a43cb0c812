"""Every use case over a real engine, a real worker and a real database of each kind."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from store.database import Database
from store.migrate import upgrade
from tests.service.desk import Desk, open_desk
from tests.service.messengers import Scene
from tests.support.databases import Prepare


@pytest.fixture(scope="session")
def database_schema() -> Prepare:
    """Migrate once for each kind of database; tests get copies."""
    return upgrade


@pytest.fixture
async def desk(temporal_client: Client, database_url: str) -> AsyncIterator[Desk]:
    """A whole Slipway for this test alone; the test runs once on each kind of database."""
    async with open_desk(temporal_client.service_client.config.target_host, database_url) as made:
        yield made


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    """A launch that has begun, on each kind of database."""
    database = Database(database_url)
    made = Scene(database)
    await made.begin()
    yield made
    await database.dispose()
