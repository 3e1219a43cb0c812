"""Comments, by what they are about."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import RowMapping, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.comments import Comment
from store.cursor import Page, decode, page_of
from store.tables import comments, gates, launches, people, tasks
from store.upsert import insert_missing


async def add(conn: AsyncConnection, comment: Comment) -> bool:
    """Write a comment down; False when its id is known."""
    return (await conn.execute(insert_missing(comments), asdict(comment))).rowcount == 1


async def get(conn: AsyncConnection, comment: str) -> Comment | None:
    """One comment, or None."""
    row = (await conn.execute(select(comments).where(comments.c.id == comment))).mappings().first()
    return None if row is None else _build(row)


async def of_item(conn: AsyncConnection, item: str, *, cursor: str | None = None, limit: int = 50) -> Page[Comment]:
    """What was said about a launch, task or gate, in the order it came."""
    columns = comments.c
    statement = select(comments).where(columns.item == item)
    if cursor is not None:
        last = tuple_(*decode(cursor, datetime, str), types=[columns.created_at.type, columns.id.type])
        statement = statement.where(tuple_(columns.created_at, columns.id) > last)
    statement = statement.order_by(columns.created_at, columns.id).limit(limit + 1)
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(rows, limit, _build, lambda row: (row["created_at"], row["id"]))


async def latest_of_item(conn: AsyncConnection, item: str, *, limit: int = 50) -> tuple[tuple[Comment, ...], bool]:
    """What was said last, in the order it came; and whether there is more before it."""
    columns = comments.c
    statement = select(comments).where(columns.item == item).order_by(columns.created_at.desc(), columns.id.desc())
    rows = (await conn.execute(statement.limit(limit + 1))).mappings().all()
    return tuple(_build(row) for row in reversed(rows[:limit])), len(rows) > limit


async def take_back(conn: AsyncConnection, comment: str, now: datetime) -> None:
    """Leave a tombstone."""
    gone = {"text": "", "mentions": (), "deleted_at": now}
    await conn.execute(update(comments).where(comments.c.id == comment, comments.c.deleted_at.is_(None)).values(**gone))


async def subject(conn: AsyncConnection, kind: str, item: str) -> tuple[str, str] | None:
    """The launch and the title of a `launch`, `task` or `gate`; None when there is no such thing."""
    if kind == "launch":
        title = await conn.scalar(select(launches.c.title).where(launches.c.key == item))
        return None if title is None else (item, title)
    table = {"task": tasks, "gate": gates}[kind]
    row = (await conn.execute(select(table.c.launch, table.c.body).where(table.c.id == item))).first()
    return None if row is None else (row.launch, row.body["title"])


async def active(conn: AsyncConnection, ids: Collection[str]) -> frozenset[str]:
    """Those of these names that are active people."""
    statement = select(people.c.id).where(people.c.id.in_(sorted(ids)), people.c.active)
    return frozenset((await conn.scalars(statement)).all())


def _build(row: RowMapping) -> Comment:
    return Comment(**{name: row[name] for name in Comment.__dataclass_fields__})
