"""A human act's trace as plain text, so that it can be kept with what the act caused and taken up again later."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_W3C = TraceContextTextMapPropagator()


def traceparent() -> str | None:
    """The current trace as a `traceparent` (W3C Trace Context), or None outside a trace."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def resumed(parent: str | None) -> Iterator[None]:
    """Run the block in the trace of `parent`; None, or text that is no `traceparent`, begins a new trace.

    In a workflow only *start* things inside, and await them outside: an evicted workflow closes what it
    awaits wherever the garbage collector runs, where the old trace cannot be put back.
    """
    token = contexts.attach(_context_of(parent))
    try:
        yield
    finally:
        contexts.detach(token)


def link_to(parents: Iterable[str]) -> None:
    """Link the current span to other acts, as when one batch writes down what several people did.

    Acts of the current trace and repeated ones are left out.
    """
    span = trace.get_current_span()
    if not span.is_recording():
        return
    own = span.get_span_context().trace_id
    for parent in dict.fromkeys(parents):
        other = trace.get_current_span(_context_of(parent)).get_span_context()
        if other.is_valid and other.trace_id != own:
            span.add_link(other)


def _context_of(parent: str | None) -> Context:
    return _W3C.extract({"traceparent": parent} if parent else {}, context=Context())
