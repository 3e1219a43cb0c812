"""A trace survives as text."""

import pytest

from telemetry.acts import resumed, traceparent
from telemetry.current import current_span_id, current_trace_id
from telemetry.setup import Telemetry


def test_a_trace_comes_back_from_its_text() -> None:
    """Written down in an outbox, read back days later."""
    tracer = Telemetry.start("toy", {}).tracer_provider.get_tracer("t")
    with tracer.start_as_current_span("act"):
        written, trace_id, span_id = traceparent(), current_trace_id(), current_span_id()

    assert current_trace_id() is None
    with resumed(written):
        assert (current_trace_id(), current_span_id()) == (trace_id, span_id)
    assert current_trace_id() is None


@pytest.mark.parametrize("text", [None, "", "not a traceparent", "00-0-0-00"])
def test_anything_else_begins_anew(text: str | None) -> None:
    """Old or foreign data never breaks a drain, and never leaks the surrounding trace into it."""
    tracer = Telemetry.start("toy", {}).tracer_provider.get_tracer("t")
    with tracer.start_as_current_span("act"), resumed(text):
        assert current_trace_id() is None
        assert traceparent() is None
