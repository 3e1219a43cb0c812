"""OpenTelemetry, once per process."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import MeterProvider, NoOpMeterProvider
from opentelemetry.sdk.metrics import MeterProvider as SdkMeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from temporalio.contrib.opentelemetry import ReplaySafeTracerProvider, create_tracer_provider

from telemetry.environment import target
from telemetry.sampling import Exports, WhileExporting


@dataclass(frozen=True)
class Telemetry:
    """What a composition root holds: the providers to instrument with, and `shutdown` for the end."""

    tracer_provider: ReplaySafeTracerProvider
    meter_provider: MeterProvider
    exports: Exports
    spans: BatchSpanProcessor | None

    @classmethod
    def start(cls, service_name: str, environ: Mapping[str, str] | None = None) -> "Telemetry":
        """Set this process up; `OTEL_SERVICE_NAME` wins over `service_name`.

        `environ` (the process's own by default) decides whether and where to export. Everything finer
        (headers, time-outs, batches, the sampler) the OpenTelemetry SDK reads from the process's environment
        itself. With no exporter asked for, spans have ids and are not recorded. A second start in a process
        shares its provider, and so its service name.

        Raise `TelemetryMisconfigured` for an exporter or protocol that is not built in.
        """
        environ = os.environ if environ is None else environ
        resource = Resource.create({SERVICE_NAME: environ.get("OTEL_SERVICE_NAME") or service_name})
        traces, metrics = target("traces", environ), target("metrics", environ)
        process = _process()
        provider, exports = process.install(resource)
        spans = BatchSpanProcessor(OTLPSpanExporter(endpoint=traces.url)) if traces else None
        if spans:
            exports.add(spans)
        meters = _meters(resource, metrics.url) if metrics else NoOpMeterProvider()
        return cls(provider, meters, exports, spans)

    @property
    def exporting(self) -> bool:
        """Whether this process sends its spans anywhere."""
        return self.spans is not None

    def shutdown(self) -> None:
        """Send what waits, then stop exporting. Ids go on existing. Bounded by the exporter's time-out."""
        if self.spans:
            self.exports.remove(self.spans)
            self.spans.shutdown()  # type: ignore[no-untyped-call] # the SDK leaves it without types
        if isinstance(self.meter_provider, SdkMeterProvider):
            self.meter_provider.shutdown()


class _Process:
    """The one provider OpenTelemetry lets a process have; Temporal's plugin takes it from there."""

    def __init__(self) -> None:
        self._installed: tuple[ReplaySafeTracerProvider, Exports] | None = None

    def install(self, resource: Resource) -> tuple[ReplaySafeTracerProvider, Exports]:
        if self._installed is None:
            exports = Exports()
            # A provider that is thrown away, because only a provider reads the OTEL_TRACES_SAMPLER variables.
            chosen = TracerProvider(shutdown_on_exit=False).sampler
            provider = create_tracer_provider(
                sampler=WhileExporting(chosen, exports), resource=resource, shutdown_on_exit=False
            )
            provider.add_span_processor(exports)
            trace.set_tracer_provider(provider)
            self._installed = provider, exports
        return self._installed


@cache
def _process() -> _Process:
    return _Process()


def _meters(resource: Resource, url: str) -> SdkMeterProvider:
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=url))
    return SdkMeterProvider([reader], resource=resource, shutdown_on_exit=False)
