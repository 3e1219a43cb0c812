"""Notices on their way to people.

A notice is written in the transaction of what it tells of. Later it becomes deliveries, one for each person and
channel, in one transaction as well; and each of those is leased, sent, and marked. Whoever dies between sending and
marking leaves a lease that runs out: the message goes out again under the same id.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.notices import Notice
from store.tables import comments, deliveries, gates, inbox, notices, tasks
from store.upsert import insert_missing, insert_unless_known

MAX_ERROR = 500
"""Characters kept of what went wrong with a delivery."""


class DeliveryState(StrEnum):
    """How far a delivery is."""

    PENDING = "pending"
    SENT = "sent"
    MOOT = "moot"
    """No longer true when its turn came."""
    DEAD = "dead"
    """Given up."""


@dataclass(frozen=True)
class NewDelivery:
    """A notice for one person through one channel."""

    notice: str
    person: str
    channel: str
    topic: str


@dataclass(frozen=True)
class Leased:
    """A delivery that is ours until its lease runs out; `attempts` counts this one, and proves that it is ours."""

    notice: Notice
    person: str
    channel: str
    attempts: int


@dataclass(frozen=True)
class Waiting:
    """An entry of an inbox, as far as a notice depends on it."""

    audience: str
    opened_at: datetime | None
    excluded: tuple[str, ...]


def add_sync(conn: Connection, found: Sequence[Notice]) -> None:
    """Write notices down; those known already stay as they are."""
    conn.execute(insert_missing(notices), [{**asdict(notice), "state": "new"} for notice in found])


async def add(conn: AsyncConnection, found: Sequence[Notice]) -> None:
    """See `add_sync`."""
    if found:
        await conn.run_sync(add_sync, found)


def is_due_sync(conn: Connection, now: datetime) -> bool:
    """Whether there is anything to do: two looks into indexes."""
    new = exists().where(notices.c.state == "new")
    due = exists().where(deliveries.c.state == "pending", deliveries.c.next_at <= now)
    return bool(conn.scalar(select(or_(new, due))))


async def take_new(conn: AsyncConnection, limit: int) -> tuple[Notice, ...]:
    """The oldest notices that are no deliveries yet, locked until this transaction ends: others take other ones."""
    rows = await conn.execute(
        select(notices)
        .where(notices.c.state == "new")
        .order_by(notices.c.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tuple(_notice(row._mapping) for row in rows)


async def tell(conn: AsyncConnection, taken: Iterable[Notice], found: Sequence[NewDelivery], now: datetime) -> None:
    """Turn notices into deliveries that are due now. Whoever is in several audiences of a topic gets one."""
    rows = [
        {**asdict(one), "state": "pending", "attempts": 0, "next_at": now, "sent_at": None, "error": ""}
        for one in found
    ]
    if rows:
        await conn.execute(insert_unless_known(deliveries), rows)
    ids = [notice.id for notice in taken]
    await conn.execute(update(notices).where(notices.c.id.in_(ids)).values(state="told"))


async def lease(conn: AsyncConnection, now: datetime, lasts: timedelta, limit: int) -> tuple[Leased, ...]:
    """Take deliveries that are due; nobody else gets them before the lease runs out."""
    key = (deliveries.c.notice, deliveries.c.person, deliveries.c.channel)
    due = (
        await conn.execute(
            select(*key, deliveries.c.attempts, notices)
            .join_from(deliveries, notices, notices.c.id == deliveries.c.notice)
            .where(deliveries.c.state == "pending", deliveries.c.next_at <= now)
            .order_by(deliveries.c.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True, of=deliveries)
        )
    ).all()
    if not due:
        return ()
    await conn.execute(
        update(deliveries)
        .where(tuple_(*key).in_([(row.notice, row.person, row.channel) for row in due]))
        .values(next_at=now + lasts, attempts=deliveries.c.attempts + 1)
    )
    return tuple(Leased(_notice(row._mapping), row.person, row.channel, row.attempts + 1) for row in due)


def settle_sync(conn: Connection, leased: Leased, state: DeliveryState, now: datetime, error: str = "") -> bool:
    """Write down how a delivery ended; False when the lease ran out and somebody else took it."""
    sent_at = now if state is DeliveryState.SENT else None
    return _mark(conn, leased, state=state.value, sent_at=sent_at, error=error[:MAX_ERROR])


def put_off_sync(conn: Connection, leased: Leased, until: datetime, error: str = "") -> bool:
    """Try again later. Without an error it does not count as an attempt."""
    attempts = leased.attempts if error else leased.attempts - 1
    return _mark(conn, leased, next_at=until, attempts=attempts, error=error[:MAX_ERROR])


def _mark(conn: Connection, leased: Leased, **values: Any) -> bool:
    columns = deliveries.c
    mine = and_(
        columns.notice == leased.notice.id,
        columns.person == leased.person,
        columns.channel == leased.channel,
        columns.state == "pending",
        columns.attempts == leased.attempts,
    )
    return conn.execute(update(deliveries).where(mine).values(**values)).rowcount == 1


async def waiting(conn: AsyncConnection, items: Collection[str]) -> dict[str, list[Waiting]]:
    """What inboxes hold now about these items."""
    found: dict[str, list[Waiting]] = {}
    columns = inbox.c
    statement = select(columns.item, columns.audience, columns.opened_at, columns.excluded)
    for row in await conn.execute(statement.where(columns.item.in_(sorted(items)))):
        found.setdefault(row.item, []).append(Waiting(row.audience, row.opened_at, row.excluded))
    return found


async def barred(conn: AsyncConnection, items: Collection[str]) -> dict[str, frozenset[str]]:
    """Who may not act on these tasks and gates: they did work that it looks at, or have a part in what it judges."""
    found: dict[str, frozenset[str]] = {}
    for table, part in ((tasks, "barred"), (gates, "conflicted")):
        statement = select(table.c.id, table.c.body[part].label("people")).where(table.c.id.in_(sorted(items)))
        found |= {row.id: frozenset(row.people or ()) for row in await conn.execute(statement)}
    return found


async def deleted_comments(conn: AsyncConnection, ids: Collection[str]) -> frozenset[str]:
    """Those of these comments that their authors took back."""
    statement = select(comments.c.id).where(comments.c.id.in_(sorted(ids)), comments.c.deleted_at.is_not(None))
    return frozenset((await conn.scalars(statement)).all())


async def prune(conn: AsyncConnection, before: datetime) -> int:
    """Forget notices older than this, with their deliveries; says how many."""
    old = and_(notices.c.state.in_(("new", "told")), notices.c.created_at < before)
    return (await conn.execute(delete(notices).where(old))).rowcount


def _notice(row: Mapping[Any, Any]) -> Notice:
    return Notice(**{name: row[name] for name in Notice.__dataclass_fields__})
