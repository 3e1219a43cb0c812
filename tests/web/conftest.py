"""The pages over the same Slipway, engine and databases that the tests of the API use."""

from collections.abc import AsyncIterator

import pytest

from tests.api.conftest import api, database_schema, databases, telemetry
from tests.api.driver import Driver
from tests.web.driver import Site, site_over

__all__ = ["api", "database_schema", "databases", "telemetry"]


@pytest.fixture
async def site(api: Driver) -> AsyncIterator[Site]:
    """The pages."""
    async with site_over(api) as made:
        yield made
