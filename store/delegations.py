"""Who stands in for whom."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    literal_column,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.delegation import MAX_HOPS, Delegation
from store.cursor import Page, decode, page_of
from store.tables import delegations
from store.types import AwareDateTime
from store.upsert import insert_missing

_ORDER = (delegations.c.starts_at, delegations.c.id)


async def put(conn: AsyncConnection, delegation: Delegation) -> Delegation:
    """Keep a delegation, and answer what is kept under its id: another one, if that was there first."""
    await conn.execute(insert_missing(delegations), vars(delegation))
    return await get(conn, delegation.id) or delegation


async def get(conn: AsyncConnection, delegation_id: str) -> Delegation | None:
    """One delegation, or None."""
    row = (await conn.execute(select(delegations).where(delegations.c.id == delegation_id))).mappings().first()
    return None if row is None else _build(row)


async def revoke(conn: AsyncConnection, delegation_id: str, at: datetime) -> None:
    """End a delegation, unless it was ended before."""
    here = and_(delegations.c.id == delegation_id, delegations.c.revoked_at.is_(None))
    await conn.execute(update(delegations).where(here).values(revoked_at=at))


async def page(conn: AsyncConnection, person: str, *, cursor: str | None = None, limit: int = 50) -> Page[Delegation]:
    """What somebody gave and received, that which starts last first."""
    halves = []
    for side in (delegations.c.principal, delegations.c.substitute):
        half = select(delegations).where(side == person)
        if cursor is not None:
            last = tuple_(*decode(cursor, datetime, str), types=[column.type for column in _ORDER])
            half = half.where(tuple_(*_ORDER) < last)
        halves.append(half.order_by(*(column.desc() for column in _ORDER)).limit(limit + 1).subquery())
    merged = union_all(*(select(half) for half in halves)).subquery()
    statement = select(merged).order_by(merged.c.starts_at.desc(), merged.c.id.desc()).limit(limit + 1)
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(rows, limit, _build, lambda row: (row["starts_at"], row["id"]))


async def active_for(conn: AsyncConnection, people: Collection[str], at: datetime) -> tuple[Delegation, ...]:
    """What leads from these people to all who stand in for them at a moment: see `domain.delegation.substitutes_of`."""
    return await _follow(conn, people, delegations.c.principal, "substitute", _active(at))


async def active_to(conn: AsyncConnection, substitute: str, at: datetime) -> tuple[Delegation, ...]:
    """What leads to somebody from all they stand in for at a moment: see `domain.delegation.principals_of`."""
    return await active_towards(conn, (substitute,), at)


async def active_towards(conn: AsyncConnection, people: Collection[str], at: datetime) -> tuple[Delegation, ...]:
    """What leads to any of these people from all they stand in for at a moment; see `active_to`."""
    return await _follow(conn, people, delegations.c.substitute, "principal", _active(at))


def stands_in(conn: Connection, substitute: str, at: datetime) -> bool:
    """Whether somebody stands in for anybody at a moment: one small statement, since mostly they do not."""
    return conn.execute(_STANDS_IN, {"substitute": substitute, "at": at}).first() is not None


async def around(conn: AsyncConnection, wanted: Delegation) -> tuple[Delegation, ...]:
    """Everything near a delegation that is in force at some moment of its period."""
    overlapping = and_(
        delegations.c.starts_at < wanted.ends_at,
        delegations.c.ends_at > wanted.starts_at,
        delegations.c.revoked_at.is_(None),
    )
    before = await _follow(conn, (wanted.principal,), delegations.c.substitute, "principal", overlapping)
    after = await _follow(conn, (wanted.substitute,), delegations.c.principal, "substitute", overlapping)
    return _once((*before, *after))


def _active(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(delegations.c.starts_at <= at, delegations.c.ends_at > at, delegations.c.revoked_at.is_(None))


# Every look at an inbox begins with this one, so it is built once.
_STANDS_IN: Select[Any] = (
    select(literal_column("1"))
    .where(
        delegations.c.substitute == bindparam("substitute"),
        _active(bindparam("at", type_=AwareDateTime)),
    )
    .limit(1)
)


async def _follow(
    conn: AsyncConnection, people: Collection[str], side: ColumnElement[str], other: str, where: ColumnElement[bool]
) -> tuple[Delegation, ...]:
    """Delegations found from these people on, one hand after the other."""
    found: tuple[Delegation, ...] = ()
    seen: set[str] = set()
    wave = set(people)
    for _ in range(MAX_HOPS):
        if not wave:
            break
        found += await _all(conn, select(delegations).where(side.in_(sorted(wave)), where))
        seen |= wave
        wave = {getattr(one, other) for one in found} - seen
    return _once(found)


async def _all(conn: AsyncConnection, statement: Select[Any]) -> tuple[Delegation, ...]:
    return tuple(_build(row) for row in (await conn.execute(statement.order_by(*_ORDER))).mappings())


def _once(found: Iterable[Delegation]) -> tuple[Delegation, ...]:
    return tuple({one.id: one for one in found}.values())


def _build(row: RowMapping) -> Delegation:
    return Delegation(**row)
