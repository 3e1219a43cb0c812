"""Databases with the real schema, made by the real migrations."""

from collections.abc import AsyncIterator

import pytest

from store.database import Database
from store.migrate import upgrade
from tests.support.databases import Databases, Prepare


@pytest.fixture(scope="session")
def database_schema() -> Prepare:
    """Migrate once for each kind of database; tests get copies."""
    return upgrade


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database for this test alone; the test runs once on each kind."""
    made = Database(database_url)
    yield made
    await made.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Databases:
    """A place for databases that the tests of a module share, since they only read; once on each kind."""
    made: Databases = request.getfixturevalue(request.param)
    return made
