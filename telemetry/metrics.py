"""Temporal's own metrics (latencies, poll and slot use, failures), for Prometheus."""

from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig


def metrics_runtime(address: str | None) -> Runtime | None:
    """A runtime for `Client.connect(runtime=…)` answering scrapes at `address` (`host:port`), if any.

    One per process and address. Raise `ValueError` when `address` cannot be bound.
    """
    if not address:
        return None
    prometheus = PrometheusConfig(
        bind_address=address, counters_total_suffix=True, unit_suffix=True, durations_as_seconds=True
    )
    return Runtime(telemetry=TelemetryConfig(metrics=prometheus))
