"""The trace a piece of code runs in, for logs and for what people are shown."""

from opentelemetry import trace


def current_trace_id() -> str | None:
    """The trace id as 32 hexadecimal digits, or None outside a trace.

    Ids exist whether or not anything is exported, so a person can always quote one.
    """
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def current_span_id() -> str | None:
    """The span id as 16 hexadecimal digits, or None outside a trace."""
    context = trace.get_current_span().get_span_context()
    return trace.format_span_id(context.span_id) if context.is_valid else None
