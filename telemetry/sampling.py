"""What becomes of a span: to whom it is sent, and whether it is recorded at all."""

from collections.abc import Sequence

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState, get_current_span
from opentelemetry.util.types import Attributes


class Exports(SpanProcessor):
    """The processors that spans go to. They come and go; a provider stays as long as its process."""

    def __init__(self) -> None:
        """Start with none."""
        self._processors: tuple[SpanProcessor, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anybody wants spans."""
        return bool(self._processors)

    def add(self, processor: SpanProcessor) -> None:
        """Send finished spans to `processor` too."""
        self._processors = (*self._processors, processor)

    def remove(self, processor: SpanProcessor) -> None:
        """Send it no more; what it holds is its own to flush."""
        self._processors = tuple(kept for kept in self._processors if kept is not processor)

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Pass the start of a span on."""
        for processor in self._processors:
            processor.on_start(span, parent_context)

    def on_end(self, span: ReadableSpan) -> None:
        """Pass the end of a span on."""
        for processor in self._processors:
            processor.on_end(span)

    def shutdown(self) -> None:
        """Shut every processor down."""
        for processor in self._processors:
            processor.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Send what waits; False if a processor could not within the time."""
        flushed = [processor.force_flush(timeout_millis) for processor in self._processors]
        return all(flushed)


class WhileExporting(Sampler):
    """Ask `chosen` while anybody wants spans; otherwise give ids, and record nothing.

    An unrecorded span still has a trace id, for logs and problem documents, at a fraction of the cost.
    """

    def __init__(self, chosen: Sampler, exports: Exports) -> None:
        """`chosen` is the sampler of the `OTEL_TRACES_SAMPLER` variables."""
        self._chosen = chosen
        self._exports = exports

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Decide for one span."""
        if self._exports:
            return self._chosen.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)
        state = get_current_span(parent_context).get_span_context().trace_state
        return SamplingResult(Decision.DROP, trace_state=state)

    def get_description(self) -> str:
        """Name the sampler in diagnostics."""
        return f"WhileExporting({self._chosen.get_description()})"
