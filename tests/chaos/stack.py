"""Engine, worker and API as real processes of our own, each of which may be killed at any moment."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
from pydantic import SecretStr

from cli.local.engine import EngineOptions, LocalEngine
from cli.local.ports import free_ports
from cli.local.processes import ManagedProcess
from service.container import Slipway, open_slipway
from service.settings import Settings
from store.migrate import upgrade
from tests.service.desk import organisation
from tests.support.eventually import eventually
from workflows.search_attributes import SEARCH_ATTRIBUTES

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Stack:
    """The parts, and a client that repeats a command until it is acknowledged, as callers are told to."""

    engine: LocalEngine
    worker: ManagedProcess
    api: ManagedProcess
    slipway: Slipway
    """The use cases, in this process, to look at what is left."""
    http: httpx.AsyncClient
    tokens: Mapping[str, str]

    async def crash(self, part: str) -> None:
        """Kill a part outright, and start it again."""
        if part == "engine":
            self.engine.kill()
            await self.engine.start()
        else:
            process: ManagedProcess = getattr(self, part)
            process.kill()
            process.start()

    async def command(self, person: str, path: str, key: str, **body: Any) -> httpx.Response:
        """Send a command, again and again under one key, until a 2xx says that it is done."""
        headers = {"Authorization": f"Bearer {self.tokens[person]}", "Idempotency-Key": key}
        deadline = monotonic() + PATIENCE_SECONDS
        while True:
            try:
                reply = await self.http.post(f"/api/v1{path}", json=body, headers=headers)
            except httpx.TransportError:  # it is dead, or dies while it answers
                reply = None
            if reply is not None and reply.is_success:
                return reply
            assert reply is None or reply.status_code == 503, reply.text
            assert monotonic() < deadline, f"{path} was never acknowledged"
            await asyncio.sleep(0.05)


@asynccontextmanager
async def running_stack(folder: Path) -> AsyncIterator[Stack]:
    """Start everything on free ports, with the sample organisation; end what was started."""
    database_url = f"sqlite:///{folder / 'slipway.db'}"
    await upgrade(database_url)
    options = EngineOptions(
        port=0,
        ui_port=None,
        db_file=folder / "engine.db",
        search_attributes=SEARCH_ATTRIBUTES,
        log=folder / "engine.log",
    )
    (port,) = free_ports(1)
    async with LocalEngine(options) as engine:
        environment = {
            **os.environ,
            "SLIPWAY_DATABASE_URL": database_url,
            "SLIPWAY_TEMPORAL_ADDRESS": engine.address,
            "SLIPWAY_PORT": str(port),
            "SLIPWAY_COMMAND_TIMEOUT_S": "5",
        }
        worker, api = (
            ManagedProcess(name, [sys.executable, "-m", name], folder / f"{name}.log", environment, ROOT)
            for name in ("worker", "api")
        )
        slipway = await open_slipway(Settings(database_url=SecretStr(database_url), temporal_address=engine.address))
        try:
            worker.start()
            api.start()
            await slipway.people.load_organisation(organisation())
            await slipway.playbooks.publish_shipped()
            tokens = {
                person: (await slipway.tokens.issue(person, "chaos")).plaintext for person in ("pia", "eli", "mia")
            }
            url = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=10) as http:
                await eventually(lambda: _ready(http), within=PATIENCE_SECONDS)
                yield Stack(engine, worker, api, slipway, http, tokens)
        finally:
            await api.stop()
            await worker.stop()
            await slipway.close()


async def _ready(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health/ready")).is_success
    except httpx.TransportError:
        return False
