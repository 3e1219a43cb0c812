"""Evidence as last projected."""

from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.views import EvidenceView
from store.codec import from_json
from store.cursor import Page, decode, page_of
from store.tables import evidence


async def get(conn: AsyncConnection, evidence_id: str) -> EvidenceView | None:
    """One piece of evidence by its outside id, or None."""
    body = await conn.scalar(select(evidence.c.body).where(evidence.c.id == evidence_id))
    return None if body is None else from_json(EvidenceView, body)


async def of_launch(
    conn: AsyncConnection,
    launch: str,
    *,
    type: str | None = None,  # noqa: A002 - what evidence calls it
    target: str | None = None,
    supports: bool | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> Page[EvidenceView]:
    """The evidence of a launch in the order it was added; `target` is the local id of a task or gate."""
    columns = evidence.c
    statement = select(columns.id, columns.added_at, columns.body).where(columns.launch == launch)
    if type is not None:
        statement = statement.where(columns.type == type)
    if target is not None:
        statement = statement.where(columns.target == target)
    if supports is not None:
        statement = statement.where(columns.body["evidence"]["supports"].as_boolean().is_(supports))
    if cursor is not None:
        last = tuple_(*decode(cursor, datetime, str), types=[columns.added_at.type, columns.id.type])
        statement = statement.where(tuple_(columns.added_at, columns.id) > last)
    statement = statement.order_by(columns.added_at, columns.id).limit(limit + 1)
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(
        rows, limit, lambda row: from_json(EvidenceView, row["body"]), lambda row: (row["added_at"], row["id"])
    )
