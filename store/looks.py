"""When people last looked at launches, tasks and gates."""

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.records import Look
from store.tables import gates, launches, looks, tasks
from store.upsert import insert_or_advance


async def get(conn: AsyncConnection, person: str, item: str) -> Look | None:
    """Somebody's last look at something, if they ever had one."""
    asked = select(looks).where(looks.c.person == person, looks.c.item == item)
    row = (await conn.execute(asked)).mappings().first()
    return None if row is None else Look(**row)


async def put(conn: AsyncConnection, look: Look) -> None:
    """Keep a look; one at an older page, which another tab may still show, changes nothing. What has no place in the
    log, as comments, is new by its time: a later look at the same event counts."""
    await conn.execute(insert_or_advance(looks, same_seq=True), vars(look))


async def launch_seq(conn: AsyncConnection, item: str) -> int | None:
    """How far the log went of the launch that this is, or that this task or gate is part of; None for all else."""
    asked = select(launches.c.seq)
    if "." not in item:
        seq: int | None = await conn.scalar(asked.where(launches.c.key == item))
        return seq
    for table in (gates, tasks):
        found: int | None = await conn.scalar(
            asked.join(table, table.c.launch == launches.c.key).where(table.c.id == item)
        )
        if found is not None:
            return found
    return None


def prune_sync(conn: Connection, before: datetime) -> int:
    """Forget looks that are too old for anybody to remember; says how many."""
    return conn.execute(delete(looks).where(looks.c.at < before)).rowcount
