"""Tracing through Temporal: client call, update handler, activity.

Experimental in the SDK, whose version is therefore pinned exactly; `tests/telemetry` holds what we rely on.
"""

from typing import Any

from temporalio.client import Plugin
from temporalio.contrib.opentelemetry import OpenTelemetryInterceptor, OpenTelemetryPlugin
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleUpdateInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from telemetry.attribution import ActAttribution
from telemetry.setup import Telemetry


def tracing_plugins(telemetry: Telemetry) -> list[Plugin]:
    """Plugins for `Client.connect(plugins=…)`; the workers of that client take them from it.

    While nothing is exported they only pass the trace id on, for the logs of the worker, and make no spans.
    Never together with the SDK's `TracingInterceptor`: every span would appear twice.
    """
    return [_TracingPlugin(spans=telemetry.exporting)]


class _TracingPlugin(OpenTelemetryPlugin):
    def __init__(self, *, spans: bool) -> None:
        super().__init__(add_temporal_spans=spans)
        self.interceptors = [_WithoutTheRun(spans), ActAttribution()]


class _WithoutTheRun(OpenTelemetryInterceptor):
    """The SDK's interceptor, less two of its spans.

    One over a whole run would stay open for months, leaving everything under it without a parent, and complain in the
    log whenever a worker lets go of a launch that is under way. One over each validator says what the others say: a
    refusal is an error of the call, and who passes goes on to the handler.
    """

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[Any]:  # noqa: A002 - SDK
        """Leave two methods of the SDK's class out."""
        traced: type[Any] = super().workflow_interceptor_class(input)

        class Inbound(traced):  # type: ignore[misc] # the SDK makes the base class for each worker
            next: WorkflowInboundInterceptor

            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002 - SDK
                return await self.next.execute_workflow(input)

            def handle_update_validator(self, input: HandleUpdateInput) -> None:  # noqa: A002 - SDK
                self.next.handle_update_validator(input)

        return Inbound
