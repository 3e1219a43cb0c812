"""Published playbooks. A version never changes."""

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict
from store.cursor import Page, decode, page_of
from store.records import PublishedPlaybook
from store.tables import playbooks
from store.upsert import insert_missing


async def publish(conn: AsyncConnection, playbook: PublishedPlaybook) -> PublishedPlaybook:
    """Publish a version and return it as first published; again with other content raises `Conflict`."""
    await conn.execute(insert_missing(playbooks), vars(playbook))
    kept = await get(conn, playbook.id, playbook.version)
    if kept is None or kept.digest != playbook.digest:
        raise Conflict(
            f"Playbook {playbook.id}@{playbook.version} is published with other content and never changes; "
            f"publish this as version {playbook.version + 1}."
        )
    return kept


async def get(conn: AsyncConnection, playbook_id: str, version: int) -> PublishedPlaybook | None:
    """One version, or None."""
    statement = select(playbooks).where(playbooks.c.id == playbook_id, playbooks.c.version == version)
    row = (await conn.execute(statement)).mappings().first()
    return None if row is None else PublishedPlaybook(**row)


async def latest(conn: AsyncConnection, playbook_id: str) -> PublishedPlaybook | None:
    """The greatest version, or None."""
    statement = select(playbooks).where(playbooks.c.id == playbook_id).order_by(playbooks.c.version.desc()).limit(1)
    row = (await conn.execute(statement)).mappings().first()
    return None if row is None else PublishedPlaybook(**row)


async def versions(conn: AsyncConnection, playbook_id: str, *, limit: int) -> tuple[int, ...]:
    """The latest versions of a playbook, newest first."""
    columns = playbooks.c
    statement = select(columns.version).where(columns.id == playbook_id).order_by(columns.version.desc()).limit(limit)
    return tuple((await conn.execute(statement)).scalars())


async def page(conn: AsyncConnection, *, cursor: str | None = None, limit: int = 50) -> Page[PublishedPlaybook]:
    """Every version of every playbook, by id and version."""
    columns = playbooks.c
    statement = select(playbooks).order_by(columns.id, columns.version).limit(limit + 1)
    if cursor is not None:
        last = tuple_(*decode(cursor, str, int), types=[columns.id.type, columns.version.type])
        statement = statement.where(tuple_(columns.id, columns.version) > last)
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(rows, limit, lambda row: PublishedPlaybook(**row), lambda row: (row["id"], row["version"]))


async def catalogue(conn: AsyncConnection, *, limit: int) -> tuple[tuple[str, int, str], ...]:
    """Id, version and title of each, the newest version of a playbook first; without what they say."""
    columns = playbooks.c
    named = select(columns.id, columns.version, columns.title)
    rows = await conn.execute(named.order_by(columns.id.desc(), columns.version.desc()).limit(limit))
    return tuple((row.id, row.version, row.title) for row in rows)
