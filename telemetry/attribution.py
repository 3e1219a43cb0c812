"""Which act an activity belongs to, decided outside the workflow's own code.

A launch answers an update at once and writes its events down later, from a task of its own. That activity
belongs to the act that made the events. So: an activity started outside a handler continues the *first* act since
the last such activity and links to the others; with no act since, as after a timer, it begins a trace of its own.
The start of a run counts as an act. When an activity answers how far the log is written down, acts up to there need no
other, and no later one continues them.
"""

from asyncio import Task
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from temporalio.converter import PayloadConverter
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    ExecuteWorkflowInput,
    HandleUpdateInput,
    Interceptor,
    StartActivityInput,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from telemetry.acts import link_to, resumed, traceparent

_STARTED_BY = "_tracer-data"  # where the SDK's plugin carries the trace
_OTHER_ACTS = "slipway-acts"
_JSON = PayloadConverter.default

AnyStart = TypeVar("AnyStart", StartActivityInput, StartLocalActivityInput)


@dataclass(frozen=True)
class _Act:
    traceparent: str
    seq: int | None = None
    """The last event it made, if its answer says so."""


class ActAttribution(Interceptor):
    """Goes after the SDK's tracing interceptor, whose spans it finds around it."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's signature
    ) -> type[WorkflowInboundInterceptor]:
        """Watch updates and activities of every run."""
        return _Run

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - SDK
        """Add the links."""
        return _Linked(next)


class _Run(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        self._acts: list[_Act] = []
        super().init(_Starts(outbound, self._acts))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002 - the SDK's signature
        if payload := input.headers.get(_STARTED_BY):
            # Before the acts that were handled already: what a run begins with is the oldest in its outbox.
            begun_by = _JSON.from_payload(payload).get("traceparent")
            self._acts[:0] = [_Act(begun_by)] if begun_by else []
        return await super().execute_workflow(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:  # noqa: A002 - the SDK's signature
        answer = await super().handle_update_handler(input)
        if current := traceparent():
            self._acts.append(_Act(current, getattr(answer, "seq", None)))
        return answer


class _Starts(WorkflowOutboundInterceptor):
    def __init__(self, next: WorkflowOutboundInterceptor, acts: list[_Act]) -> None:  # noqa: A002 - SDK
        super().__init__(next)
        self._acts = acts

    def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:  # noqa: A002 - the SDK's signature
        return self._attributed(input, super().start_activity)

    def start_local_activity(self, input: StartLocalActivityInput) -> ActivityHandle[Any]:  # noqa: A002 - SDK
        return self._attributed(input, super().start_local_activity)

    def _attributed(self, start: AnyStart, go: Callable[[AnyStart], ActivityHandle[Any]]) -> ActivityHandle[Any]:
        current, acts = traceparent(), [act.traceparent for act in self._acts]
        if current and current not in acts:  # in a handler that is under way: the act is at hand
            return go(start)
        # A workflow may carry an act's context to its task by itself: then that act goes first.
        first = current or next(iter(acts), None)
        others = [act for act in acts if act != first]
        self._acts.clear()
        if others:
            start.headers = {**start.headers, _OTHER_ACTS: _JSON.to_payload(others)}
        with resumed(first):
            handle = go(start)
        handle.add_done_callback(self._let_go)
        return handle

    def _let_go(self, done: Task[Any]) -> None:
        """Of the acts that were written down while an activity was open."""
        if not done.cancelled() and done.exception() is None and isinstance(upto := done.result(), int):
            self._acts[:] = [act for act in self._acts if act.seq is None or act.seq > upto]


class _Linked(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's signature
        if payload := input.headers.get(_OTHER_ACTS):
            link_to(_JSON.from_payload(payload))
        return await super().execute_activity(input)
