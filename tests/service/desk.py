"""A whole Slipway in this process: the use cases, a worker, an organisation, and two short playbooks."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from domain.actors import Actor
from domain.events import Event
from domain.launch.state import Choice, DecisionKind
from domain.launch.views import LaunchView
from service.conduct import Done
from service.container import Slipway, assemble, connect
from service.launches import NewLaunch
from service.people import Department, Organisation, Person, Role
from service.settings import Settings
from store.database import Database
from telemetry.setup import Telemetry
from telemetry.waits import Waits
from tests.support.eventually import eventually
from worker.run import make_worker

OWNER = Actor("pia", departments=("product",), roles=("pm",), operator=True)
ENGINEER = Actor("eli", departments=("product", "engineering"), roles=("engineer",))
MANAGER = Actor("mia", roles=("pm",))
VOTERS = tuple(Actor(f"voter{number}", roles=(f"seat{number}",)) for number in range(1, 11))
SEATS = tuple(voter.roles[0] for voter in VOTERS)
CROWD = tuple(Actor(f"maker{number}", departments=("product",)) for number in range(1, 51))

PANEL = f"""\
playbook: panel
version: 1
title: A panel of ten
tiers: [T1]
roles:
  pm: Product manager
{"".join(f"  {seat}: A seat{chr(10)}" for seat in SEATS)}
departments:
  product: {{title: Product}}
stages:
  - id: idea
    title: Idea
    tasks:
      - {{id: brief, title: Write the brief, department: product}}
      - {{id: draw, title: Draw it, department: product}}
  - id: work
    title: Work
    after: [idea]
    tasks:
      - {{id: build, title: Build it, department: product}}
gates:
  - id: G1
    title: Worth building?
    closes: [idea]
    department: product
    vote: {{policy: majority@1, seats: [{", ".join(SEATS)}]}}
    decide: pm
    sla: 5
    decisions: [go, recycle, hold, kill]
    recycle_to: [idea]
"""


@dataclass(frozen=True)
class Desk:
    """The use cases, and the few things a test does with them again and again."""

    slipway: Slipway
    settings: Settings
    prefix: str
    """Of launch keys: tests share an engine, whose workflows are named after them."""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def new_key(self) -> str:
        """A command key that was never used."""
        return f"{self.prefix}/{next(self._numbers)}"

    def wanted(self, playbook: str = "express@1", **fields: Any) -> NewLaunch:
        """What is asked for to start a launch."""
        given = {
            "playbook": playbook,
            "tier": "T3" if playbook == "express@1" else "T1",
            "title": "Aurora",
            "product": "Aurora",
            "objective": "Grow abroad",
            "user_need": "Pay in their own currency",
            "prefix": self.prefix,
            "facts": {"reversible": True} if playbook == "express@1" else {},
            **fields,
        }
        return NewLaunch(**given)

    async def start(self, playbook: str = "express@1") -> str:
        """Start a launch; its key."""
        done = await self.slipway.launches.start(OWNER, self.new_key(), self.wanted(playbook))
        return done.view.key

    async def complete(self, launch: str, task: str, by: Actor = ENGINEER) -> Done[Any]:
        """Complete a task."""
        return await self.slipway.tasks.complete(by, self.new_key(), f"{launch}.{task}")

    async def vote(self, launch: str, by: Actor, choice: Choice = Choice.APPROVE) -> Done[Any]:
        """Vote at the gate of the panel."""
        return await self.slipway.gates.vote(by, self.new_key(), f"{launch}.G1", choice=choice, rationale="Because.")

    async def decide(self, launch: str, gate: str) -> Done[Any]:
        """A go."""
        return await self.slipway.gates.decide(
            MANAGER, self.new_key(), f"{launch}.{gate}", decision=DecisionKind.GO, rationale="It pays."
        )

    async def finish_express(self, launch: str) -> None:
        """Everything an express launch takes, from its first task to its end."""
        await self.complete(launch, "describe_change")
        await self.complete(launch, "make_change")
        await self.decide(launch, "ship")
        await self.complete(launch, "release_change")

    async def log(self, launch: str) -> tuple[Event, ...]:
        """The whole log, once all of it is in the read model."""

        async def whole() -> tuple[Event, ...] | None:
            known = (await self.slipway.engine.snapshot(launch)).launch.seq
            events = (await self.slipway.launches.events(OWNER.id, launch, limit=500)).items
            return events if len(events) == known else None

        found = await eventually(whole, within=15)
        assert found is not None
        return found

    async def settled(self, launch: str) -> None:
        """Wait until the workflow, too, has delivered all: what is changed in the read model after this stays so."""

        async def quiet() -> bool:
            undelivered = (await self.slipway.engine.snapshot(launch)).events
            described = await self.slipway.engine.client.get_workflow_handle(f"launch/{launch}").describe()
            return not undelivered and not described.raw_description.pending_activities

        await self.log(launch)
        await eventually(quiet)

    async def caught_up(self, launch: str) -> LaunchView:
        """Wait until the read model shows all that the workflow knows."""

        async def same() -> LaunchView | None:
            shown = await self.slipway.launches.show(launch)
            known = (await self.slipway.engine.snapshot(launch)).launch
            return shown if shown.seq == known.seq else None

        found = await eventually(same, within=15)
        assert found is not None
        return found


def organisation() -> Organisation:
    """Everybody above."""
    actors = (OWNER, ENGINEER, MANAGER, *VOTERS, *CROWD)
    people = tuple(
        Person(actor.id, actor.id, f"{actor.id}@example.org", departments=actor.departments, roles=actor.roles)
        for actor in actors
    )
    departments = tuple(Department(name, name.title()) for name in ("product", "engineering"))
    roles = tuple(Role(name, name) for name in ("pm", "engineer", *SEATS))
    return Organisation(departments, roles, people)


@asynccontextmanager
async def open_desk(
    address: str, database_url: str, *, timeout: float = 20.0, worker: bool = True
) -> AsyncIterator[Desk]:
    """Put a Slipway together as the composition roots do, with people and playbooks."""
    name = uuid4().hex[:6].upper()
    settings = Settings(
        database_url=SecretStr(database_url),
        temporal_address=address,
        task_queue=f"desk-{name}",
        command_timeout_s=timeout,
    )
    async with _opened(settings, f"D{name}", worker=worker) as desk:
        await desk.slipway.people.load_organisation(organisation())
        await desk.slipway.playbooks.publish_shipped()
        await desk.slipway.playbooks.publish(OWNER, PANEL)
        yield desk


@asynccontextmanager
async def desk_again(desk: Desk, address: str) -> AsyncIterator[Desk]:
    """The same Slipway in a new process, which waits longer."""
    settings = desk.settings.model_copy(update={"temporal_address": address, "command_timeout_s": 20.0})
    async with _opened(settings, desk.prefix, worker=True) as opened:
        yield opened


@asynccontextmanager
async def _opened(settings: Settings, prefix: str, *, worker: bool) -> AsyncIterator[Desk]:
    slipway = assemble(Database(settings.database_url.get_secret_value()), await connect(settings), settings)
    desk = Desk(slipway, settings, prefix)
    try:
        async with AsyncExitStack() as parts:
            if worker:
                await parts.enter_async_context(a_worker(desk))
            yield desk
    finally:
        await slipway.close()


@asynccontextmanager
async def a_worker(desk: Desk, window: timedelta = timedelta()) -> AsyncIterator[None]:
    """A worker with a client and a database connection of its own, as a process would have."""
    database = Database(desk.settings.database_url.get_secret_value())
    client = await connect(desk.settings, lazy=False)
    waits = Waits(Telemetry.start("tests", {}))
    try:
        async with make_worker(client, database, waits, task_queue=desk.settings.task_queue, window=window):
            yield
    finally:
        await database.dispose()
