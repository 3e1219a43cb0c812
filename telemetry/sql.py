"""A span for every SQL statement. Statements are recorded with placeholders, never with their values."""

from typing import Any

from opentelemetry.instrumentation.sqlalchemy.engine import EngineTracer
from opentelemetry.metrics import NoOpMeterProvider
from sqlalchemy import Engine

from telemetry.setup import Telemetry

_SCOPE = "telemetry.sql"


def instrument_engine(engine: Engine, telemetry: Telemetry) -> None:
    """Trace `engine`, if this process exports. Once for each engine: a second time doubles its spans.

    Listens to this engine alone. The instrumentor of the same package would also patch every `create_engine`
    of the process, and does nothing, silently, beside a version of SQLAlchemy that it was not released for.
    """
    if not telemetry.exporting:  # a span that nobody gets would still cost a tenth of a vote
        return
    usage = NoOpMeterProvider().get_meter(_SCOPE).create_up_down_counter("db.client.connections.usage")
    tracer = telemetry.tracer_provider.get_tracer(_SCOPE)
    _StatementTracer(tracer, engine, usage)  # type: ignore[no-untyped-call] # published without types


class _StatementTracer(EngineTracer):
    """Spans for statements that read or write. Counting connections in and out of the pool cost as much as they do."""

    def _pool_checkin(self, *_: object) -> None:
        return

    def _pool_checkout(self, *_: object) -> None:
        return

    def _before_cur_exec(
        self, conn: Any, cursor: Any, statement: str, params: Any, context: Any, executemany: bool
    ) -> tuple[str, Any]:
        if statement.startswith("BEGIN"):
            return statement, params
        before = super()._before_cur_exec
        return before(conn, cursor, statement, params, context, executemany)  # type: ignore[no-any-return, no-untyped-call] # published without types
