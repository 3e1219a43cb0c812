"""Logs say which trace and launch they belong to, and no secrets."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from telemetry.current import current_trace_id
from telemetry.logs import about_launch, configure_logs
from telemetry.redaction import redact
from telemetry.setup import Telemetry

LOG = logging.getLogger("toy")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Claim it."""
        return True


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Configuring logs replaces the handlers of the whole process: put pytest's back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    for handler in handlers:  # out of reach, or `force` would close them
        root.removeHandler(handler)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """Parse JSON lines."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_carries_its_trace_and_launch() -> None:
    """From a log line to the trace, and back, even when nothing is exported."""
    stream = io.StringIO()
    configure_logs("info", stream)
    tracer = Telemetry.start("toy", {}).tracer_provider.get_tracer("t")

    with tracer.start_as_current_span("act") as span, about_launch("AUR-12"):
        LOG.info("voted %s", "go")
        trace_id = current_trace_id()
    LOG.info("outside")

    inside, outside = lines(stream)
    assert (inside["message"], inside["launch"], inside["trace_id"]) == ("voted go", "AUR-12", trace_id)
    assert inside["span_id"] == f"{span.get_span_context().span_id:016x}"
    assert outside["trace_id"] is outside["span_id"] is outside["launch"] is None


@pytest.mark.parametrize("attribute", ["temporal_workflow", "temporal_activity"])
def test_the_engines_own_context_names_the_launch(attribute: str) -> None:
    """What a workflow or an activity logs through the SDK's logger is about its launch."""
    stream = io.StringIO()
    configure_logs(stream=stream)
    LOG.info("deadline moved", extra={attribute: {"workflow_id": "launch/AUR-12"}})

    assert lines(stream)[0]["launch"] == "AUR-12"


def test_an_error_stays_on_one_line() -> None:
    """A traceback is a field, so that a log store keeps it together."""
    stream = io.StringIO()
    configure_logs(stream=stream)
    try:
        raise ValueError("password=hunter2")
    except ValueError:
        LOG.exception("failed")

    (line,) = lines(stream)
    assert "ValueError" in str(line["error"])
    assert "hunter2" not in stream.getvalue()


def test_people_get_a_readable_line() -> None:
    """On a terminal there is no JSON, and the launch stands at the end."""
    stream = Terminal()
    configure_logs(stream=stream)
    with about_launch("AUR-12"):
        LOG.warning("late")

    assert stream.getvalue().rstrip().endswith("WARNING toy  late  launch=AUR-12")


def test_configuring_again_does_not_double_lines() -> None:
    """The last configuration counts."""
    configure_logs(stream=io.StringIO())
    stream = io.StringIO()
    configure_logs(stream=stream)
    LOG.info("once")

    assert len(lines(stream)) == 1


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("postgresql+asyncpg://slip:s3cr3t@db/slipway", "postgresql+asyncpg://slip:***@db/slipway"),
        ("Authorization: Bearer abcdef0123456789", "Authorization: Bearer ***"),
        ("key whsec_MfKQ9r8GKYqrTwjU", "key whsec_***"),
        ('{"password": "hunter2", "name": "Lena"}', '{"password": "***", "name": "Lena"}'),
        ("SLIPWAY_WEBHOOK_SECRET=abc next", "SLIPWAY_WEBHOOK_SECRET=*** next"),
        ("a token of thanks for AUR-12.G2", "a token of thanks for AUR-12.G2"),
    ],
)
def test_credentials_are_masked(said: str, logged: str) -> None:
    """What looks like a credential is masked; what only sounds like one is not."""
    assert redact(said) == logged
