"""Launches as last projected."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.state import TaskState
from domain.launch.views import Batch, EvidenceView, GateView, LaunchView, RequestView, TaskView
from store import plans
from store.codec import from_json
from store.cursor import Page, decode, page_of
from store.tables import evidence, gates, launches, requests, tasks
from store.types import holds


async def get(conn: AsyncConnection, key: str) -> LaunchView | None:
    """One launch, or None."""
    body = await conn.scalar(select(launches.c.body).where(launches.c.key == key))
    return None if body is None else from_json(LaunchView, body)


async def seq(conn: AsyncConnection, key: str) -> int | None:
    """How far the launch's log has been projected; None when nothing of it has."""
    found: int | None = await conn.scalar(select(launches.c.seq).where(launches.c.key == key))
    return found


@dataclass(frozen=True)
class Wanted:
    """Which launches, and in which order. Every word of `q` must occur in the key, title, product or owner, in any
    letter case; `stage` asks for launches with that stage active; `playbook` may leave the version out."""

    states: Collection[str] = ()
    owner: str | None = None
    tier: str | None = None
    stage: str | None = None
    health: str | None = None
    product: str | None = None
    playbook: str | None = None
    q: str | None = None
    order: str = "changed"
    """`changed`: what changed last first; `target`: what is to be ready first, first."""


async def page(conn: AsyncConnection, *, cursor: str | None = None, limit: int = 50, **wanted: Any) -> Page[LaunchView]:
    """Launches, those that changed last first unless asked otherwise. See `Wanted`."""
    asked = Wanted(**wanted)
    columns = launches.c
    statement = _ordered(
        _filtered(select(columns.key, columns.updated_at, columns.target_sort, columns.body), asked), asked.order
    )
    if cursor is not None and asked.order == "target":
        last = tuple_(*decode(cursor, str, str), types=[columns.target_sort.type, columns.key.type])
        statement = statement.where(tuple_(columns.target_sort, columns.key) > last)
    elif cursor is not None:
        last = tuple_(*decode(cursor, datetime, str), types=[columns.updated_at.type, columns.key.type])
        statement = statement.where(tuple_(columns.updated_at, columns.key) < last)
    rows = (await conn.execute(statement.limit(limit + 1))).mappings().all()
    first = "target_sort" if asked.order == "target" else "updated_at"
    return page_of(rows, limit, lambda row: from_json(LaunchView, row["body"]), lambda row: (row[first], row["key"]))


async def standing(conn: AsyncConnection, *, limit: int, **wanted: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Keys of launches with their active stages, without all else: to count and arrange many of them."""
    asked = Wanted(**wanted)
    statement = _ordered(_filtered(select(launches.c.key, launches.c.active_stages), asked), asked.order).limit(limit)
    return tuple((key, stages) for key, stages in await conn.execute(statement))


async def some(conn: AsyncConnection, wanted: Collection[str]) -> dict[str, LaunchView]:
    """These launches, by key."""
    statement = select(launches.c.key, launches.c.body).where(launches.c.key.in_(sorted(wanted)))
    return {key: from_json(LaunchView, body) for key, body in await conn.execute(statement)}


async def progress(conn: AsyncConnection, wanted: Collection[str]) -> dict[str, tuple[int, int]]:
    """For each of these launches, how many of how many tasks are done; what nobody does is left out."""
    statement = (
        select(tasks.c.launch, tasks.c.state, func.count())
        .where(tasks.c.launch.in_(sorted(wanted)))
        .group_by(tasks.c.launch, tasks.c.state)
    )
    found = dict.fromkeys(wanted, (0, 0))
    for key, state, number in await conn.execute(statement):
        if state not in {TaskState.SKIPPED, TaskState.CANCELLED}:
            done, scope = found[key]
            found[key] = (done + number * (state == TaskState.DONE), scope + number)
    return found


async def known(conn: AsyncConnection, column: Literal["owner", "product"], *, limit: int = 100) -> tuple[str, ...]:
    """The different values of a column, in order: from one to the next along its index, however many rows have each."""
    values = launches.c[column]
    steps = select(func.min(values).label("value")).cte("steps", recursive=True)
    following = select(func.min(values)).where(values > steps.c.value).scalar_subquery()
    steps = steps.union_all(select(following).where(steps.c.value.is_not(None)))
    statement = select(steps.c.value).where(steps.c.value.is_not(None)).limit(limit)
    return tuple((await conn.scalars(statement)).all())


def _ordered(statement: Select[Any], order: str) -> Select[Any]:
    columns = launches.c
    if order == "target":
        return statement.order_by(columns.target_sort, columns.key)
    return statement.order_by(columns.updated_at.desc(), columns.key.desc())


def _filtered(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    columns = launches.c
    if len(wanted.states) == 1:
        # Plain equality: an index gives such rows in order, but not those of several states.
        statement = statement.where(columns.state == next(iter(wanted.states)))
    elif wanted.states:
        statement = statement.where(columns.state.in_(sorted(wanted.states)))
    for column in (columns.owner, columns.tier, columns.health, columns.product):
        value = getattr(wanted, column.name)
        if value is not None:
            statement = statement.where(column == value)
    if wanted.playbook is not None:
        exact = "@" in wanted.playbook
        named = columns.playbook == wanted.playbook
        any_version = columns.playbook.startswith(f"{wanted.playbook}@", autoescape=True)
        statement = statement.where(named if exact else any_version)
    if wanted.stage is not None:
        statement = statement.where(holds(columns.active_stages, wanted.stage))
    words = (wanted.q or "").casefold().split()
    return statement.where(and_(True, *(columns.search.contains(word, autoescape=True) for word in words)))


async def keys(conn: AsyncConnection, *, after: str = "", limit: int = 1000) -> tuple[str, ...]:
    """Keys of all launches in order, those behind `after`."""
    statement = select(launches.c.key).where(launches.c.key > after).order_by(launches.c.key).limit(limit)
    return tuple((await conn.scalars(statement)).all())


async def snapshot(conn: AsyncConnection, key: str) -> Batch | None:
    """Every view of a launch, without its events and sorted by id: to compare with what the workflow answers."""
    launch = await get(conn, key)
    if launch is None:
        return None

    async def bodies(table: Any) -> list[Any]:
        statement = select(table.c.body).where(table.c.launch == key).order_by(table.c.id)
        return list(await conn.scalars(statement))

    return Batch(
        launch=launch,
        tasks=tuple([from_json(TaskView, body) for body in await bodies(tasks)]),
        gates=tuple([from_json(GateView, body) for body in await bodies(gates)]),
        evidence=tuple([from_json(EvidenceView, body) for body in await bodies(evidence)]),
        requests=tuple([from_json(RequestView, body) for body in await bodies(requests)]),
        plan=await plans.get(conn, key),
    )
