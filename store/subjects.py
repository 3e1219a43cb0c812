"""What people were shown at gates when they gave their word, by digest."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.views import SubjectView
from store.codec import from_json
from store.tables import subjects


async def get(conn: AsyncConnection, launch: str, gate: str, digest: str) -> SubjectView | None:
    """One subject of a gate, named from the outside; None when nobody gave their word on it."""
    columns = subjects.c
    wanted = (columns.launch == launch, columns.gate == gate, columns.digest == digest)
    body = await conn.scalar(select(columns.body).where(*wanted))
    return None if body is None else from_json(SubjectView, body)
