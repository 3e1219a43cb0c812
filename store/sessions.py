"""Sessions of the pages, and the passwords some of them begin with."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from store.records import Session
from store.tables import passwords, sessions
from store.upsert import insert_or_replace


async def add(conn: AsyncConnection, session: Session) -> None:
    """Keep a new session."""
    await conn.execute(sessions.insert(), vars(session))


async def get(conn: AsyncConnection, session_hash: str) -> Session | None:
    """A session, whether it is over or not."""
    row = (await conn.execute(select(sessions).where(sessions.c.hash == session_hash))).mappings().first()
    return None if row is None else Session(**row)


async def touch(conn: AsyncConnection, session_hash: str, now: datetime) -> None:
    """Note that somebody was there."""
    await conn.execute(update(sessions).where(sessions.c.hash == session_hash).values(seen_at=now))


async def end(conn: AsyncConnection, session_hash: str, now: datetime) -> None:
    """Sign out; once is enough."""
    this = sessions.c.hash == session_hash
    await conn.execute(update(sessions).where(this, sessions.c.ended_at.is_(None)).values(ended_at=now))


async def end_all(conn: AsyncConnection, person: str, now: datetime) -> int:
    """Sign somebody out everywhere; says how many sessions that ended."""
    theirs = sessions.c.person == person
    ended = update(sessions).where(theirs, sessions.c.ended_at.is_(None)).values(ended_at=now)
    return (await conn.execute(ended)).rowcount


async def prune(conn: AsyncConnection, begun_before: datetime, seen_before: datetime) -> int:
    """Forget sessions that are over by now; says how many."""
    over = or_(sessions.c.ended_at.is_not(None), sessions.c.created_at < begun_before, sessions.c.seen_at < seen_before)
    return (await conn.execute(delete(sessions).where(over))).rowcount


async def password(conn: AsyncConnection, person: str) -> str | None:
    """The hash of somebody's password, if they have one."""
    found: str | None = await conn.scalar(select(passwords.c.hash).where(passwords.c.person == person))
    return found


async def set_password(conn: AsyncConnection, person: str, password_hash: str, now: datetime) -> None:
    """Replace somebody's password."""
    row = {"person": person, "hash": password_hash, "changed_at": now}
    await conn.execute(insert_or_replace(passwords), row)
