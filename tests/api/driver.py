"""A whole Slipway in this process, and its people, each with a client and a token."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.routing import compile_path
from temporalio.client import Client

from api.app import create_app
from cli.local.engine import LocalEngine
from service.container import Slipway, assemble, connect
from service.settings import Settings
from store.database import Database
from store.migrate import upgrade
from store.tables import events, launches, metadata
from telemetry.setup import Telemetry
from telemetry.temporal import tracing_plugins
from telemetry.waits import Waits
from tests.api.organisation import ORGANISATION, PEOPLE
from tests.support.databases import Databases
from tests.support.eventually import eventually
from worker.run import make_worker

PILOT = (Path(__file__).parent / "pilot.yaml").read_text()

WANTED = {
    "playbook": "pilot",
    "tier": "T2",
    "title": "Offline mode",
    "product": "Aurora",
    "objective": "Sell to people who travel",
    "user_need": "Work goes on in the train",
}
"""A launch that may be started."""

BASE = "http://slipway.test"


@dataclass
class Driver:
    """The API as its callers see it, and what it stands on."""

    app: FastAPI
    slipway: Slipway
    tokens: dict[str, str]
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    prefix: str = field(default_factory=lambda: f"A{uuid4().hex[:7].upper()}")
    """Of launch keys: tests share an engine, whose workflows are named after them."""

    def by(self, person: str) -> httpx.AsyncClient:
        """A client that says it is this person."""
        if person not in self.clients:
            self.clients[person] = self.client({"Authorization": f"Bearer {self.tokens[person]}"})
        return self.clients[person]

    def client(self, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        """A client whose every exchange is held against the documentation."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url=BASE,
            headers=headers,
            timeout=30,
            event_hooks={"response": [self._documented]},
        )

    def wanted(self, **changes: Any) -> dict[str, Any]:
        """The body that starts a launch."""
        return {**WANTED, "prefix": self.prefix, **changes}

    async def launch(self, **changes: Any) -> str:
        """Start a launch as Pia; returns its key."""
        reply = await self.by("pia").post("/api/v1/launches", json=self.wanted(**changes))
        assert reply.status_code == 201, reply.text
        key: str = reply.json()["key"]
        return key

    async def do(self, person: str, path: str, expect: int = 200, **body: Any) -> httpx.Response:
        """Send a command and insist on a status."""
        reply = await self.by(person).post(f"/api/v1{path}", json=body)
        assert reply.status_code == expect, reply.text
        return reply

    async def get(self, person: str, path: str, expect: int = 200, **query: Any) -> Any:
        """Read something as somebody."""
        reply = await self.by(person).get(f"/api/v1{path}", params=query or None)
        assert reply.status_code == expect, reply.text
        return reply.json()

    async def build(self, key: str) -> str:
        """Complete what comes before the first gate; returns the gate's id."""
        await self.do("otto", f"/tasks/{key}.describe/complete", note="described")
        await self.do("erin", f"/tasks/{key}.make/complete", note="made")
        return f"{key}.G1"

    async def pass_votes(self, gate: str) -> None:
        """Attest and vote, so that a gate may go."""
        await self.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
        for person in ("quin", "sami"):
            await self.do(person, f"/gates/{gate}/votes", choice="approve", rationale="It works")

    async def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        async with self.slipway.database.read() as conn:
            tables = metadata.sorted_tables
            return {table.name: await conn.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    async def settled(self) -> dict[str, int]:
        """Rows once the log of every launch has arrived: views are brought up to date first."""
        logged = select(func.count()).where(events.c.launch == launches.c.key).scalar_subquery()

        async def all_delivered() -> bool:
            async with self.slipway.database.read() as conn:
                return (await conn.execute(select(launches.c.key).where(launches.c.seq != logged))).first() is None

        await eventually(all_delivered, within=10)
        return await self.rows()

    async def _documented(self, reply: httpx.Response) -> None:
        """Every status that is seen must stand in the description of its operation."""
        path, method = reply.request.url.path, reply.request.method.lower().replace("head", "get")
        described = [
            operations[method]
            for template, operations in self.app.openapi()["paths"].items()
            if method in operations and compile_path(template)[0].match(path)
        ]
        if described:
            said = [operation["responses"].get(str(reply.status_code)) for operation in described]
            assert any(said), f"{method} {path} does not document {reply.status_code}"
        if reply.status_code >= 400 and not path.startswith("/health/"):
            assert reply.headers["content-type"] == "application/problem+json"


@asynccontextmanager
async def driving(client: Client, database_url: str, telemetry: Telemetry) -> AsyncIterator[Driver]:
    """A worker and the API over one database."""
    folder = TemporaryDirectory()
    settings = Settings(task_queue=f"api-{uuid4().hex}", files_url=folder.name, files_max_mib=1)
    database = Database(database_url)
    slipway = assemble(database, client, settings, telemetry)
    async with AsyncExitStack() as stack:
        stack.enter_context(folder)
        stack.push_async_callback(slipway.close)
        await stack.enter_async_context(make_worker(client, database, Waits(telemetry), task_queue=settings.task_queue))
        yield await furnished(slipway, telemetry)


@asynccontextmanager
async def alone(databases: Databases, engine: LocalEngine, telemetry: Telemetry) -> AsyncIterator[Driver]:
    """The whole of Slipway over a new database: a real engine, a real worker."""
    client = await connect(Settings(temporal_address=engine.address), plugins=tracing_plugins(telemetry), lazy=False)
    url = await databases.fresh(upgrade)
    async with driving(client, url, telemetry) as driver:
        yield driver
    await databases.drop(url)


async def furnished(slipway: Slipway, telemetry: Telemetry | None = None) -> Driver:
    """The organisation, the pilot playbook and a token for everybody."""
    await slipway.people.load_organisation(ORGANISATION)
    tokens = {person.id: (await slipway.tokens.issue(person.id, "test")).plaintext for person in PEOPLE}
    driver = Driver(create_app(slipway, telemetry=telemetry), slipway, tokens)
    published = await driver.by("opal").post(
        "/api/v1/playbooks", content=PILOT, headers={"Content-Type": "application/yaml"}
    )
    assert published.status_code == 201, published.text
    return driver
