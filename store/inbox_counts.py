"""How much somebody has to do. Nothing is counted further than a bound, however long the lists are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal_column,
    not_,
    select,
)

from store.lanes import NOBODY, Lanes, StandIns, Ways, lanes, not_excluded
from store.snoozes import asleep, snoozed_now
from store.tables import inbox, snoozes
from store.types import AwareDateTime


@dataclass(frozen=True)
class Tally:
    """A number, or the bound that it is beyond."""

    number: int
    more: bool = False
    """There are more than `number`."""


@dataclass(frozen=True)
class Counts:
    """How many entries there are; what is snoozed or hidden counts as `snoozed` only.

    `mine` waits for the person by name, `groups` for their roles, their departments and whom they stand in for:
    together they are `all`.
    """

    acts: dict[str, Tally]
    mine: Tally
    groups: Tally
    all: Tally
    overdue: Tally
    snoozed: Tally


def counts_sync(
    conn: Connection,
    person: str,
    audiences: Sequence[str],
    acts: Sequence[str],
    *,
    now: datetime,
    stand_ins: StandIns = NOBODY,
    up_to: int = 100,
) -> Counts:
    """Count by act, by scope, overdue and snoozed, in one statement. The first audience is the person.

    Those of the audiences that are in `stand_ins` they have as a substitute.
    """
    mine, *groups = audiences
    shape, values = lanes(conn.dialect.name, groups, stand_ins)
    values |= {f"of_act_{number}": act for number, act in enumerate(acts)}
    values |= {"mine": mine, "person": person, "quoted": person, "now": now, "limit": up_to + 1}
    row = conn.execute(_statement(shape, len(acts)), values).mappings().one()

    def tally(*names: str) -> Tally:
        total = sum(row[name] for name in names)
        return Tally(min(total, up_to), total > up_to)

    cells = {scope: [f"act_{scope}_{act}" for act in range(len(acts))] for scope in _SCOPES}
    return Counts(
        acts={act: tally(*(f"act_{scope}_{place}" for scope in _SCOPES)) for place, act in enumerate(acts)},
        mine=tally(*cells["mine"]),
        groups=tally(*cells["groups"]),
        all=tally(*cells["mine"], *cells["groups"]),
        overdue=tally(*(f"overdue_{scope}" for scope in _SCOPES)),
        snoozed=tally("snoozed_mine", "snoozed_groups", *(f"hidden_{scope}" for scope in _SCOPES)),
    )


_SCOPES = ("mine", "groups")


@lru_cache(maxsize=64)
def _statement(shape: Lanes, act_count: int) -> Select[Any]:
    now = bindparam("now", type_=AwareDateTime)
    lane = shape.table().prefix_with("MATERIALIZED")  # it is read more than once

    def in_mine(*where: ColumnElement[bool]) -> Select[Any]:
        entries: Select[Any] = select(literal_column("1")).select_from(inbox)
        return entries.where(inbox.c.audience == bindparam("mine"), not_excluded(inbox.c), *where)

    def in_groups(*where: ColumnElement[bool]) -> Select[Any]:
        def some(entries: Select[Any], ways: Ways) -> Select[Any]:
            return entries.where(shape.open_in(inbox.c, ways), *where).limit(bindparam("limit"))

        return select(literal_column("1")).select_from(shape.of_each(lane, some).subquery())

    seen, columns = not_(asleep(inbox.c)), []
    for scope, entries in (("mine", in_mine), ("groups", in_groups)):
        for act in range(act_count):
            of_act = entries(seen, inbox.c.act == bindparam(f"of_act_{act}"))
            columns.append(_bounded(of_act).label(f"act_{scope}_{act}"))
        columns.append(_bounded(entries(seen, inbox.c.due_sort < now)).label(f"overdue_{scope}"))
        hidden = entries(inbox.c.hidden_until > now, not_(snoozed_now(inbox.c.item)))
        columns.append(_bounded(hidden).label(f"hidden_{scope}"))
    # An expression, not the column: these are to be found by their item.
    audience = inbox.c.audience + literal_column("''")
    snoozed: Select[Any] = (
        select(literal_column("1"))
        .join_from(snoozes, inbox, inbox.c.item == snoozes.c.item)
        .where(snoozes.c.person == bindparam("person"), snoozes.c.until > now)
    )
    own = snoozed.where(audience == bindparam("mine"), not_excluded(inbox.c))
    others = snoozed.where(shape.looked_up(lane, inbox.c))
    return select(_bounded(own).label("snoozed_mine"), _bounded(others).label("snoozed_groups"), *columns)


def _bounded(found: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(found.limit(bindparam("limit")).subquery()).scalar_subquery()
