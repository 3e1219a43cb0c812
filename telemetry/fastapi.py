"""A server span for every request but health checks and streams: by FastAPI itself, which knows the route it found."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig

from telemetry.setup import Telemetry

# A stream is open for as long as somebody looks at a page: a span of that length says nothing.
_NOT_TRACED = ("/health/", "/static/", "/changes")

OFF = TelemetryConfig(tracing=False, metrics=False, logs=False, auto_configure=False)


def server_telemetry(telemetry: Telemetry | None) -> TelemetryConfig:
    """For `FastAPI(telemetry=…)`: continue the caller's `traceparent`, or begin a trace. None traces nothing."""
    if telemetry is None:
        return OFF
    return TelemetryConfig(
        tracer_provider=telemetry.tracer_provider,
        meter_provider=telemetry.meter_provider,
        tracing=True,
        metrics=True,
        logs=False,  # it would write down what people sent; ours carry the trace's id
        operation_spans=False,
        auto_configure=False,
        exclude=_is_excluded,
    )


def _is_excluded(scope: MutableMapping[str, Any]) -> bool:
    return str(scope.get("path", "")).startswith(_NOT_TRACED)
