"""Launches as last projected."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

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


async def page(
    conn: AsyncConnection,
    *,
    states: Collection[str] = (),
    owner: str | None = None,
    tier: str | None = None,
    stage: str | None = None,
    health: str | None = None,
    q: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[LaunchView]:
    """Launches, those that changed last first.

    `stage` asks for launches with that stage active. Every word of `q` must occur in the key, title, product or
    owner, in any letter case.
    """
    statement = (
        _filtered(states, owner, tier, stage, health, q)
        .order_by(launches.c.updated_at.desc(), launches.c.key.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        last = tuple_(*decode(cursor, datetime, str), types=[launches.c.updated_at.type, launches.c.key.type])
        statement = statement.where(tuple_(launches.c.updated_at, launches.c.key) < last)
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(
        rows, limit, lambda row: from_json(LaunchView, row["body"]), lambda row: (row["updated_at"], row["key"])
    )


def _filtered(
    states: Collection[str],
    owner: str | None,
    tier: str | None,
    stage: str | None,
    health: str | None,
    q: str | None,
) -> Select[Any]:
    columns = launches.c
    statement = select(columns.key, columns.updated_at, columns.body)
    if len(states) == 1:
        # Plain equality: an index gives such rows in order of change, but not those of several states.
        statement = statement.where(columns.state == next(iter(states)))
    elif states:
        statement = statement.where(columns.state.in_(sorted(states)))
    for column, value in ((columns.owner, owner), (columns.tier, tier), (columns.health, health)):
        if value is not None:
            statement = statement.where(column == value)
    if stage is not None:
        statement = statement.where(holds(columns.active_stages, stage))
    words = (q or "").casefold().split()
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
