"""Deliveries that were given up: what they were, and another try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from store.cursor import Page, decode, page_of
from store.notices import DeliveryState
from store.tables import deliveries, notices

_KEY = (deliveries.c.notice, deliveries.c.person, deliveries.c.channel)
_DEAD = deliveries.c.state == DeliveryState.DEAD.value

DeliveryKey = tuple[str, str, str]
"""Notice, person and channel: nobody is told the same twice through one channel."""


@dataclass(frozen=True)
class DeadDelivery:
    """A notice that did not reach somebody."""

    notice: str
    person: str
    channel: str
    launch: str
    subject: str
    attempts: int
    error: str
    given_up_at: datetime
    """When it would have been tried again, had there been another try: at most minutes off."""


async def page(conn: AsyncConnection, *, cursor: str | None = None, limit: int = 50) -> Page[DeadDelivery]:
    """Those given up last come first."""
    order = (deliveries.c.next_at, *_KEY)
    statement = (
        select(*order, deliveries.c.attempts, deliveries.c.error, notices.c.launch, notices.c.subject)
        .join_from(deliveries, notices, notices.c.id == deliveries.c.notice)
        .where(_DEAD)
    )
    if cursor is not None:
        last = tuple_(*decode(cursor, datetime, str, str, str), types=[column.type for column in order])
        statement = statement.where(tuple_(*order) < last)
    statement = statement.order_by(*(column.desc() for column in order)).limit(limit + 1)
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(
        rows,
        limit,
        lambda row: DeadDelivery(**{("given_up_at" if name == "next_at" else name): row[name] for name in row}),
        lambda row: (row["next_at"], row["notice"], row["person"], row["channel"]),
    )


async def revive(conn: AsyncConnection, keys: Sequence[DeliveryKey], now: datetime) -> tuple[DeliveryKey, ...]:
    """Have these tried again, from the beginning; says which: whatever is not dead stays as it is."""
    dead = and_(tuple_(*_KEY).in_(keys), _DEAD)
    again = update(deliveries).where(dead).values(state=DeliveryState.PENDING.value, attempts=0, next_at=now)
    return tuple(tuple(row) for row in await conn.execute(again.returning(*_KEY)))
