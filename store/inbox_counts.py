"""How much somebody has to do. Nothing is counted further than a bound, however long the lists are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    select,
)

from store.snoozes import NOBODY, Lanes, StandIns, asleep, lanes, open_in, open_in_any, snoozed_now
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
    shape, values = lanes(audiences, stand_ins)
    values |= {f"of_act_{number}": act for number, act in enumerate(acts)}
    values |= {"person": person, "quoted": person, "now": now, "limit": up_to + 1}
    row = conn.execute(_statement(shape, len(acts)), values).mappings().one()

    def tally(*names: str) -> Tally:
        total = sum(row[name] for name in names)
        return Tally(min(total, up_to), total > up_to)

    everyone = range(shape.own + min(shape.others, 1))
    cells = {number: [f"act_{number}_{act}" for act in range(len(acts))] for number in everyone}
    return Counts(
        acts={act: tally(*(f"act_{number}_{place}" for number in everyone)) for place, act in enumerate(acts)},
        mine=tally(*cells[0]),
        groups=tally(*(cell for number in everyone if number for cell in cells[number])),
        all=tally(*(cell for number in everyone for cell in cells[number])),
        overdue=tally(*(f"overdue_{number}" for number in everyone)),
        snoozed=tally("snoozed", *(f"hidden_{number}" for number in everyone)),
    )


@lru_cache(maxsize=64)
def _statement(shape: Lanes, act_count: int) -> Select[Any]:
    now = bindparam("now", type_=AwareDateTime)
    columns = []
    for number, source in enumerate(_sources(shape)):
        theirs: Select[Any] = select(literal_column("1")).where(source)
        seen = theirs.where(not_(asleep(inbox.c)))
        columns += [
            _bounded(seen.where(inbox.c.act == bindparam(f"of_act_{act}"))).label(f"act_{number}_{act}")
            for act in range(act_count)
        ]
        columns.append(_bounded(seen.where(inbox.c.due_sort < now)).label(f"overdue_{number}"))
        hidden = theirs.where(inbox.c.hidden_until > now, not_(snoozed_now(inbox.c.item)))
        columns.append(_bounded(hidden).label(f"hidden_{number}"))
    audience = inbox.c.audience + literal_column(
        "''"
    )  # an expression, not the column: these are to be found by their item
    mine: Select[Any] = (
        select(literal_column("1"))
        .join_from(snoozes, inbox, inbox.c.item == snoozes.c.item)
        .where(
            snoozes.c.person == bindparam("person"),
            snoozes.c.until > now,
            audience.in_([bindparam(f"whom_{number}") for number in shape.all]),
            open_in_any(inbox.c, shape),
        )
    )
    return select(_bounded(mine).label("snoozed"), *columns)


def _sources(shape: Lanes) -> list[ColumnElement[bool]]:
    """Where entries are counted: each own audience alone, and together those of others, which may be very many."""
    names: list[BindParameter[str]] = [bindparam(f"whom_{number}") for number in shape.all]
    own = [and_(inbox.c.audience == names[one], open_in(one, inbox.c, shape)) for one in range(shape.own)]
    others = and_(inbox.c.audience.in_(names[shape.own :]), open_in_any(inbox.c, shape))
    return [*own, others] if shape.others else own


def _bounded(found: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(found.limit(bindparam("limit")).subquery()).scalar_subquery()
