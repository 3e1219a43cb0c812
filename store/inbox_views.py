"""Views of the inbox that people saved under a name."""

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict
from store.records import InboxView
from store.tables import inbox_views as views


async def of_person(conn: AsyncConnection, person: str) -> tuple[InboxView, ...]:
    """Somebody's views in their order; there are never many."""
    statement = select(views).where(views.c.person == person).order_by(views.c.position, views.c.name)
    return tuple(InboxView(**row) for row in (await conn.execute(statement)).mappings())


async def get(conn: AsyncConnection, person: str, view_id: str) -> InboxView | None:
    """One of somebody's views, or None."""
    row = (await conn.execute(_mine(select(views), person, view_id))).mappings().first()
    return None if row is None else InboxView(**row)


async def count(conn: AsyncConnection, person: str) -> int:
    """How many somebody has."""
    return await conn.scalar(select(func.count()).where(views.c.person == person)) or 0


async def add(conn: AsyncConnection, view: InboxView) -> None:
    """Keep a new view; raises `Conflict` when its person has one of that name."""
    try:
        await conn.execute(views.insert(), vars(view))
    except IntegrityError as error:
        raise _taken(view.name) from error


async def replace(conn: AsyncConnection, view: InboxView) -> bool:
    """Change a view; False when there is none such. Raises `Conflict` like `add`."""
    try:
        return bool((await conn.execute(_mine(views.update(), view.person, view.id).values(vars(view)))).rowcount)
    except IntegrityError as error:
        raise _taken(view.name) from error


async def move(conn: AsyncConnection, person: str, place: int, to: int) -> None:
    """Give whatever somebody has at a place another one."""
    here = views.update().where(views.c.person == person, views.c.position == place)
    await conn.execute(here.values(position=to))


async def drop(conn: AsyncConnection, person: str, view_id: str) -> bool:
    """Remove a view; False when there is none such."""
    return bool((await conn.execute(_mine(delete(views), person, view_id))).rowcount)


def _mine(statement: Any, person: str, view_id: str) -> Any:
    return statement.where(views.c.id == view_id, views.c.person == person)


def _taken(name: str) -> Conflict:
    return Conflict(f"You have a view named {name}; choose another name.", name=name)
