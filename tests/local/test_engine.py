"""The real development server, as our child."""

import socket
from datetime import timedelta
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.testing._timeskipping import TimeSkipper
from temporalio.worker import Worker

from cli.local import engine as local_engine
from cli.local.engine import EngineOptions, LocalEngine
from cli.local.errors import BinaryMissing, PortInUse, ProcessDied
from cli.local.ports import is_free
from tests.local.napping import Nap
from workflows.search_attributes import SEARCH_ATTRIBUTES


async def test_the_engine_registers_our_search_attributes(temporal_client: Client) -> None:
    """A workflow that sets one that is not registered would stall."""
    known = await temporal_client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace="default")
    )

    assert set(SEARCH_ATTRIBUTES) <= set(known.custom_attributes)


async def test_a_month_passes_at_once(temporal_client: Client) -> None:
    """With time skipping on, an ordinary workflow's clock can be moved from outside."""
    name = f"nap-{uuid4()}"
    async with Worker(temporal_client, task_queue=name, workflows=[Nap]):
        nap = await temporal_client.start_workflow(Nap.run, 31, id=name, task_queue=name)

        await TimeSkipper(temporal_client).fast_forward(nap, timedelta(days=32))

        assert await nap.result() == "slept 31 days"


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_history_on_file_outlives_the_engine(end: str, tmp_path: Path) -> None:
    """Stopped or killed, it comes back on the same ports with what it knew."""
    options = EngineOptions(port=0, ui_port=0, db_file=tmp_path / "data" / "engine.db", log=tmp_path / "engine.log")
    engine = LocalEngine(options)
    await engine.start()
    client = await Client.connect(engine.address)
    started = await client.start_workflow(Nap.run, 1, id="nap", task_queue="nobody")
    before = engine.options

    if end == "stop":
        await engine.stop()
    else:
        engine.kill()
    assert engine.pid is None
    await engine.start()

    assert engine.options == before
    found = await (await Client.connect(engine.address)).get_workflow_handle("nap").describe()
    assert found.run_id == started.first_execution_run_id
    await engine.stop()


async def test_the_engine_serves_its_pages_and_metrics(tmp_path: Path) -> None:
    """What `up` prints is there to be opened."""
    async with (
        LocalEngine(EngineOptions(port=0, ui_port=0, log=tmp_path / "log")) as engine,
        httpx.AsyncClient() as http,
    ):
        assert engine.ui_url is not None
        assert (await http.get(engine.ui_url, follow_redirects=True)).is_success
        assert "service_requests" in (await http.get(engine.metrics_url)).text
    assert is_free(engine.options.port)


async def test_starting_twice_is_starting_once(engine: LocalEngine) -> None:
    """The second start finds it running."""
    before = engine.pid

    await engine.start()

    assert engine.pid == before is not None


async def test_a_taken_port_is_named_with_its_flag() -> None:
    """Before anything is started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        engine = LocalEngine(EngineOptions(port=taken.getsockname()[1]))
        with pytest.raises(PortInUse, match="--engine-port"):
            await engine.start()
    assert engine.pid is None


async def test_an_engine_that_cannot_start_says_why(tmp_path: Path) -> None:
    """A database file that is none: the server's own words are in the message."""
    broken = tmp_path / "engine.db"
    broken.write_text("this is not a database, and is long enough to be told from an empty one" * 20)
    engine = LocalEngine(EngineOptions(port=0, ui_port=None, db_file=broken, log=tmp_path / "log"))

    with pytest.raises(ProcessDied, match="not a database"):
        await engine.start()
    assert engine.pid is None


async def test_a_missing_server_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the `embedded` extra, the message says how to add it."""

    def not_installed(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(local_engine, "distribution", not_installed)

    with pytest.raises(BinaryMissing, match=r"slipway\[embedded\]"):
        await LocalEngine(EngineOptions(port=0)).start()
