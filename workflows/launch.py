"""The only arbiter of a launch that is under way: it waits, asks the rules, and hands results on.

Commands come as updates, so the caller gets the verdict and a refusal leaves no trace in the history. What they
change goes to an outbox that one loop drains through one activity: durable before it takes effect anywhere else.
One timer watches the next deadline. When the history grows long, the launch goes on in a new run.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError

# The rules are pure, so every run may share one copy of them: a run starts in a millisecond instead of ten, and
# they see the real `datetime`, by which the engine's converter recognises fields that hold a moment.
with workflow.unsafe.imports_passed_through():
    from activities.signatures import PROJECT
    from domain.actors import Actor
    from domain.errors import KeyReused, NotFound, SlipwayError
    from domain.events import Event
    from domain.ids import SYSTEM, item_id
    from domain.launch.changing import previewed
    from domain.launch.commands import CancelLaunch, ChangeLaunch, Command, fingerprint
    from domain.launch.deadlines import next_deadline
    from domain.launch.handle import COMMANDS, RULES, Outcome, check, handle, start, tick
    from domain.launch.impact import Preview
    from domain.launch.show import changes, show_launch
    from domain.launch.snapshot import snapshot
    from domain.launch.state import Launch
    from domain.launch.views import Batch, LaunchView, Receipt
    from workflows.attributes import moving, steered
    from workflows.details import current_details
    from workflows.failures import as_failures
    from workflows.state import REMEMBERED, Carried, LaunchInput, Remembered

PROJECT_TIMEOUT = timedelta(minutes=1)
"""Twice as long as a delivery stays open (see the activity)."""
PROJECT_HEARTBEAT = timedelta(seconds=15)
"""More than lies between two signs of life (two windows of at most five seconds); a worker that dies with a delivery
holds it up for so long."""
PROJECT_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10))
"""For ever: the read model catches up whenever its database is back."""


@workflow.defn(name="Launch", failure_exception_types=[SlipwayError])
class LaunchWorkflow:
    """One launch, from idea to review."""

    @workflow.init
    def __init__(self, given: LaunchInput) -> None:
        """State is ready before the first update arrives, which may be before `run`."""
        self._outbox: tuple[Event, ...] = ()
        self._remembered: dict[str, Remembered] = {}
        self._projected: Launch | None = None
        """The launch as the read model last confirmed it; None makes the next batch carry everything."""
        self._since: tuple[Launch, ...] = ()
        """The launch after each act since then; the doors bring most of these into the read model by themselves."""
        self._said: tuple[object, ...] = ()
        self._view: LaunchView
        if given.carried is not None:
            self._launch = given.carried.launch
            self._outbox = given.carried.outbox
            self._since = (self._launch,)
            self._remembered = {item.command_key: item for item in given.carried.remembered}
            self._view = show_launch(self._launch)
        elif given.start is not None:
            self._adopt(start(given.start, workflow.now()))
        else:
            raise ValueError("a launch begins or goes on; neither was given")

    @workflow.run
    async def run(self, given: LaunchInput) -> str:  # noqa: ARG002  the engine hands the input to both
        """Live until the launch has ended and everything is delivered; answer its final state."""
        self._tell_operators()
        drain = asyncio.create_task(self._drain())
        deadlines = asyncio.create_task(self._watch_deadlines())
        try:
            await asyncio.shield(drain)  # so that a cancellation in the engine interrupts no delivery
        except asyncio.CancelledError:
            self._cancel_for_operator()
            await drain
            await self._deliver_all()
            raise
        finally:
            deadlines.cancel()
        if not self._launch.ended or self._outbox:
            workflow.continue_as_new(LaunchInput(carried=self._carry()))
        return self._launch.state.value

    # -- loops -----------------------------------------------------------------------------------------------

    async def _drain(self) -> None:
        """Deliver the outbox, in order and one batch at a time, until the launch is over or the run too long."""
        while not self._should_stop():
            await workflow.wait_condition(lambda: bool(self._outbox) or self._should_stop())
            if self._outbox and not self._too_long():
                await self._deliver_or_leave()

    async def _deliver_or_leave(self) -> None:
        """Deliver. When meanwhile the run grows too long or the launch ends, leave it and let the last one carry all.

        A delivery may stay open for a while (see the activity), and nobody should wait for it at the end.
        """
        ended = self._launch.ended
        delivery = asyncio.create_task(self._deliver())
        await workflow.wait_condition(
            lambda: delivery.done() or self._too_long() or self._launch.ended is not ended,
        )
        if delivery.done():
            await delivery  # raises what it raised
        else:
            delivery.cancel()
            with suppress(ActivityError):  # says that it was cancelled
                await delivery

    async def _deliver(self) -> None:
        launch, events = self._launch, self._outbox
        followed: int | None = await workflow.execute_activity(
            PROJECT,
            changes(self._projected, launch, events),
            start_to_close_timeout=PROJECT_TIMEOUT,
            heartbeat_timeout=PROJECT_HEARTBEAT,
            retry_policy=PROJECT_RETRY,
            cancellation_type=workflow.ActivityCancellationType.ABANDON,
            summary=f"{launch.key} {events[-1].action} (event {events[-1].seq})",
        )
        self._confirm(followed or launch.seq)  # deliveries of before this was asked answered nothing

    def _confirm(self, seq: int) -> None:
        """The read model has everything up to this event: what this delivery brought, and what doors did meanwhile."""
        self._projected = next(launch for launch in reversed(self._since) if launch.seq <= seq)
        self._since = tuple(launch for launch in self._since if launch.seq > self._projected.seq)
        self._outbox = tuple(event for event in self._outbox if event.seq > self._projected.seq)

    async def _watch_deadlines(self) -> None:
        """Sleep until the next deadline; wake early only when it has come nearer.

        A deadline that moves away leaves its timer be: waking once for nothing costs less than a new timer for
        each thing that gets done in time.
        """
        while True:
            await workflow.wait_condition(lambda: next_deadline(self._launch) is not None)
            armed = next_deadline(self._launch)
            if armed is None:
                continue
            left = armed - workflow.now()
            if left > timedelta() and await self._comes_nearer(armed, left):
                continue
            self._adopt(tick(self._launch, workflow.now()))
            self._tell_operators()

    async def _comes_nearer(self, armed: datetime, left: timedelta) -> bool:
        """Whether an earlier deadline turned up before this one was reached."""

        def nearer() -> bool:
            deadline = next_deadline(self._launch)
            return deadline is not None and deadline < armed

        summary = f"{self._launch.key} next deadline"
        try:
            await workflow.wait_condition(nearer, timeout=left, timeout_summary=summary)
        except TimeoutError:
            return False
        return True

    def _should_stop(self) -> bool:
        return self._too_long() or (self._launch.ended and not self._outbox)

    def _too_long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested()

    # -- commands --------------------------------------------------------------------------------------------

    def _check(self, command: Command) -> None:
        """Refuse before anything enters the history; a repeat passes, to be answered as before."""
        with as_failures():
            if self._known(command) is None:
                check(self._launch, command, workflow.now())

    def _known(self, command: Command) -> Remembered | None:
        """The same command, carried out before. Raises KeyReused when its key was used to ask for something else."""
        known = self._remembered.get(command.command_key)
        if known is not None and known.fingerprint not in {"", fingerprint(command)}:
            raise KeyReused
        return known

    def _carry_out(self, command: Command) -> Receipt:
        """Check again, since another command of the same moment may have come first; then act."""
        before = self._launch
        with as_failures():
            if known := self._known(command):
                return Receipt(known.command_key, known.seq, known.target, known.verdict)
            outcome = handle(before, command, workflow.now())
        self._adopt(outcome)
        target = RULES[type(command)].target(command)
        receipt = Receipt(
            command_key=command.command_key,
            seq=self._launch.seq,
            target=item_id(before.key, target) if target else before.key,
            verdict=outcome.verdict,
            batch=changes(before, self._launch, outcome.events),
        )
        self._remember(
            Remembered(receipt.command_key, receipt.seq, receipt.target, receipt.verdict, fingerprint(command))
        )
        self._tell_operators()
        return receipt

    def _adopt(self, outcome: Outcome) -> None:
        self._launch = outcome.launch
        self._outbox = (*self._outbox, *outcome.events)
        self._since = (*self._since, outcome.launch)
        self._view = show_launch(self._launch)

    def _remember(self, item: Remembered) -> None:
        self._remembered[item.command_key] = item
        if len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def _carry(self) -> Carried:
        return Carried(self._launch, self._outbox, tuple(self._remembered.values()))

    def _cancel_for_operator(self) -> None:
        """A cancellation in the engine stops the launch for good, on the record."""
        operator = Actor(SYSTEM, operator=True)
        command = CancelLaunch(f"engine/{workflow.info().run_id}", operator, "Cancelled by an operator in the engine")
        if not self._launch.ended:
            self._adopt(handle(self._launch, command, workflow.now()))
            self._tell_operators()

    async def _deliver_all(self) -> None:
        while self._outbox:
            await self._deliver()

    def _tell_operators(self) -> None:
        """Keep the engine's own pages true; search attributes cost an action, so only when they change."""
        workflow.set_current_details(current_details(self._launch, self._view))
        said = (self._view.active_stages, self._view.state, self._view.health, *steered(self._view))
        if said != self._said:
            self._said = said
            workflow.upsert_search_attributes((*moving(self._view), *steered(self._view)))

    # -- what others may ask ---------------------------------------------------------------------------------

    @workflow.query
    def snapshot(self) -> Batch:
        """Every view, for those who compare, and the events that the read model has not confirmed."""
        return replace(snapshot(self._launch), events=self._outbox)

    @workflow.query
    def preview(self, command: ChangeLaunch) -> Preview:
        """What a change would do, or why it cannot be made. Changes nothing."""
        return previewed(self._launch, command, workflow.now())

    @workflow.update(dynamic=True)
    def act(self, name: str, given: Sequence[RawValue]) -> Receipt:
        """Carry out a command; the rules know each by its name."""
        return self._carry_out(_command(name, given))

    @act.validator
    def _check_act(self, name: str, given: Sequence[RawValue]) -> None:
        self._check(_command(name, given))


def _command(name: str, given: Sequence[RawValue]) -> Command:
    """The command in an update. Raises NotFound for a name that no rule has, to the caller alone."""
    with as_failures():
        if name not in COMMANDS or len(given) != 1:
            raise NotFound(f"No command is called {name}.")
    command: Command = workflow.payload_converter().from_payload(given[0].payload, COMMANDS[name])
    return command
