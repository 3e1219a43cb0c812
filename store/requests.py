"""Requests for reviews as last projected."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.views import RequestView
from store.codec import from_json
from store.cursor import Page, decode, page_of
from store.tables import requests


async def get(conn: AsyncConnection, request_id: str) -> RequestView | None:
    """One request, by its outside id."""
    body = await conn.scalar(select(requests.c.body).where(requests.c.id == request_id))
    return None if body is None else from_json(RequestView, body)


async def of_launch(
    conn: AsyncConnection, launch: str, *, cursor: str | None = None, limit: int = 100
) -> Page[RequestView]:
    """The requests of a launch, in the order they were made."""
    columns = requests.c
    statement = select(columns.number, columns.body).where(columns.launch == launch)
    if cursor is not None:
        statement = statement.where(columns.number > decode(cursor, int)[0])
    rows = (await conn.execute(statement.order_by(columns.number).limit(limit + 1))).mappings().all()
    return page_of(rows, limit, lambda row: from_json(RequestView, row["body"]), lambda row: (row["number"],))
