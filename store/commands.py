"""Replies to commands, by idempotency key."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import KeyReused
from store.people import BY_TOKEN, build
from store.records import Person, Reply
from store.tables import commands, people
from store.upsert import insert_missing

_KEPT = select(commands).where(commands.c.person == bindparam("of"), commands.c.key == bindparam("under"))

_PREFIX = "reply_"
_ASKED = BY_TOKEN.outerjoin(
    commands, and_(commands.c.person == people.c.id, commands.c.key == bindparam("under"))
).add_columns(*(column.label(_PREFIX + column.name) for column in commands.c))


def by_token(conn: Connection, token_hash: str, now: datetime, key: str) -> tuple[Person, Reply | None] | None:
    """Whom a token identifies, as `people.by_token` does, and whatever they were answered under a key.

    Every command begins by asking both: one statement instead of two.
    """
    row = conn.execute(_ASKED, {"hash": token_hash, "now": now, "under": key}).mappings().first()
    return None if row is None else (build(row), _reply(row))


async def put(conn: AsyncConnection, reply: Reply) -> Reply:
    """Keep a reply and return what to answer: the one kept first, when two requests raced under one key."""
    return await conn.run_sync(put_sync, reply)


def get_sync(conn: Connection, person: str, key: str, fingerprint: str) -> Reply | None:
    """What this command was answered, or None; raises `KeyReused` when the key was used for another request."""
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


def _reply(row: RowMapping) -> Reply | None:
    if row[_PREFIX + commands.c.key.name] is None:
        return None
    return Reply(**{column.name: row[_PREFIX + column.name] for column in commands.c})
