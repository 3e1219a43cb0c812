"""Votes a second, Slipway's own endpoint against the bare one, on the same engine and store.

Each launch gets five votes by five people. A client casts the first vote on each of its launches, then the second
on each, and so on: votes on one launch lie seconds apart, so that few of them share a delivery to the read model.
"""

import asyncio
import uuid
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bench.bare.workflow import BareWorkflow
from bench.load import Measured, Request, in_turn, run_load
from bench.sink import sink
from bench.stack import Stack, stack
from domain.actors import Actor
from service.container import Slipway, open_slipway
from service.launches import NewLaunch
from service.people import Department, Organisation, Person, Role
from service.settings import Settings
from store.migrate import upgrade
from store.notices import is_due_sync

CLIENTS = 20
SEATS = 5
FIRST = 2
"""Votes of each client before the clock starts."""
LATER = 8.0
"""Seconds after the clock; deliveries that are open when it stops close within five."""
PLAYBOOK = Path(__file__).parent / "votes.yaml"
OWNER = Actor("owner", roles=("operator",), operator=True)


async def bare(folder: Path, launches: int) -> Measured:
    """The least that could pass as many votes."""
    async with stack(folder, worker="bench.bare.worker", api="bench.bare.api") as running:
        ids = [f"bare-{number}" for number in range(launches)]
        for group in in_groups(ids):
            await asyncio.gather(
                *(
                    running.client.start_workflow(BareWorkflow.run, SEATS + 1, id=name, task_queue="bare")
                    for name in group
                )
            )
        requests = [
            Request(f"/votes/{name}", {"voter": f"p{seat}", "choice": "approve"}, {})
            for seat in range(SEATS)
            for name in ids
        ]
        return await run_load(running, in_turn(requests, CLIENTS), first=FIRST)


async def slipway(folder: Path, launches: int, *, traced: bool = True, later: float = 0.0) -> Measured:
    """The same votes with permission, rules, audit chain, read model, idempotency and every trace exported."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'slipway.db'}"
    await upgrade(url)
    async with (
        sink() as collector,
        stack(
            folder,
            worker="worker",
            api="api",
            database_url=url,
            more={"OTEL_EXPORTER_OTLP_ENDPOINT": collector} if traced else {},
        ) as running,
    ):
        uses = await open_slipway(settings(running, url))
        try:
            tokens = await organise(uses)
            keys = await start(uses, launches)
            await everybody_is_told(uses)
        finally:
            await uses.close()
        requests = [
            Request(
                f"/api/v1/gates/{key}.G0/votes",
                {"choice": "approve", "rationale": "The evidence is sound."},
                {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex},
            )
            for token in tokens
            for key in keys
        ]
        return await run_load(running, in_turn(requests, CLIENTS), first=FIRST, later=later)


def settings(running: Stack, url: str) -> Settings:
    """What the processes under measurement were given."""
    return Settings(temporal_address=running.engine.address, database_url=SecretStr(url))


async def organise(uses: Slipway) -> list[str]:
    """Five people with a seat each; their tokens."""
    roles = [f"seat_{number}" for number in range(1, SEATS + 1)]
    people = [
        Person("owner", "Owner", "owner@example.org", roles=("operator",)),
        Person("decider", "Decider", "decider@example.org", roles=("decider",)),
        *(Person(role, role, f"{role}@example.org", roles=(role,)) for role in roles),
    ]
    named = tuple(Role(role, role) for role in (*roles, "decider", "operator"))
    await uses.people.load_organisation(Organisation((Department("product", "Product"),), named, tuple(people)))
    await uses.playbooks.publish(OWNER, PLAYBOOK.read_text())
    return [(await uses.tokens.issue(role, "bench")).plaintext for role in roles]


async def start(uses: Slipway, launches: int) -> list[str]:
    """Start so many launches; their keys."""
    keys: list[str] = []
    for group in in_groups([str(number) for number in range(launches)]):
        done = await asyncio.gather(*(uses.launches.start(OWNER, f"start-{number}", new(number)) for number in group))
        keys += [item.view.key for item in done]
    return keys


async def everybody_is_told(uses: Slipway) -> None:
    """Wait until whoever has to vote was told so: that is what a start costs, not what a vote does."""
    async with asyncio.timeout(60):
        while await uses.database.look(lambda conn: is_due_sync(conn, datetime.now(UTC))):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.1)


def new(number: str) -> NewLaunch:
    """One launch whose gate is open from the start."""
    return NewLaunch("votes", "T1", f"Launch {number}", "Bench", "Measure", "Speed")


def in_groups(names: list[str], size: int = 20) -> list[list[str]]:
    """A few at a time, so that starting does not itself become a load test."""
    return [names[begin : begin + size] for begin in range(0, len(names), size)]
