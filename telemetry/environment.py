"""Which of the standard `OTEL_*` variables turn exporting on, and where to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Signal = Literal["traces", "metrics"]

_DEFAULT_ENDPOINT = "http://localhost:4318"


class TelemetryMisconfigured(ValueError):
    """An `OTEL_*` variable asks for something that is not built in. The message says what to set instead."""


@dataclass(frozen=True)
class Target:
    """Where one signal goes, as the full URL of an OTLP/HTTP endpoint."""

    url: str


def target(signal: Signal, environ: Mapping[str, str]) -> Target | None:
    """Where `signal` goes, or None when nobody asked for it: no variable set means nothing is sent.

    Raise `TelemetryMisconfigured` for an exporter or a protocol other than OTLP over HTTP with protobuf.
    """
    upper = signal.upper()
    exporter = environ.get(f"OTEL_{upper}_EXPORTER", "").strip().lower()
    own = environ.get(f"OTEL_EXPORTER_OTLP_{upper}_ENDPOINT", "").strip()
    shared = environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip()
    if exporter == "none" or not (exporter or own or shared) or _disabled(environ):
        return None
    if exporter not in ("", "otlp"):
        raise TelemetryMisconfigured(
            f"OTEL_{upper}_EXPORTER={exporter} is not supported. Set it to otlp or none, or leave it out."
        )
    _require_http(upper, environ)
    return Target(own or f"{(shared or _DEFAULT_ENDPOINT).rstrip('/')}/v1/{signal}")


def _disabled(environ: Mapping[str, str]) -> bool:
    return environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"


def _require_http(upper: str, environ: Mapping[str, str]) -> None:
    for name in (f"OTEL_EXPORTER_OTLP_{upper}_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        protocol = environ.get(name, "").strip()
        if protocol and protocol != "http/protobuf":
            raise TelemetryMisconfigured(
                f"{name}={protocol} is not supported. Set it to http/protobuf, on the HTTP port."
            )
        if protocol:
            return
