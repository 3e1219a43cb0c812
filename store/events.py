"""The log of a launch as it was projected."""

from collections.abc import AsyncIterator, Collection

from sqlalchemy import RowMapping, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Event
from store.cursor import Page, decode, page_of
from store.tables import events


async def page(
    conn: AsyncConnection, launch: str, *, after: int = 0, cursor: str | None = None, limit: int = 100
) -> Page[Event]:
    """Events in order, those with a number greater than `after`."""
    start = after if cursor is None else decode(cursor, int)[0]
    columns = events.c
    statement = (
        select(events).where(columns.launch == launch, columns.seq > start).order_by(columns.seq).limit(limit + 1)
    )
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(rows, limit, event_of, lambda row: (row["seq"],))


async def latest(conn: AsyncConnection, launch: str, *, after: int = 0, limit: int = 100) -> tuple[Event, ...]:
    """The last events, the newest first. One may still be on its way; whoever needs each reads `prefix`."""
    columns = events.c
    statement = select(events).where(columns.launch == launch, columns.seq > after)
    rows = (await conn.execute(statement.order_by(columns.seq.desc()).limit(limit))).mappings().all()
    return tuple(map(event_of, rows))


async def prefix(conn: AsyncConnection, launch: str, *, cursor: str | None = None, limit: int = 100) -> Page[Event]:
    """Like `page`, but never past a gap, so that whoever reads on misses nothing.

    Doors deliver what their own commands did, in whatever order they get to it: for a moment event 9 may be here and
    event 8 on its way. A page that ends at a gap says it is the last; what follows is there when asked again.
    """
    found = await page(conn, launch, cursor=cursor, limit=limit)
    first = 1 + (decode(cursor, int)[0] if cursor else 0)
    whole = tuple(event for number, event in enumerate(found.items, first) if event.seq == number)
    return found if len(whole) == len(found.items) else Page(whole)


async def of_kinds(conn: AsyncConnection, launch: str, actions: Collection[str], *, limit: int) -> tuple[Event, ...]:
    """The first events of some kinds, in order: a small part of the log."""
    columns = events.c
    statement = (
        select(events)
        .where(columns.launch == launch, columns.action.in_(sorted(actions)))
        .order_by(columns.seq)
        .limit(limit)
    )
    return tuple(event_of(row) for row in (await conn.execute(statement)).mappings())


async def backwards(
    conn: AsyncConnection,
    launch: str,
    *,
    actor: str | None = None,
    actions: Collection[str] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Event]:
    """Events, the latest first: those of an actor, and of any of these actions, if asked for."""
    columns = events.c
    statement = select(events).where(columns.launch == launch)
    if actor is not None:
        statement = statement.where(or_(columns.actor == actor, columns.on_behalf_of == actor))
    if actions:
        statement = statement.where(columns.action.in_(sorted(actions)))
    if cursor is not None:
        statement = statement.where(columns.seq < decode(cursor, int)[0])
    rows = (await conn.execute(statement.order_by(columns.seq.desc()).limit(limit + 1))).mappings().all()
    return page_of(rows, limit, event_of, lambda row: (row["seq"],))


async def every(conn: AsyncConnection, launch: str, *, chunk: int = 500) -> AsyncIterator[Event]:
    """All events in order, fetched `chunk` at a time, so that a long log need not fit in memory."""
    after = 0
    while True:
        found = await page(conn, launch, after=after, limit=chunk)
        for event in found.items:
            yield event
        if found.next is None:
            return
        after = found.items[-1].seq


def event_of(row: RowMapping) -> Event:
    """An event from its row."""
    return Event(
        seq=row["seq"],
        prev_hash=row["prev_hash"],
        hash=row["hash"],
        occurred_at=row["occurred_at"],
        actor=row["actor"],
        action=row["action"],
        target=row["target"],
        data=row["data"],
        on_behalf_of=row["on_behalf_of"],
    )
