"""The process itself: `python -m api`, over a real socket."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cli.local.engine import LocalEngine
from cli.local.ports import free_ports
from tests.api.driver import Driver
from tests.support.eventually import eventually


@dataclass
class Served:
    """A running server."""

    process: asyncio.subprocess.Process
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
async def served(api: Driver, engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Served]:
    """The API as it is deployed, over the shared database and engine."""
    port = free_ports(1)[0]
    url = api.slipway.database.engine.url.render_as_string(hide_password=False)
    environ = {
        "SLIPWAY_DATABASE_URL": url,
        "SLIPWAY_TEMPORAL_ADDRESS": engine.address,
        "SLIPWAY_PORT": str(port),
    }
    log = tmp_path / "api.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api", env={**os.environ, **environ}, stdout=output, stderr=output
        )
    started = Served(process, port, log)

    async def answers() -> bool:
        assert process.returncode is None or not log.read_text(), log.read_text()
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                ready = await http.get(f"{started.url}/health/ready")
                return set(ready.json().values()) == {"ok"}
        except httpx.TransportError:
            return False

    try:
        await eventually(answers, within=30)
        yield started
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_serving_and_stopping(api: Driver, served: Served) -> None:
    """It answers, takes bodies of any framing up to the limit, and stops when told to, also with pages that listen for
    changes, without a trace of tokens."""
    token = {"Authorization": f"Bearer {api.tokens['pia']}", "Content-Type": "application/json"}
    async with httpx.AsyncClient(base_url=served.url, headers=token, trust_env=False) as http:
        assert (await http.get("/api/v1/me")).json()["id"] == "pia"
        assert (await http.head("/api/v1/me")).content == b""
        before = await api.settled()

        announced = await http.post("/api/v1/launches", content=b"x" * 70_000)
        chunked = await http.post("/api/v1/launches", content=_chunks(70_000))
        small = await http.post("/api/v1/launches", content=_chunks(2_000))

    assert [announced.status_code, chunked.status_code, small.status_code] == [413, 413, 400]
    assert announced.json()["limit"] == 65536
    assert await api.settled() == before

    async with _open_streams(served, api.tokens["pia"], 3) as streams:
        served.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(served.process.wait(), 4) == 0
        assert [[line async for line in one.aiter_lines()][-1] for one in streams] == ["", "", ""]
    assert api.tokens["pia"] not in served.log.read_text()


async def test_half_a_body_is_nobodys_wish(api: Driver, served: Served) -> None:
    """A client that hangs up in the middle of a playbook publishes nothing."""
    before = await api.settled()
    head = (
        f"POST /api/v1/playbooks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.tokens['opal']}\r\n"
        "Content-Type: text/yaml\r\nContent-Length: 5000\r\n\r\nplaybook: half"
    )
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(head.encode())
    async with httpx.AsyncClient(base_url=served.url, trust_env=False) as http:
        assert (await http.get("/health/live")).status_code == 200

    assert await api.settled() == before
    assert "Traceback" not in served.log.read_text()


@asynccontextmanager
async def _open_streams(served: Served, token: str, number: int) -> AsyncIterator[list[httpx.Response]]:
    """Pages of one browser that hear of changes; entered once each has heard something."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=served.url, trust_env=False, timeout=30))
        assert (await http.post("/sign-in", data={"token": token})).status_code == 303
        streams = [await stack.enter_async_context(http.stream("GET", "/changes")) for _ in range(number)]
        assert [one.headers["content-type"] for one in streams] == ["text/event-stream; charset=utf-8"] * number
        yield streams


async def _chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 1000):
        yield b"x" * 1000
