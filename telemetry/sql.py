"""A span for every SQL statement. Statements are recorded with placeholders, never with their values."""

from typing import Any

from opentelemetry.instrumentation.sqlalchemy.engine import EngineTracer
from opentelemetry.instrumentation.utils import is_instrumentation_enabled
from opentelemetry.metrics import NoOpMeterProvider, UpDownCounter
from opentelemetry.trace import SpanKind, Tracer
from opentelemetry.util.types import Attributes
from sqlalchemy import Engine

from telemetry.setup import Telemetry

_SCOPE = "telemetry.sql"

_REMEMBERED = 1000
"""Statements whose description is kept: ours are far fewer, but lists of any length make more."""


def instrument_engine(engine: Engine, telemetry: Telemetry) -> None:
    """Trace `engine`, if this process exports. Once for each engine: a second time doubles its spans.

    Listens to this engine alone. The instrumentor of the same package would also patch every `create_engine`
    of the process, and does nothing, silently, beside a version of SQLAlchemy that it was not released for.
    """
    if not telemetry.exporting:  # a span that nobody gets would still cost a tenth of a vote
        return
    usage = NoOpMeterProvider().get_meter(_SCOPE).create_up_down_counter("db.client.connections.usage")
    tracer = telemetry.tracer_provider.get_tracer(_SCOPE)
    _StatementTracer(tracer, engine, usage)


class _StatementTracer(EngineTracer):
    """Spans for statements that read or write. Counting connections in and out of the pool cost as much as they do."""

    def __init__(self, tracer: Tracer, engine: Engine, usage: UpDownCounter) -> None:
        super().__init__(tracer, engine, usage)  # type: ignore[no-untyped-call] # published without types
        self._known: dict[str, tuple[str, Attributes]] = {}

    def _pool_checkin(self, *_: object) -> None:
        return

    def _pool_checkout(self, *_: object) -> None:
        return

    def _before_cur_exec(
        self, conn: Any, cursor: Any, statement: str, params: Any, context: Any, executemany: bool
    ) -> tuple[str, Any]:
        if statement.startswith("BEGIN"):
            return statement, params
        if (known := self._known.get(statement)) is None or not is_instrumentation_enabled():
            super()._before_cur_exec(conn, cursor, statement, params, context, executemany)  # type: ignore[no-untyped-call] # published without types
            self._remember(statement, getattr(context, "_otel_span", None))
        else:
            name, attributes = known
            context._otel_span = self.tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)
        return statement, params

    def _remember(self, statement: str, span: Any) -> None:
        """Finding out what to say of a statement takes as long as all else about its span, and never changes."""
        if span is not None and span.is_recording() and len(self._known) < _REMEMBERED:
            self._known[statement] = (span.name, dict(span.attributes))
