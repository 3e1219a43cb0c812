"""The engine's own metrics are scraped where the setting says, and nowhere without it."""

import httpx
from temporalio.client import Client

from cli.local.engine import LocalEngine
from cli.local.ports import free_ports
from telemetry.metrics import metrics_runtime


def test_no_address_no_endpoint() -> None:
    """The SDK's default runtime is used then."""
    assert metrics_runtime(None) is None
    assert metrics_runtime("") is None


async def test_prometheus_can_scrape_the_sdk(engine: LocalEngine) -> None:
    """A request to the engine shows in the metrics, in seconds."""
    (port,) = free_ports(1)
    runtime = metrics_runtime(f"127.0.0.1:{port}")
    assert runtime is not None
    client = await Client.connect(engine.address, runtime=runtime)
    await client.count_workflows()

    async with httpx.AsyncClient() as http:
        text = (await http.get(f"http://127.0.0.1:{port}/metrics")).text
    assert "temporal_request_latency_seconds_bucket" in text
