"""A span for every SQL statement. Statements are recorded with placeholders, never with their values."""

from opentelemetry.instrumentation.sqlalchemy.engine import EngineTracer
from sqlalchemy.ext.asyncio import AsyncEngine

from telemetry.setup import Telemetry

_SCOPE = "telemetry.sql"


def instrument_engine(engine: AsyncEngine, telemetry: Telemetry) -> None:
    """Trace `engine`, if this process exports. Once for each engine: a second time doubles its spans.

    Listens to this engine alone. The instrumentor of the same package would also patch every `create_engine`
    of the process, and does nothing, silently, beside a version of SQLAlchemy that it was not released for.
    """
    if not telemetry.exporting:  # a span that nobody gets would still cost a tenth of a vote
        return
    usage = telemetry.meter_provider.get_meter(_SCOPE).create_up_down_counter("db.client.connections.usage")
    tracer = telemetry.tracer_provider.get_tracer(_SCOPE)
    EngineTracer(tracer, engine.sync_engine, usage)  # type: ignore[no-untyped-call] # published without types
