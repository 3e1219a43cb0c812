"""What is out of somebody's sight: for a while, since they want it so, or because they are excluded from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.state import SETTLED, GateState
from store.tables import gates, inbox, snoozes, tasks
from store.types import AwareDateTime, QuotedName, holds
from store.upsert import insert_or_replace

StandIns = Mapping[str, tuple[tuple[str, ...], ...]]
"""Audiences somebody has only as a substitute: for each, whose, with everybody whose hands that goes through."""

NOBODY: StandIns = MappingProxyType({})


@dataclass(frozen=True)
class Lanes:
    """What a statement depends on that reads several audiences: how many are one's own, and behind them others'.

    All others have as many `ways`, a power of two, of as many `hands` each: names are repeated to fill them up.
    """

    own: int
    others: int = 0
    ways: int = 0
    hands: int = 0

    @property
    def all(self) -> range:
        """The number of each audience."""
        return range(self.own + self.others)


def lanes(audiences: Sequence[str], stand_ins: StandIns) -> tuple[Lanes, dict[str, Any]]:
    """How somebody's audiences are read, and the parameters that this takes: `whom_…` and `hand_…`."""
    own = [audience for audience in audiences if audience not in stand_ins]
    others = [audience for audience in audiences if audience in stand_ins]
    values: dict[str, Any] = {f"whom_{number}": audience for number, audience in enumerate((*own, *others))}
    if not others:
        return Lanes(len(own)), values
    most = max(len(stand_ins[audience]) for audience in others)
    ways = 1 << (most - 1).bit_length()
    hands = max(len(way) for audience in others for way in stand_ins[audience])
    for number, audience in enumerate(others, start=len(own)):
        known = stand_ins[audience]
        for place in range(ways):
            way = known[min(place, len(known) - 1)]
            values |= {f"hand_{number}_{place}_{hand}": way[min(hand, len(way) - 1)] for hand in range(hands)}
    return Lanes(len(own), len(others), ways, hands), values


def asleep_until(item: ColumnElement[str]) -> ScalarSelect[datetime]:
    """Until when the reader snoozed an item, which may be long ago; NULL when they did not.

    A scalar subquery: it is asked once for each entry shown, never turned into a join with all entries.
    """
    return (
        select(snoozes.c.until).where(snoozes.c.person == bindparam("person"), snoozes.c.item == item).scalar_subquery()
    )


def not_excluded(columns: Any) -> ColumnElement[bool]:
    """Whether the reader is not shut out from an entry; takes the parameter `quoted`.

    Put so that PostgreSQL, too, expects nearly every entry to pass, and walks the index until a page is full.
    """
    return case((holds(columns.excluded, bindparam("quoted", type_=QuotedName())), 1), else_=0) != 1


def open_in(number: int, columns: Any, shape: Lanes) -> ColumnElement[bool]:
    """Whether the reader may do an entry of one audience; as a substitute, by a way on which nobody is excluded.

    Takes the parameter `quoted` and those of `lanes`, and is put like `not_excluded`, for the same reason.
    """
    if number < shape.own:
        return not_excluded(columns)
    reader = holds(columns.excluded, bindparam("quoted", type_=QuotedName()))
    return case((or_(reader, not_(_some_way(number, columns, shape))), 1), else_=0) != 1


def open_in_any(columns: Any, shape: Lanes) -> ColumnElement[bool]:
    """The same, of an entry of whichever of the audiences; also put like `not_excluded`."""
    others = range(shape.own, shape.own + shape.others)
    each = (or_(columns.audience != bindparam(f"whom_{one}"), _some_way(one, columns, shape)) for one in others)
    return and_(not_excluded(columns), case((and_(*each), 0), else_=1) != 1) if shape.others else not_excluded(columns)


def _some_way(number: int, columns: Any, shape: Lanes) -> ColumnElement[bool]:
    names = [[f"hand_{number}_{way}_{hand}" for hand in range(shape.hands)] for way in range(shape.ways)]
    return or_(
        *(and_(*(not_(holds(columns.excluded, bindparam(name, type_=QuotedName()))) for name in way)) for way in names)
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
    shape, values = lanes(audiences, stand_ins)
    found = await conn.execute(
        select(inbox.c.item)
        .where(inbox.c.item == item, inbox.c.audience.in_(audiences), open_in_any(inbox.c, shape))
        .limit(1),
        {**values, "quoted": person},
    )
    return found.first() is not None


def prune_sync(conn: Connection, now: datetime) -> int:
    """Forget snoozes that are over, and those of items on which nothing can be done any more; says how many."""
    done = exists().where(tasks.c.id == snoozes.c.item, tasks.c.state.in_(sorted(SETTLED)))
    closed = exists().where(gates.c.id == snoozes.c.item, gates.c.state.in_([GateState.PASSED, GateState.CANCELLED]))
    return conn.execute(delete(snoozes).where(or_(snoozes.c.until <= now, done, closed))).rowcount
