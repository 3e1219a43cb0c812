"""The smallest application of Slipway's shape: a route, an update, an outbox, an activity, a database."""

import asyncio
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from fastapi import FastAPI
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import AsyncEngine
    from temporalio.client import Client

    from telemetry.fastapi import server_telemetry
    from telemetry.setup import Telemetry


TASK_QUEUE = "telemetry"


@dataclass(frozen=True)
class Voted:
    """How many facts there are with this one."""

    seq: int


@workflow.defn
class ToyLaunch:
    """Counts votes, and has an activity write them down."""

    @workflow.init
    def __init__(self) -> None:
        """Start with the first fact to write."""
        self._outbox = ["started"]
        self._made = 1
        self._written = 0
        self._carried: Context | None = None
        self._open = True
        self._paused = False

    @workflow.run
    async def run(self) -> None:
        """Drain the outbox until finished."""
        while self._open or self._outbox:
            await workflow.wait_condition(lambda: not self._open or (bool(self._outbox) and not self._paused))
            batch, self._outbox = self._outbox, []
            if not batch:
                continue
            upto = self._written + len(batch)
            written = await asyncio.create_task(self._write(batch, upto), context=self._carried)
            self._outbox = self._outbox[written - upto :]
            self._written = written

    async def _write(self, batch: list[str], upto: int) -> int:
        self._carried = None
        written: int = await workflow.execute_activity(
            "write", args=[batch, upto], start_to_close_timeout=timedelta(seconds=10)
        )
        return written

    @workflow.query
    def written(self) -> int:
        """How many facts are written down."""
        return self._written

    @workflow.update
    def vote(self, name: str) -> Voted:
        """Count one vote."""
        self._outbox.append(name)
        self._made += 1
        if name == "carried":
            self._carried = copy_context()
        return Voted(self._made)

    @vote.validator
    def check_vote(self, name: str) -> None:
        """Refuse an empty vote."""
        if not name:
            raise ValueError("a vote needs a name")

    @workflow.signal
    def remind(self) -> None:
        """Add a fact that nobody caused, as a timer would."""
        self._outbox.append("reminder")
        self._made += 1

    @workflow.signal
    def pause(self, paused: bool) -> None:
        """Hold the outbox back, so that several acts meet in one batch."""
        self._paused = paused

    @workflow.update
    def finish(self) -> None:
        """Let the run end."""
        self._open = False


@dataclass
class Writer:
    """The activity with its database."""

    engine: AsyncEngine
    may_close: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether a writing that is done may say so."""
    by_doors: int = 0
    """Facts that somebody else wrote down while a writing was open."""

    @activity.defn
    async def write(self, facts: list[str], upto: int) -> int:
        """Write a batch down; how many facts are written by then."""
        async with self.engine.begin() as connection:
            await connection.execute(text("select :n"), {"n": len(facts)})
        await self.may_close.wait()
        upto, self.by_doors = upto + self.by_doors, 0
        return upto


def toy_app(client: Client, telemetry: Telemetry) -> FastAPI:
    """One route to a workflow's update, as the API has many."""
    app = FastAPI(telemetry=server_telemetry(telemetry))

    @app.post("/launches/{launch}/votes/{name}")
    async def vote(launch: str, name: str) -> int:
        return (await client.get_workflow_handle(launch).execute_update(ToyLaunch.vote, name)).seq

    @app.get("/health/live")
    async def live() -> str:
        return "ok"

    return app
