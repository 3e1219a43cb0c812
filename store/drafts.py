"""What people have begun to answer and not sent yet: one draft for each person and task."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.records import Draft
from store.tables import drafts
from store.upsert import insert_or_replace

_MINE = select(drafts).where(drafts.c.person == bindparam("of"), drafts.c.item == bindparam("about"))
_FORGET = delete(drafts).where(drafts.c.person == bindparam("of"), drafts.c.item == bindparam("about"))


async def get(conn: AsyncConnection, person: str, item: str) -> Draft | None:
    """Somebody's draft, or None."""
    row = (await conn.execute(_MINE, {"of": person, "about": item})).mappings().first()
    return None if row is None else Draft(**row)


async def put(conn: AsyncConnection, draft: Draft) -> None:
    """Keep a draft instead of the one before it."""
    await conn.execute(insert_or_replace(drafts), vars(draft))


async def forget(conn: AsyncConnection, person: str, item: str) -> None:
    """Throw a draft away; nothing happens when there is none."""
    await conn.execute(_FORGET, {"of": person, "about": item})


def forget_sync(conn: Connection, finished: Iterable[tuple[str, str]]) -> None:
    """Throw away the drafts of pairs of person and task."""
    conn.execute(_FORGET, [{"of": person, "about": item} for person, item in finished])
