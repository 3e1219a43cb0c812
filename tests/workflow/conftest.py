"""Launches on a real engine, with a read model in memory that can be away."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from tests.workflow.driver import Launches, launches_over, worker_of


@pytest.fixture(scope="session")
async def launches(temporal_client: Client) -> AsyncIterator[Launches]:
    """One worker for all tests; each starts launches of its own."""
    made = launches_over(temporal_client)
    async with worker_of(made):
        yield made
