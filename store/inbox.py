"""What a person has to do.

An inbox belongs to several audiences: the person, their roles, their departments. For each of them an index gives
the entries in order, so a page takes the first few of each and merges those, however long the lists are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, bindparam, func, not_, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.actors import Actor
from domain.launch.pending import PendingAct
from store.cursor import Page, decode, page_of
from store.tables import inbox, launches
from store.types import FAR, QuotedName, holds

_ORDER = (inbox.c.due_sort, inbox.c.priority, inbox.c.item, inbox.c.act, inbox.c.part)
Shape = tuple[tuple[int, ...], ...]
"""For each audience, how many hands each way goes through by which a substitute has it; none if own."""
_KINDS: tuple[type[str | int | datetime], ...] = (datetime, int, str, str, str)


@dataclass(frozen=True)
class InboxEntry:
    """Something to do, and the title of the launch it belongs to."""

    act: PendingAct
    launch_title: str
    on_behalf_of: str | None = None
    """Whom the reader would act for; None for themselves."""


StandIns = Mapping[str, tuple[tuple[str, ...], ...]]
"""Audiences somebody has only as a substitute: for each, whose, with everybody whose hands that goes through."""


_NOBODY: StandIns = MappingProxyType({})


def audiences(actor: Actor) -> tuple[str, ...]:
    """Whom an entry may be addressed to for this person to find it."""
    return (
        f"person:{actor.id}",
        *(f"role:{role}" for role in sorted(set(actor.roles))),
        *(f"department:{department}" for department in sorted(set(actor.departments))),
    )


def stand_ins(own: Sequence[str], principals: Sequence[Actor]) -> StandIns:
    """The audiences of those somebody stands in for; what is their `own` they need not do for others."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for acting in principals:
        for audience in audiences(replace(acting, id=acting.principal)):
            if audience not in own:
                found[audience] = (*found.get(audience, ()), (acting.principal, *acting.via))
    return found


async def page(
    conn: AsyncConnection,
    person: str,
    audiences: Sequence[str],
    *,
    stand_ins: StandIns = _NOBODY,
    act: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[InboxEntry]:
    """What the audiences have to do, without what this person is excluded from.

    As a substitute they see what they would see as themselves, unless that person is excluded.
    Due first comes first, what has no due date last; then by priority.
    """
    values = {**_lanes(audiences, stand_ins), "person": person, "limit": limit + 1}
    if act is not None:
        values["act"] = act
    if cursor is not None:
        values |= {f"after_{column.name}": value for column, value in zip(_ORDER, decode(cursor, *_KINDS), strict=True)}
    statement = _page_statement(_shape(audiences, stand_ins), act is not None, cursor is not None)
    rows = (await conn.execute(statement, values)).mappings().all()
    return page_of(rows, limit, partial(_entry, stand_ins), lambda row: tuple(row[column.name] for column in _ORDER))


async def counts(
    conn: AsyncConnection,
    person: str,
    audiences: Sequence[str],
    *,
    stand_ins: StandIns = _NOBODY,
    up_to: int = 100,
) -> dict[str, int]:
    """How many entries of each act there are; of no audience are more than `up_to` counted."""
    values = {**_lanes(audiences, stand_ins), "person": person, "limit": up_to}
    rows = await conn.execute(_count_statement(_shape(audiences, stand_ins)), values)
    return {row.act: row.number for row in rows}


@cache
def _page_statement(shape: Shape, by_act: bool, continued: bool) -> Select[Any]:
    of_each = [_of_audience(number, hands, by_act, continued).subquery() for number, hands in enumerate(shape)]
    merged = union_all(*(select(entries) for entries in of_each)).subquery("merged")
    order = [merged.c[column.name] for column in _ORDER]
    shown = select(merged).order_by(*order).limit(bindparam("limit")).subquery("shown")
    return (
        select(shown, launches.c.title.label("launch_title"))
        .join_from(shown, launches, launches.c.key == shown.c.launch)
        .order_by(*(shown.c[column.name] for column in _ORDER))
    )


@cache
def _count_statement(shape: Shape) -> Select[Any]:
    of_each = [
        _of_audience(number, hands, by_act=False, continued=False).subquery() for number, hands in enumerate(shape)
    ]
    counted = union_all(*(select(entries.c.act) for entries in of_each)).subquery("counted")
    return select(counted.c.act, func.count().label("number")).group_by(counted.c.act).order_by(counted.c.act)


def _of_audience(number: int, hands: tuple[int, ...], by_act: bool, continued: bool) -> Select[Any]:
    statement = select(inbox).where(
        inbox.c.audience == bindparam(f"audience_{number}"),
        not_(holds(inbox.c.excluded, bindparam("person", type_=QuotedName()))),
    )
    if hands:
        statement = statement.where(or_(*(_allowed(number, group, size) for group, size in enumerate(hands))))
    if by_act:
        statement = statement.where(inbox.c.act == bindparam("act"))
    if continued:
        last = tuple_(*(bindparam(f"after_{column.name}", type_=column.type) for column in _ORDER))
        statement = statement.where(tuple_(*_ORDER) > last)
    return statement.order_by(*_ORDER).limit(bindparam("limit"))


def _allowed(number: int, group: int, size: int) -> ColumnElement[bool]:
    """Nobody is excluded through whose hands this authority came."""
    names = (bindparam(f"hand_{number}_{group}_{hand}", type_=QuotedName()) for hand in range(size))
    return and_(*(not_(holds(inbox.c.excluded, name)) for name in names))


def _shape(audiences: Sequence[str], stand_ins: StandIns) -> Shape:
    return tuple(tuple(len(hands) for hands in stand_ins.get(audience, ())) for audience in audiences)


def _lanes(audiences: Sequence[str], stand_ins: StandIns) -> dict[str, Any]:
    values: dict[str, Any] = {f"audience_{number}": audience for number, audience in enumerate(audiences)}
    for number, audience in enumerate(audiences):
        for group, hands in enumerate(stand_ins.get(audience, ())):
            values |= {f"hand_{number}_{group}_{hand}": name for hand, name in enumerate(hands)}
    return values


def _entry(stand_ins: StandIns, row: RowMapping) -> InboxEntry:
    due = row["due_sort"]
    act = PendingAct(
        item=row["item"],
        launch=row["launch"],
        act=row["act"],
        audience=row["audience"],
        title=row["title"],
        priority=row["priority"],
        part=row["part"],
        due_at=None if due == FAR else due,
        opened_at=row["opened_at"],
        excluded=row["excluded"],
    )
    able = (hands[0] for hands in stand_ins.get(act.audience, ()) if not set(hands).intersection(act.excluded))
    return InboxEntry(act=act, launch_title=row["launch_title"], on_behalf_of=next(able, None))
