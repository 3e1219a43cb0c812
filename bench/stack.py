"""The parts under measurement, each a process of its own, as in real use: engine on a file, worker, API."""

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx
import psutil
from temporalio.client import Client

from cli.local.engine import EngineOptions, LocalEngine
from cli.local.ports import free_ports
from cli.local.processes import ManagedProcess
from workflows.search_attributes import SEARCH_ATTRIBUTES

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Stack:
    """Where to reach what runs."""

    url: str
    engine: LocalEngine
    client: Client
    environment: dict[str, str]
    processes: tuple[psutil.Process, ...]
    """The engine, the worker and the API."""

    def cpu_seconds(self) -> float:
        """What all of them have spent since they began, in themselves and in the system."""
        times = [process.cpu_times() for process in self.processes]
        return sum(spent.user + spent.system for spent in times)


@asynccontextmanager
async def stack(
    folder: Path, *, worker: str, api: str, database_url: str = "", more: Mapping[str, str] = NOTHING
) -> AsyncIterator[Stack]:
    """Run the engine with its embedded store, a worker module and an API module; stop them at the end.

    `more` are further environment variables for both.
    """
    folder.mkdir(parents=True, exist_ok=True)
    options = EngineOptions(
        port=0, db_file=folder / "engine.db", search_attributes=SEARCH_ATTRIBUTES, log=folder / "engine.log"
    )
    async with LocalEngine(options) as engine:
        (port,) = free_ports(1)
        environment = {
            **os.environ,
            "SLIPWAY_TEMPORAL_ADDRESS": engine.address,
            "SLIPWAY_PORT": str(port),
            "SLIPWAY_DATABASE_URL": database_url,
            "SLIPWAY_LOG_LEVEL": "WARNING",
            **more,
        }
        client = await Client.connect(engine.address)
        running = [
            ManagedProcess(name, [sys.executable, "-m", module], folder / f"{name}.log", env=environment)
            for name, module in (("worker", worker), ("api", api))
        ]
        for process in running:
            process.start()
        url = f"http://127.0.0.1:{port}"
        try:
            await running[1].wait_until(lambda: _answers(f"{url}/health/ready"), within=30)
            pids = (engine.pid, *(process.pid for process in running))
            yield Stack(url, engine, client, environment, tuple(map(psutil.Process, pids)))
        finally:
            for process in reversed(running):
                await process.stop()


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient() as http:
        try:
            return (await http.get(url)).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False
