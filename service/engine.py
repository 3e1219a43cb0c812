"""The way to the engine: commands as updates, answers as receipts, refusals as typed errors."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from weakref import WeakValueDictionary

from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import EngineUnavailable, NotFound, SlipwayError
from domain.ids import workflow_id
from domain.launch.commands import ChangeLaunch, Command, StartLaunch, fingerprint
from domain.launch.handle import RULES
from domain.launch.impact import Impact
from domain.launch.views import Batch, Receipt
from workflows.attributes import fixed
from workflows.launch import LaunchWorkflow
from workflows.state import LaunchInput

AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.ABORTED,
        RPCStatusCode.INTERNAL,
    }
)
"""What the engine answers when asking again later may help."""

BUSY = frozenset({RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.ABORTED, RPCStatusCode.FAILED_PRECONDITION})
"""What it answers while a launch has too many commands in flight, or passes from one run to the next."""

IN_FLIGHT = 8
"""Commands on one launch that this process sends at once. The engine takes ten from all; whatever comes on top is
refused and sent again ever later, so that of a crowd the unluckiest wait for seconds: a queue is quicker and fair."""

AGAIN_IN = 0.05
"""Seconds until a busy launch is asked again."""

T = TypeVar("T")


@dataclass(frozen=True)
class Engine:
    """The engine as use cases see it. Nothing of its own SDK leaves this file."""

    client: Client
    task_queue: str
    timeout: timedelta
    public_url: str = ""
    """Where people reach Slipway, for links in the engine's own pages."""
    _turns: WeakValueDictionary[str, asyncio.Semaphore] = field(default_factory=WeakValueDictionary, repr=False)
    """By launch, for as long as somebody has or wants a turn."""

    async def start(self, command: StartLaunch) -> None:
        """Start a launch; starting it again under the same key changes nothing."""
        charter, plan = command.charter, command.plan
        async with self._answering(), _started_before():
            await self.client.start_workflow(
                LaunchWorkflow.run,
                LaunchInput(start=command),
                id=workflow_id(charter.key),
                task_queue=self.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=fixed(charter, plan.tier),
                static_summary=f"{charter.key} {charter.title}",
                static_details=(
                    f"**{charter.title}** ({charter.product}, {plan.tier})\n\nObjective: {charter.objective}\n\n"
                    f"User need: {charter.user_need}\n\nPlaybook: {plan.playbook} `{plan.digest[:12]}`\n\n"
                    f"[{charter.key} in Slipway]({self.public_url}/api/v1/launches/{charter.key})"
                ),
            )

    async def carry_out(self, launch_key: str, command: Command) -> Receipt:
        """Send a command to its launch and wait for the verdict. Raises what the rules refuse."""
        turn = self._turns.setdefault(launch_key, asyncio.Semaphore(IN_FLIGHT))

        async def send() -> Receipt:
            async with turn:
                receipt: Receipt = await self._launch(launch_key).execute_update(
                    RULES[type(command)].name, command, id=_update_id(command), result_type=Receipt
                )
            return receipt

        return await self._patiently(send)

    async def snapshot(self, launch_key: str) -> Batch:
        """Every view of a launch as its workflow has it now, also after its end while the engine keeps it."""
        return await self._patiently(lambda: self._launch(launch_key).query(LaunchWorkflow.snapshot))

    async def preview(self, launch_key: str, command: ChangeLaunch) -> Impact:
        """What a change would do to a launch as its workflow has it now. Raises what the rules refuse."""
        found = await self._patiently(lambda: self._launch(launch_key).query(LaunchWorkflow.preview, command))
        if found.impact is None:
            raise SlipwayError.from_facts(found.code, found.said)
        return found.impact

    async def running(self) -> AsyncIterator[str]:
        """Keys of the launches that are under way in the engine; its list lags by about a second."""
        query = "WorkflowType = 'Launch' AND ExecutionStatus = 'Running'"
        found = self.client.list_workflows(query)
        while True:
            async with self._answering():  # around each question only: what a caller does in between is not ours
                execution = await anext(found, None)
            if execution is None:
                return
            yield execution.id.removeprefix(workflow_id(""))

    async def answers(self) -> bool:
        """Whether the engine is there."""
        try:
            return await self.client.service_client.check_health(timeout=timedelta(seconds=2))
        except RPCError:
            return False
        except RuntimeError as error:
            if _never_connected(error):
                return False
            raise

    def _launch(self, launch_key: str) -> WorkflowHandle[LaunchWorkflow, str]:
        return self.client.get_workflow_handle_for(LaunchWorkflow.run, workflow_id(launch_key))

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask, and while the launch is busy ask again; a command is safe to repeat, since it keeps its id."""
        async with self._answering():
            while True:
                try:
                    return await ask()
                except RPCError as error:
                    if error.status not in BUSY:
                        raise
                await asyncio.sleep(AGAIN_IN)

    @asynccontextmanager
    async def _answering(self) -> AsyncIterator[None]:
        """Say in our words what the engine says in its own, and never wait longer than a caller would."""
        try:
            async with asyncio.timeout(self.timeout.total_seconds()):
                yield
        except WorkflowUpdateFailedError as error:
            raise _refusal(error.cause) from error
        except (
            TimeoutError,
            RPCTimeoutOrCancelledError,
            WorkflowUpdateRPCTimeoutOrCancelledError,
            WorkflowQueryRejectedError,
            WorkflowQueryFailedError,
        ) as error:
            raise EngineUnavailable(
                "The workflow engine or its worker does not answer. Repeat this with the same Idempotency-Key: "
                "it takes effect once at most.",
                retry_after=5,
            ) from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise NotFound("No such launch is under way.") from error
            if error.status in AWAY:
                raise EngineUnavailable(retry_after=5) from error
            raise
        except RuntimeError as error:
            if _never_connected(error):
                raise EngineUnavailable(retry_after=5) from error
            raise


@asynccontextmanager
async def _started_before() -> AsyncIterator[None]:
    """A launch that was started under this key and has ended since needs no second start."""
    with suppress(WorkflowAlreadyStartedError):
        yield


def _refusal(cause: BaseException | None) -> Exception:
    """The typed error that the workflow raised, built again here."""
    if isinstance(cause, ApplicationError) and cause.type and cause.details:
        return SlipwayError.from_facts(cause.type, cause.details[0])
    return EngineUnavailable("The workflow could not carry this out; an operator should look at it.", retry_after=30)


def _update_id(command: Command) -> str:
    """The engine answers a repeated update id without asking the workflow, so another request needs another id."""
    return f"{command.command_key}:{fingerprint(command)[:16]}"


def _never_connected(error: RuntimeError) -> bool:
    """A lazy client whose first connection fails says so without a type of its own."""
    return str(error).startswith("Failed client connect")
