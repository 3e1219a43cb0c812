"""What is out of somebody's sight: for a while, since they want it so, or because they are excluded from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.state import SETTLED, GateState
from store.lanes import NOBODY, StandIns, lanes
from store.tables import gates, inbox, snoozes, tasks
from store.types import AwareDateTime
from store.upsert import insert_or_replace


def asleep_until(item: ColumnElement[str]) -> ScalarSelect[datetime]:
    """Until when the reader snoozed an item, which may be long ago; NULL when they did not.

    A scalar subquery: it is asked once for each entry shown, never turned into a join with all entries.
    """
    return (
        select(snoozes.c.until).where(snoozes.c.person == bindparam("person"), snoozes.c.item == item).scalar_subquery()
    )


def snoozed_now(item: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the reader's snooze of an item is under way; takes the parameters `person` and `now`."""
    return func.coalesce(asleep_until(item) > bindparam("now", type_=AwareDateTime), False)


def asleep(columns: Any) -> ColumnElement[bool]:
    """Whether an entry is hidden now, from the reader or from everybody; takes the parameters `person` and `now`."""
    now = bindparam("now", type_=AwareDateTime)
    return or_(
        snoozed_now(columns.item),
        and_(columns.hidden_until.is_not(None), columns.hidden_until > now),
    )


async def put(conn: AsyncConnection, person: str, item: str, until: datetime) -> None:
    """Snooze an item, or move the moment of its return."""
    await conn.execute(insert_or_replace(snoozes), {"person": person, "item": item, "until": until})


async def drop(conn: AsyncConnection, person: str, item: str) -> datetime | None:
    """End a snooze: until when it was; None when there was none."""
    mine = and_(snoozes.c.person == person, snoozes.c.item == item)
    return (await conn.execute(delete(snoozes).where(mine).returning(snoozes.c.until))).scalar()


async def count(conn: AsyncConnection, person: str, now: datetime) -> int:
    """How many items somebody has out of sight."""
    mine = select(func.count()).where(snoozes.c.person == person, snoozes.c.until > now)
    return await conn.scalar(mine) or 0


async def waits(
    conn: AsyncConnection, person: str, audiences: Sequence[str], item: str, *, stand_ins: StandIns = NOBODY
) -> bool:
    """Whether there is something about this item that somebody may do, for themselves or as a substitute."""
    shape, values = lanes(conn.dialect.name, audiences, stand_ins)
    lane = shape.table()
    mine = select(inbox.c.item).where(inbox.c.item == item, shape.looked_up(lane, inbox.c)).limit(1)
    found = await conn.execute(mine, {**values, "quoted": person})
    return found.first() is not None


def prune_sync(conn: Connection, now: datetime) -> int:
    """Forget snoozes that are over, and those of items on which nothing can be done any more; says how many."""
    done = exists().where(tasks.c.id == snoozes.c.item, tasks.c.state.in_(sorted(SETTLED)))
    closed = exists().where(gates.c.id == snoozes.c.item, gates.c.state.in_([GateState.PASSED, GateState.CANCELLED]))
    return conn.execute(delete(snoozes).where(or_(snoozes.c.until <= now, done, closed))).rowcount
