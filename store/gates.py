"""Gates as last projected. Their ballots are complete: whoever shows them keeps them blind."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.views import GateView
from store.codec import from_json
from store.cursor import Page, decode, page_of
from store.tables import gates


async def get(conn: AsyncConnection, gate_id: str) -> GateView | None:
    """One gate by its outside id, or None."""
    body = await conn.scalar(select(gates.c.body).where(gates.c.id == gate_id))
    return None if body is None else from_json(GateView, body)


async def of_launch(
    conn: AsyncConnection,
    launch: str,
    *,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> Page[GateView]:
    """The gates of a launch, by id."""
    statement = select(gates.c.id, gates.c.body).where(gates.c.launch == launch)
    if state is not None:
        statement = statement.where(gates.c.state == state)
    if cursor is not None:
        statement = statement.where(gates.c.id > decode(cursor, str)[0])
    rows = (await conn.execute(statement.order_by(gates.c.id).limit(limit + 1))).mappings().all()
    return page_of(rows, limit, lambda row: from_json(GateView, row["body"]), lambda row: (row["id"],))
