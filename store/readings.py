"""The history of a metric, read from the log."""

from sqlalchemy import literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.changes.metrics import reading_of
from domain.launch.state import Reading
from store.cursor import Page, decode, page_of
from store.events import event_of
from store.tables import events

# Spelt out, not bound: only then do both databases see that the index of readings will do.
_RECORDED = events.c.action == literal_column("'metric.recorded'")


async def page(
    conn: AsyncConnection, launch: str, metric: str, *, cursor: str | None = None, limit: int = 50
) -> Page[Reading]:
    """The readings of a metric, the one recorded last first."""
    columns = events.c
    statement = select(events).where(columns.launch == launch, columns.target == metric, _RECORDED)
    if cursor is not None:
        statement = statement.where(columns.seq < decode(cursor, int)[0])
    rows = (await conn.execute(statement.order_by(columns.seq.desc()).limit(limit + 1))).mappings().all()
    return page_of(rows, limit, lambda row: reading_of(event_of(row)), lambda row: (row["seq"],))
