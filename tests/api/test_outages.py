"""A part that is down: reading goes on where it can, acting says 503, and nothing is half done."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.app import create_app
from cli.local.ports import free_ports
from service.container import assemble, connect
from service.settings import Settings
from store.database import Database
from telemetry.setup import Telemetry
from tests.api.driver import Driver


@pytest.fixture(scope="module")
async def engineless(api: Driver, telemetry: Telemetry) -> Driver:
    """The same database, and an engine where nobody listens."""
    settings = Settings(temporal_address=f"127.0.0.1:{free_ports(1)[0]}", command_timeout_s=1)
    slipway = assemble(api.slipway.database, await connect(settings), settings)
    return Driver(create_app(slipway, telemetry=telemetry), slipway, api.tokens, prefix=api.prefix)


@pytest.mark.parametrize(
    ("person", "path", "body"),
    [
        ("erin", "/tasks/{key}.make/claim", {}),
        ("pia", "/launches/{key}/hold", {"reason": "A pause"}),
        ("quin", "/gates/{key}.G1/votes", {"choice": "approve"}),
    ],
)
async def test_acting_without_the_engine(
    api: Driver, engineless: Driver, person: str, path: str, body: dict[str, str]
) -> None:
    """The caller learns when to try again; nothing is written, and nothing is kept under the key."""
    path = f"/api/v1{path.format(key=await api.launch())}"
    before = await api.settled()

    reply = await engineless.by(person).post(path, json=body, headers={"Idempotency-Key": path})

    assert reply.status_code == 503
    assert reply.json()["type"] == "urn:slipway:problem:engine-unavailable"
    assert int(reply.headers["Retry-After"]) > 0
    assert await api.settled() == before


async def test_starting_without_the_engine(api: Driver, engineless: Driver) -> None:
    """No launch appears; the same request under the same key starts it once the engine is back."""
    wanted = api.wanted(title="Aurora outage")
    key = {"Idempotency-Key": "start-in-outage"}

    refused = await engineless.by("pia").post("/api/v1/launches", json=wanted, headers=key)
    assert refused.status_code == 503
    assert (await api.get("pia", "/launches", q="outage"))["items"] == []

    started = await api.by("pia").post("/api/v1/launches", json=wanted, headers=key)
    assert started.status_code == 201


async def test_reading_without_the_engine(api: Driver, engineless: Driver) -> None:
    """Everything is still shown, and readiness says what is missing."""
    key = await api.launch()

    assert (await engineless.get("pia", f"/launches/{key}"))["key"] == key
    ready = await engineless.client().get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"database": "ok", "engine": "down"})


@pytest.fixture
async def storeless(api: Driver, tmp_path: Path) -> AsyncIterator[Driver]:
    """The same engine, and a database that cannot be opened."""
    database = Database(f"sqlite:///{tmp_path}/missing/slipway.db")
    slipway = assemble(database, api.slipway.engine.client, Settings())
    yield Driver(create_app(slipway), slipway, api.tokens)
    await slipway.close()


async def test_without_the_database(storeless: Driver) -> None:
    """Even who is calling cannot be told."""
    reply = await storeless.by("pia").get("/api/v1/me")
    ready = await storeless.client().get("/health/ready")

    assert reply.status_code == 503
    assert reply.json()["type"] == "urn:slipway:problem:store-unavailable"
    assert int(reply.headers["Retry-After"]) > 0
    assert (ready.status_code, ready.json()["database"]) == (503, "down")
    assert (await storeless.client().get("/health/live")).status_code == 200
