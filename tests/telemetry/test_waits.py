"""Human waits become spans and histograms when they are over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader

from domain.events import GENESIS, Fact, chain
from telemetry.setup import Telemetry
from telemetry.waits import Wait, Waits
from tests.store.factories import batch, gate_view, task_view
from tests.telemetry.receiver import OtlpReceiver

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WAIT = Wait(
    name="task",
    launch_id="AUR-12",
    target="AUR-12.security_review",
    department="security",
    opened_at=OPENED,
    claimed_at=OPENED + timedelta(hours=2),
    done_at=OPENED + timedelta(days=3),
)


def sums(reader: InMemoryMetricReader) -> dict[str, tuple[float, dict[str, Any]]]:
    """Each histogram's sum of seconds, and its labels."""
    data = reader.get_metrics_data()
    assert data is not None
    return {
        metric.name: (point.sum, dict(point.attributes or {}))
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.data.data_points
        if isinstance(point, HistogramDataPoint)
    }


def test_a_wait_is_a_span_of_its_own_that_links_to_the_act(telemetry: Telemetry, receiver: OtlpReceiver) -> None:
    """Its start lies days before the act, so it stands beside the act's trace, not inside."""
    with telemetry.tracer_provider.get_tracer("t").start_as_current_span("act") as act:
        Waits(telemetry).record(WAIT)
    telemetry.shutdown()

    (wait,) = [span for span in receiver.spans() if span.name == "wait task"]
    assert wait.parent_id is None
    assert wait.links[0][0] == f"{act.get_span_context().trace_id:032x}"
    assert (wait.start, wait.end) == (1_772_442_000_000_000_000, 1_772_701_200_000_000_000)
    assert wait.attributes == {
        "launch.id": "AUR-12",
        "slipway.department": "security",
        "slipway.target": "AUR-12.security_review",
    }


@pytest.mark.parametrize(
    ("claimed_at", "expected"),
    [
        pytest.param(
            WAIT.claimed_at,
            {"slipway.wait.queue": 7_200, "slipway.wait.work": 252_000, "slipway.wait.total": 259_200},
            id="claimed",
        ),
        pytest.param(None, {"slipway.wait.total": 259_200}, id="never claimed"),
    ],
)
def test_the_seconds_are_counted_per_department(
    telemetry: Telemetry, claimed_at: datetime | None, expected: dict[str, float]
) -> None:
    """Queue and work are told apart when somebody claimed; labels are few: no launch, no person."""
    reader = InMemoryMetricReader()
    meters = MeterProvider([reader], shutdown_on_exit=False)
    Waits(replace(telemetry, meter_provider=meters)).record(replace(WAIT, claimed_at=claimed_at))

    counted = sums(reader)
    assert {name: seconds for name, (seconds, _) in counted.items()} == expected
    assert counted["slipway.wait.total"][1] == {"slipway.department": "security", "slipway.wait": "task"}
    meters.shutdown()


def test_histograms_are_exported_where_spans_are(receiver: OtlpReceiver) -> None:
    """One endpoint variable turns both on; shutting down sends what was counted."""
    telemetry = Telemetry.start("toy", {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url})
    Waits(telemetry).record(WAIT)
    telemetry.shutdown()

    assert receiver.metric_names() >= {"slipway.wait.queue", "slipway.wait.work", "slipway.wait.total"}
    assert [span.name for span in receiver.spans()] == ["wait task"]


def test_without_an_exporter_recording_is_harmless() -> None:
    """A decision never fails for want of a collector."""
    Waits(Telemetry.start("toy", {})).record(WAIT)


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        pytest.param({"AUR-1.brief", "AUR-1.G1"}, ["wait task", "wait gate"], id="all of it is new"),
        pytest.param({"AUR-1.G1"}, ["wait gate"], id="somebody else had brought the task"),
        pytest.param(set(), [], id="somebody else had brought all"),
    ],
)
def test_of_two_that_bring_the_same_one_tells(
    telemetry: Telemetry, receiver: OtlpReceiver, moved: set[str], told: list[str]
) -> None:
    """The door and the workflow's activity both bring what was done into the read model."""
    facts = (Fact("task.completed", "brief"), Fact("gate.decided", "G1"), Fact("task.opened", "build"))
    events = tuple(chain("AUR-1", seq, GENESIS, fact, OPENED) for seq, fact in enumerate(facts, 1))
    tasks = (task_view(state="done"), task_view("build"))
    sent = batch(events=events, tasks=tasks, gates=(gate_view(state="decided"),))

    Waits(telemetry).record_over(sent, moved)
    telemetry.shutdown()

    assert [span.name for span in receiver.spans()] == told
