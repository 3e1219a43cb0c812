"""Exporting is off until asked for, and ids exist all the same."""

import json
import os
import subprocess
import sys

import pytest
from opentelemetry import trace

from telemetry.current import current_trace_id
from telemetry.environment import Target, TelemetryMisconfigured, target
from telemetry.setup import Telemetry
from tests.telemetry.receiver import OtlpReceiver

_ONE_SPAN = """
import json
from telemetry.setup import Telemetry
from telemetry.current import current_trace_id
telemetry = Telemetry.start("toy")
with telemetry.tracer_provider.get_tracer("t").start_as_current_span("act") as span:
    said = {"trace": current_trace_id(), "recording": span.is_recording(), "exporting": telemetry.exporting}
telemetry.shutdown()
print(json.dumps(said))
"""


def one_span(**environ: str) -> dict[str, object]:
    """What a fresh process says of its only span under these variables."""
    done = subprocess.run(
        [sys.executable, "-c", _ONE_SPAN],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd(), **environ},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_without_variables_nothing_is_recorded_but_a_trace_id_exists() -> None:
    """A person can quote an id; nobody pays for recording."""
    said = one_span()

    assert said["exporting"] is said["recording"] is False
    assert len(str(said["trace"])) == 32


def test_the_endpoint_variable_turns_exporting_on(receiver: OtlpReceiver) -> None:
    """A process flushes what it has when it shuts down, under the service name of the environment."""
    said = one_span(OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url, OTEL_SERVICE_NAME="named")

    (span,) = receiver.spans()
    assert (span.name, span.trace_id, span.service) == ("act", said["trace"], "named")


def test_the_sampler_variables_are_honoured(receiver: OtlpReceiver) -> None:
    """Sampling everything away leaves ids."""
    said = one_span(OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url, OTEL_TRACES_SAMPLER="always_off")

    assert said["exporting"] is True
    assert said["trace"]
    assert receiver.spans() == []


def test_a_disabled_sdk_sends_nothing(receiver: OtlpReceiver) -> None:
    """`OTEL_SDK_DISABLED` wins over an endpoint, and takes the ids with it, as the standard has it."""
    said = one_span(OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url, OTEL_SDK_DISABLED="true")

    assert said == {"trace": None, "recording": False, "exporting": False}
    assert receiver.spans() == []


def test_importing_telemetry_installs_nothing() -> None:
    """No work at import time: the provider is still OpenTelemetry's placeholder."""
    script = "import telemetry.setup; from opentelemetry import trace; print(trace.get_tracer_provider())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert "ProxyTracerProvider" in done.stdout


def test_after_shutdown_spans_stop_and_ids_go_on(telemetry: Telemetry, receiver: OtlpReceiver) -> None:
    """The provider is the process's; only its export ends. Shutting down again is harmless."""
    tracer = telemetry.tracer_provider.get_tracer("t")
    tracer.start_span("before").end()
    telemetry.shutdown()
    telemetry.shutdown()

    with tracer.start_as_current_span("after"):
        assert current_trace_id()
    assert [span.name for span in receiver.spans()] == ["before"]


def test_a_second_start_shares_the_provider(telemetry: Telemetry) -> None:
    """OpenTelemetry allows one provider a process, and the engine's plugin asks for that one."""
    again = Telemetry.start("again", {})

    assert again.tracer_provider is telemetry.tracer_provider is trace.get_tracer_provider()
    assert not again.exporting


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        pytest.param({}, None, id="nothing set"),
        pytest.param({"OTEL_TRACES_EXPORTER": "otlp"}, "http://localhost:4318/v1/traces", id="the default"),
        pytest.param({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:1/"}, "http://c:1/v1/traces", id="shared"),
        pytest.param({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:1/x"}, "http://c:1/x", id="own, as it is"),
        pytest.param({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://c:1/x"}, None, id="only metrics"),
        pytest.param(
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:1", "OTEL_TRACES_EXPORTER": "none"},
            None,
            id="none wins",
        ),
        pytest.param({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:1", "OTEL_SDK_DISABLED": "TRUE"}, None, id="disabled"),
    ],
)
def test_where_spans_go(environ: dict[str, str], expected: str | None) -> None:
    """The standard variables, and nothing else, decide."""
    assert target("traces", environ) == (Target(expected) if expected else None)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        pytest.param({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER=zipkin", id="exporter"),
        pytest.param(
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "OTEL_EXPORTER_OTLP_PROTOCOL=grpc",
            id="protocol",
        ),
    ],
)
def test_what_is_not_built_in_is_refused_by_name(environ: dict[str, str], named: str) -> None:
    """Silence would look like a lost trace."""
    with pytest.raises(TelemetryMisconfigured, match=named):
        target("traces", environ)
