"""What the tests of telemetry share: a receiver, and telemetry that exports to it."""

from collections.abc import Iterator

import pytest

from telemetry.setup import Telemetry
from tests.telemetry.receiver import OtlpReceiver


@pytest.fixture
def receiver() -> Iterator[OtlpReceiver]:
    """A receiver for this test alone."""
    with OtlpReceiver() as running:
        yield running


@pytest.fixture
def telemetry(receiver: OtlpReceiver) -> Iterator[Telemetry]:
    """Telemetry of this process, exporting to the receiver until the test ends."""
    started = Telemetry.start("toy", {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "OTEL_METRICS_EXPORTER": "none"})
    yield started
    started.shutdown()
