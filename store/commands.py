"""Replies to commands, by idempotency key."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import KeyReused
from store.records import Reply
from store.tables import commands
from store.upsert import insert_missing

_KEPT = select(commands).where(commands.c.person == bindparam("of"), commands.c.key == bindparam("under"))


async def get(conn: AsyncConnection, person: str, key: str, fingerprint: str) -> Reply | None:
    """What this command was answered, or None; raises `KeyReused` when the key was used for another request."""
    return await conn.run_sync(get_sync, person, key, fingerprint)


async def put(conn: AsyncConnection, reply: Reply) -> Reply:
    """Keep a reply and return what to answer: the one kept first, when two requests raced under one key."""
    return await conn.run_sync(put_sync, reply)


def get_sync(conn: Connection, person: str, key: str, fingerprint: str) -> Reply | None:
    """See `get`."""
    row = conn.execute(_KEPT, {"of": person, "under": key}).mappings().first()
    if row is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise KeyReused
    return Reply(**row)


def put_sync(conn: Connection, reply: Reply) -> Reply:
    """See `put`."""
    if conn.execute(insert_missing(commands), vars(reply)).rowcount == 1:
        return reply
    return get_sync(conn, reply.person, reply.key, reply.fingerprint) or reply


async def prune(conn: AsyncConnection, before: datetime) -> int:
    """Forget replies older than this, which should be a day ago or more; says how many."""
    return (await conn.execute(delete(commands).where(commands.c.created_at < before))).rowcount
