"""A span for each time a connection is borrowed, over all it was asked. Statements are recorded without their values.

A command asks ten short questions of the database; a span for each cost as much as a tenth of the command, to say what
one over all of them says as well. Names and attributes are those of OpenTelemetry's conventions for database spans,
where statements that go together are a batch: https://opentelemetry.io/docs/specs/semconv/database/database-spans/
"""

import re
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.instrumentation.utils import is_instrumentation_enabled
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer
from opentelemetry.util.types import AttributeValue
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from telemetry.setup import Telemetry

SLOW_MS = 20
"""A statement that takes longer is named by itself, as an event of its span."""

_SCOPE = "telemetry.sql"
_HELD = "slipway.statements"
_STARTED = "slipway.started"
_LONGEST_NAME = 120
_VERB = re.compile(r"\s*(\w+)")
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE|JOIN)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class _Asked:
    """What one act asked of a connection. A transaction may serve several acts, each in a trace of its own."""

    parent: Context
    started: int
    statements: list[str] = field(default_factory=list)
    slow: list[tuple[str, float, int]] = field(default_factory=list)
    error: str | None = None


def instrument_engine(engine: Engine, telemetry: Telemetry) -> None:
    """Trace `engine`, if this process exports. Once for each engine: a second time doubles its spans."""
    if not telemetry.exporting:  # a span that nobody gets would still cost something
        return
    asked = _Statements(telemetry.tracer_provider.get_tracer(_SCOPE), engine.dialect.name)
    event.listen(engine, "before_cursor_execute", asked.before)
    event.listen(engine, "after_cursor_execute", asked.after)
    event.listen(engine, "handle_error", asked.failed)
    event.listen(engine, "checkin", asked.returned)


class _Statements:
    """Collects statements with the connection they ran on, and makes the spans when it goes back to its pool."""

    def __init__(self, tracer: Tracer, dialect: str) -> None:
        self._tracer = tracer
        self._dialect = dialect

    def before(self, conn: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        """Note a statement, for the act it belongs to."""
        if statement.startswith("BEGIN") or not is_instrumentation_enabled():
            return
        span = trace.get_current_span().get_span_context()
        now = time.time_ns()
        by_act: dict[tuple[int, int], _Asked] = conn.info.setdefault(_HELD, {})
        act = by_act.get((span.trace_id, span.span_id))
        if act is None:
            act = by_act[span.trace_id, span.span_id] = _Asked(contexts.get_current(), now)
        act.statements.append(statement)
        if context is not None:
            setattr(context, _STARTED, (act, now))

    def after(self, _conn: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        """Note how long it took, if that was long."""
        act, started = getattr(context, _STARTED, (None, 0))
        if act is not None and (took := (time.time_ns() - started) / 1e6) >= SLOW_MS:
            act.slow.append((summary(statement), took, started))

    def failed(self, failure: ExceptionContext) -> None:
        """Note what went wrong, by its kind alone: messages of databases quote values."""
        act, _ = getattr(failure.execution_context, _STARTED, (None, 0))
        if act is not None:
            act.error = type(failure.original_exception).__name__

    def returned(self, _dbapi_connection: Any, record: Any) -> None:
        """Make a span for each act."""
        for act in record.info.pop(_HELD, {}).values():
            self._emit(act)

    def _emit(self, act: _Asked) -> None:
        said = "; ".join(dict.fromkeys(summary(statement) for statement in act.statements))
        attributes: dict[str, AttributeValue] = {
            "db.system.name": self._dialect,
            "db.query.summary": said,
            "db.query.text": "; ".join(act.statements),
        }
        if len(act.statements) > 1:
            attributes["db.operation.batch.size"] = len(act.statements)
        span = self._tracer.start_span(
            said[:_LONGEST_NAME], act.parent, SpanKind.CLIENT, attributes, start_time=act.started
        )
        for statement, took, started in act.slow:
            noted: dict[str, AttributeValue] = {"db.query.summary": statement, "slipway.milliseconds": round(took, 1)}
            span.add_event("slow statement", noted, started)
        if act.error:
            span.set_attribute("error.type", act.error)
            span.set_status(Status(StatusCode.ERROR))
        span.end()


@lru_cache(maxsize=1000)
def summary(statement: str) -> str:
    """What a statement does, in a word or two: `INSERT events`."""
    verb, table = _VERB.match(statement), _TABLE.search(statement)
    return " ".join(found.group(1) for found in (verb, table) if found) or "SQL"
