"""How every command is carried out: the engine decides, the read model follows, the caller sees the result."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from domain.errors import NotFound, StoreUnavailable, WrongState
from domain.ids import split_item
from domain.launch.commands import Command
from domain.launch.guards import already_decided
from domain.launch.handle import RULES
from domain.launch.state import ENDED
from domain.launch.views import Batch, Receipt
from service.along import Done, Job, wanted_along
from service.engine import Engine
from store import launches
from store.database import Database
from store.delivery import deliver_first
from telemetry.waits import Waits

logger = logging.getLogger(__name__)

__all__ = ["Conductor", "Done", "launch_of", "pick"]

V = TypeVar("V")

FRESH_WITHIN = 2.0
"""Seconds a repeat waits for the read model to catch up."""


@dataclass(frozen=True)
class Conductor:
    """Carries commands out."""

    engine: Engine
    database: Database
    waits: Waits | None = None
    """Where human waits are recorded; for a process that exports nothing, nowhere."""

    async def carry_out(self, launch_key: str, command: Command, view: Callable[[Batch, str], V]) -> Done[V]:
        """What a command did, as `view` takes it from the fresh views and the verdict.

        The receipt is applied to the read model here, so that the caller reads what they wrote; the workflow's own
        activity applies it too and is what makes it durable, should this process die now.
        """
        try:
            receipt = await self.engine.carry_out(launch_key, command)
        except NotFound:
            await self._explain(launch_key, command)
            raise
        if receipt.batch is None:
            return await self._repeated(launch_key, receipt, view)
        done = Done(view(receipt.batch, receipt.verdict), receipt.seq, receipt.verdict, projected=True)
        projected = await self.show(receipt.batch, *wanted_along(command.command_key, done))
        return done if projected else replace(done, projected=False)

    async def show(self, batch: Batch, *along: Job) -> bool:
        """Bring a batch into the read model now; False when it has to wait for the workflow's own delivery."""
        try:
            moved = await deliver_first(self.database, batch, *along)
        except StoreUnavailable:
            logger.warning("the read model lags behind %s; its workflow will deliver", batch.launch.key)
            return False
        if self.waits:
            self.waits.record_over(batch, moved)
        return True

    async def _repeated(self, launch_key: str, receipt: Receipt, view: Callable[[Batch, str], V]) -> Done[V]:
        """A repeated command is answered from the present state, once that includes what it did."""
        projected = False
        try:
            async with asyncio.timeout(FRESH_WITHIN):
                while not projected:
                    async with self.database.read() as conn:
                        projected = (await launches.seq(conn, launch_key) or 0) >= receipt.seq
                    if not projected:
                        await asyncio.sleep(0.02)
        except (TimeoutError, StoreUnavailable):
            projected = False
        now = await self.engine.snapshot(launch_key)
        return Done(view(now, receipt.verdict), receipt.seq, receipt.verdict, projected)

    async def _explain(self, launch_key: str, command: Command) -> None:
        """The engine no longer runs this launch: say who decided the gate, or else how the launch ended."""
        ended = await self._as_it_ended(launch_key)
        if ended is None or ended.launch.state not in ENDED:
            return
        rule = RULES[type(command)]
        gate = rule.target(command) if rule.about == "gate" else None
        decisions = (view.decision for view in ended.gates if view.local_id == gate)
        if decided := next(decisions, None):
            raise already_decided(decided)
        state = ended.launch.state
        raise WrongState(f"{launch_key} is {state}; nothing more can be done on it", state=state)

    async def _as_it_ended(self, launch_key: str) -> Batch | None:
        """As the engine remembers it, which is never behind; else as the read model does."""
        try:
            return await self.engine.snapshot(launch_key)
        except NotFound:
            async with self.database.read() as conn:
                return await launches.snapshot(conn, launch_key)


def launch_of(item: str, noun: str) -> tuple[str, str]:
    """The launch key and local id of an outside name. Raises NotFound for what cannot be one."""
    found = split_item(item)
    if found is None:
        raise NotFound(f"There is no {noun} {item}.")
    return found


def pick(views: tuple[V, ...], matches: Callable[[V], bool]) -> V:
    """The view a command was about; its batch always has it."""
    return next(view for view in views if matches(view))
