"""A delivery stays open for a while, and what doors bring meanwhile needs no other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from domain.errors import StoreUnavailable
from tests.service.desk import Desk, a_worker, open_desk
from tests.support.eventually import eventually

WINDOW = timedelta(minutes=1)
"""A worker that stops closes what is open, so nobody waits for so long."""


@asynccontextmanager
async def delivery_open(client: Client, database_url: str) -> AsyncIterator[tuple[Desk, str]]:
    """A launch whose first delivery is open, and closes at the end of this; then everything is confirmed."""
    address = client.service_client.config.target_host
    async with open_desk(address, database_url, worker=False) as desk:
        async with a_worker(desk, WINDOW):
            launch = await desk.start()
            await eventually(lambda: pending(desk, launch))
            yield desk, launch
        async with a_worker(desk):
            await desk.settled(launch)


async def pending(desk: Desk, launch: str) -> bool:
    """Whether a delivery is open."""
    described = await desk.slipway.engine.client.get_workflow_handle(f"launch/{launch}").describe()
    return any(activity.attempt for activity in described.raw_description.pending_activities)


async def deliveries(desk: Desk, launch: str) -> int:
    """How many activities its history has."""
    history = await desk.slipway.engine.client.get_workflow_handle(f"launch/{launch}").fetch_history()
    return sum(event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED for event in history.events)


async def test_a_burst_takes_one_delivery(temporal_client: Client, database_url: str) -> None:
    """The start's own tells the workflow, when it closes, that the doors have brought all that followed."""
    async with delivery_open(temporal_client, database_url) as (desk, launch):
        await desk.complete(launch, "describe_change")
        await desk.complete(launch, "make_change")

    assert await deliveries(desk, launch) == 1


async def test_what_a_dead_door_left_takes_another(
    temporal_client: Client, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all that came after it, since a log with a gap proves nothing."""
    async with delivery_open(temporal_client, database_url) as (desk, launch):
        with monkeypatch.context() as patch:
            patch.setattr("service.conduct.deliver_first", _dies)
            done = await desk.complete(launch, "describe_change")
        assert not done.projected
        await desk.complete(launch, "make_change")

    assert await deliveries(desk, launch) == 2


async def _dies(*_: Any) -> None:
    raise StoreUnavailable
