"""A launch under way in a real engine, driven as the use cases do, and looked at more closely."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowHandle
from temporalio.testing._timeskipping import TimeSkipper
from temporalio.worker import Worker

from activities.signatures import PROJECT
from domain.actors import Actor
from domain.errors import StoreUnavailable
from domain.events import Event
from domain.launch.commands import CastVote, ClaimTask, Command, CompleteTask, Decide
from domain.launch.state import Choice, DecisionKind
from domain.launch.views import Batch, Receipt
from domain.plan import Plan
from service.converter import CONVERTER
from service.engine import Engine
from tests.support.eventually import eventually
from tests.workflow.plans import DESIGN_LEAD, DIRECTOR, ENGINEERING_LEAD, MAKER, start_of
from workflows.launch import LaunchWorkflow


@dataclass
class Ledger:
    """A read model in memory: what was delivered, in order. It can be away for some launches."""

    batches: dict[str, list[Batch]] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    held_open: dict[str, asyncio.Event] = field(default_factory=dict)
    """Launches whose deliveries stay open until this is set."""

    @activity.defn(name=PROJECT)
    async def project(self, batch: Batch) -> int:
        """Keep a batch, or fail as a database that is away does."""
        key = batch.launch.key
        if key in self.away:
            self.refused[key] += 1
            raise StoreUnavailable
        self.batches.setdefault(key, []).append(batch)
        if key in self.held_open:
            await self.held_open[key].wait()
        seen = {event.seq for event in self.log(key)}
        return next(seq for seq in count(batch.launch.seq) if seq + 1 not in seen)

    def take(self, receipt: Receipt) -> None:
        """What doors do with the receipts they get."""
        if receipt.batch is not None:
            self.batches.setdefault(receipt.batch.launch.key, []).append(receipt.batch)

    def log(self, key: str) -> list[Event]:
        """Every event delivered, once each, in the order they came."""
        found = {event.seq: event for batch in self.batches.get(key, ()) for event in batch.events}
        return list(found.values())


@dataclass(frozen=True)
class Launches:
    """Starts launches for a worker of its own."""

    engine: Engine
    ledger: Ledger
    prefix: str
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def start(self, plan: Plan, *, away: bool = False, **charter: Any) -> "Drive":
        """Start a launch; with `away`, its read model is away from the beginning."""
        key = f"{self.prefix}-{next(self._numbers)}"
        if away:
            self.ledger.away.add(key)
        await self.engine.start(start_of(key, plan, **charter))
        return Drive(key, self)


@dataclass(frozen=True)
class Drive:
    """One launch and the means to move it."""

    key: str
    launches: Launches
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def engine(self) -> Engine:
        """The way to it."""
        return self.launches.engine

    @property
    def ledger(self) -> Ledger:
        """What its read model was given."""
        return self.launches.ledger

    @property
    def handle(self) -> WorkflowHandle[LaunchWorkflow, str]:
        """Its newest run."""
        return self.engine.client.get_workflow_handle_for(LaunchWorkflow.run, f"launch/{self.key}")

    def new_key(self) -> str:
        """A command key that was never used."""
        return f"{self.key}/{next(self._numbers)}"

    async def act(self, command: Command) -> Receipt:
        """Send a command as the use cases do; raises what the rules refuse."""
        return await self.engine.carry_out(self.key, command)

    async def complete(self, *tasks: str, by: Actor = MAKER) -> Receipt | None:
        """Complete tasks, one after the other."""
        receipt = None
        for name in tasks:
            receipt = await self.act(CompleteTask(self.new_key(), by, name))
        return receipt

    async def claim(self, task: str, by: Actor = MAKER) -> Receipt:
        """Claim a task."""
        return await self.act(ClaimTask(self.new_key(), by, task))

    async def vote(self, gate: str, by: Actor, choice: Choice = Choice.APPROVE) -> Receipt:
        """Cast a ballot."""
        return await self.act(CastVote(self.new_key(), by, gate, choice, "Because."))

    async def decide(
        self, gate: str, kind: DecisionKind = DecisionKind.GO, by: Actor = DIRECTOR, **more: Any
    ) -> Receipt:
        """Decide a gate."""
        return await self.act(Decide(self.new_key(), by, gate, kind, "It pays.", **more))

    async def pass_gate(self, gate: str) -> Receipt:
        """Two ballots and a go."""
        await self.vote(gate, DESIGN_LEAD)
        await self.vote(gate, ENGINEERING_LEAD)
        return await self.decide(gate)

    @asynccontextmanager
    async def with_delivery_open(self) -> AsyncIterator[None]:
        """A delivery that begins within closes at the end of it."""
        closing = self.ledger.held_open[self.key] = asyncio.Event()
        try:
            yield
        finally:
            del self.ledger.held_open[self.key]
            closing.set()

    async def snapshot(self) -> Batch:
        """Every view as the workflow has it."""
        return await self.engine.snapshot(self.key)

    async def is_confirmed(self) -> bool:
        """Whether it knows that the read model has everything."""
        return not (await self.snapshot()).events

    async def current_details(self) -> str:
        """What the engine's page of this launch says, as Markdown."""
        found = await self.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        return str(found.current_details)

    async def skip(self, time: timedelta) -> None:
        """Let time pass at once."""
        await TimeSkipper(self.engine.client).fast_forward(self.handle, time)

    async def history(self, run_id: str | None = None) -> list[HistoryEvent]:
        """The engine's history of one run, the newest unless named."""
        handle = self.engine.client.get_workflow_handle(f"launch/{self.key}", run_id=run_id)
        return list((await handle.fetch_history()).events)

    async def kinds(self) -> Counter[str]:
        """How many events of each kind the newest run's history has."""
        return Counter(kind_of(event) for event in await self.history())

    async def runs(self) -> list[list[HistoryEvent]]:
        """The history of every run, the first one first."""
        found = [await self.history()]
        while earlier := found[0][0].workflow_execution_started_event_attributes.continued_execution_run_id:
            found.insert(0, await self.history(earlier))
        return found

    async def delivered(self, seq: int | None = None) -> list[Event]:
        """Wait until the read model has the log up to here (all of it, unless told); return what it was given."""
        upto = seq or (await self.snapshot()).launch.seq

        def all_there() -> bool:
            return len(self.ledger.log(self.key)) >= upto

        await eventually(all_there)
        return self.ledger.log(self.key)

    async def closed(self) -> None:
        """Wait until its workflow is over, however it ended."""

        async def over() -> bool:
            return (await self.handle.describe()).close_time is not None

        await eventually(over)

    async def settled(self) -> None:
        """Wait until the engine has nothing more to do for this launch by itself."""

        async def quiet() -> bool:
            found = (await self.handle.describe()).raw_description
            return not found.pending_activities and not found.HasField("pending_workflow_task")

        await self.delivered()
        await eventually(quiet)


def kind_of(event: HistoryEvent) -> str:
    """`TIMER_STARTED` and the like."""
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")


def launches_over(client: Client, *, timeout: timedelta = timedelta(seconds=20)) -> Launches:
    """A place to start launches, on a queue that no worker serves yet."""
    name = uuid4().hex[:6].upper()
    config = client.config()
    config["data_converter"] = CONVERTER
    client = Client(**config)
    return Launches(Engine(client, f"launches-{name}", timeout), Ledger(), f"W{name}")


@asynccontextmanager
async def worker_of(launches: Launches, **options: Any) -> AsyncIterator[Worker]:
    """Run the launches. Nothing of a run is ever thrown away unless `options` say so."""
    worker = Worker(
        launches.engine.client,
        task_queue=launches.engine.task_queue,
        workflows=[LaunchWorkflow],
        activities=[launches.ledger.project],
        **options,
    )
    async with worker:
        yield worker
