"""A server span for every request, except the health checks."""

from fastapi import FastAPI
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

from telemetry.setup import Telemetry

_NOT_TRACED = "/health/,/static/"


def instrument_app(app: FastAPI, telemetry: Telemetry) -> None:
    """Trace `app`: continue the caller's `traceparent`, or begin a trace. Call before the first request."""
    FastAPIInstrumentor.instrument_app(
        app,
        tracer_provider=telemetry.tracer_provider,
        meter_provider=telemetry.meter_provider,
        excluded_urls=_NOT_TRACED,
        exclude_spans=["receive", "send"],
    )
