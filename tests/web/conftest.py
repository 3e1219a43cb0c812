"""The pages over the same Slipway, engine and databases that the tests of the API use."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from cli.local.engine import LocalEngine
from telemetry.setup import Telemetry
from tests.api.conftest import api, database_schema, databases, telemetry
from tests.api.driver import Driver, alone
from tests.support.databases import Sqlite
from tests.web.browser import Served, chromium, served
from tests.web.driver import Site, site_over

__all__ = ["api", "database_schema", "databases", "telemetry"]


@pytest.fixture
async def site(api: Driver) -> AsyncIterator[Site]:
    """The pages."""
    async with site_over(api) as made:
        yield made


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser; every test has windows of its own."""
    async with chromium() as running:
        yield running


@pytest.fixture(scope="session")
async def one_api(sqlite: Sqlite, engine: LocalEngine, telemetry: Telemetry) -> AsyncIterator[Driver]:
    """One Slipway for all tests that look at pages alone: what a page shows does not depend on the kind of database."""
    async with alone(sqlite, engine, telemetry) as driver:
        yield driver


@pytest.fixture
async def pages(one_api: Driver) -> AsyncIterator[Site]:
    """The pages without a browser, on that one Slipway."""
    async with site_over(one_api) as made:
        yield made


@pytest.fixture
async def shown(one_api: Driver, browser: Browser) -> AsyncIterator[Served]:
    """The pages in a browser, which must not complain of anything."""
    async with served(one_api, browser) as site:
        yield site
    assert site.complaints == []
