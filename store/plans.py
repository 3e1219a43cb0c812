"""The plans that launches run on, as last projected."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.plan import Plan
from store.codec import from_json
from store.tables import plans


async def get(conn: AsyncConnection, launch: str) -> Plan | None:
    """The plan of a launch by the launch's key; None when nothing of it has been projected."""
    body = await conn.scalar(select(plans.c.body).where(plans.c.launch == launch))
    return None if body is None else from_json(Plan, body)
