"""The audiences of one inbox, as rows that a statement reads, however many they are.

A parameter for each of them would make as many statements as there are numbers of audiences, and databases take only
so many parameters, parts of a union and nested conditions. So they travel as one value, and the statement asks an
index for the first entries of each.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import TableValuedAlias

from store.tables import inbox
from store.types import Json, QuotedName, holds

T = TypeVar("T")

StandIns = Mapping[str, tuple[tuple[str, ...], ...]]
"""Audiences somebody has only as a substitute: for each, whose, with everybody whose hands that goes through."""

NOBODY: StandIns = MappingProxyType({})

FEW = 20
"""So many audiences are named one by one: knowing them, databases plan a little better."""

Ways = ColumnElement[Any] | int | None
"""The ways to an audience, or its number where it is one of a few; None when it is one's own."""
Narrow = Callable[[Select[Any], Ways], Select[Any]]
"""Chooses among the entries of one audience, and says how many at most."""


@dataclass(frozen=True)
class Lanes:
    """What a statement depends on that reads several audiences; of many, neither how many nor whose they are."""

    dialect: str
    own: int
    """How many are one's own; of many, 0."""
    others: int
    """How many are had as a substitute, and come behind them; of many, 1 when there are any."""
    many: bool = False
    """They are not named one by one."""
    ways: int = 0
    """Of a few: each of the others has as many ways, a power of two; names are repeated to fill them up."""
    hands: int = 0
    """Of a few: how many hands each way goes through."""

    def table(self) -> CTE:
        """A row for each audience: `audience`, and the `ways` to somebody else's. Takes the parameter `lanes`."""
        each = self._each(bindparam("lanes", type_=Json))
        if self.dialect == "sqlite":
            audience, ways = (func.json_extract(each.c.value, f"$.{name}", type_=Text) for name in ("audience", "ways"))
        else:
            row = type_coerce(each.c.value, JSONB)
            audience, ways = row["audience"].astext, row["ways"].astext
        return select(audience.label("audience"), ways.label("ways")).cte("lane")

    def of_each(self, lane: CTE, narrow: Narrow, *, ways: bool = False) -> Select[Any] | CompoundSelect[Any]:
        """Entries of each audience, as `narrow` chooses among them; with its `ways`, if wanted."""
        if self.many:
            return self._of_many(lane, narrow, (lane.c.ways,) if ways else ())
        chosen = []
        for number in range(self.own + self.others):
            other = number >= self.own
            known: ColumnElement[Any] = bindparam(f"ways_{number}", type_=Text) if other else cast(null(), Text)
            more = (known.label("ways"),) if ways else ()
            theirs = select(inbox, *more).where(inbox.c.audience == bindparam(f"whom_{number}"))
            chosen.append(select(narrow(theirs, number if other else None).subquery()))
        return union_all(*chosen)

    def _of_many(self, lane: CTE, narrow: Narrow, more: tuple[ColumnElement[Any], ...]) -> Select[Any]:
        ways = lane.c.ways if self.others else None
        if self.dialect == "sqlite":  # which knows no LATERAL
            found = inbox.alias("found")
            ids: Select[Any] = select(literal_column("inbox.rowid")).select_from(inbox)
            ids = ids.where(inbox.c.audience == lane.c.audience)
            chosen = literal_column("found.rowid").in_(narrow(ids, ways).correlate(lane))
            return select(found, *more).select_from(lane).join(found, chosen)
        theirs = select(inbox).where(inbox.c.audience == lane.c.audience)
        entries = narrow(theirs, ways).correlate(lane).lateral("found")
        return select(entries, *more).select_from(lane).join(entries, true())

    def looked_up(self, lane: CTE, columns: Any) -> ColumnElement[bool]:
        """Whether an entry that was found by its item is for any of the audiences, and open to the reader.

        An expression in place of the column: the few entries of an item are to be found by it, not by all audiences.
        """
        audience = columns.audience + literal_column("''")
        whose: Select[Any] = select(lane.c.audience)
        ways: Select[Any] = select(lane.c.ways).where(lane.c.audience == audience).correlate_except(lane)
        able = self.open_in(columns, ways.limit(1).scalar_subquery())
        return and_(audience.in_(whose.correlate_except(lane)), able)

    def open_in(self, columns: Any, ways: Ways) -> ColumnElement[bool]:
        """Whether the reader may do an entry; as a substitute, by a way on which nobody is excluded.

        Takes the parameter `quoted`, and is put like `not_excluded`, for the same reason.
        """
        if ways is None or not self.others:
            return not_excluded(columns)
        reader = holds(columns.excluded, bindparam("quoted", type_=QuotedName()))
        if isinstance(ways, int):
            able = self._some_known_way(columns, ways)
        else:
            open_to_all = type_coerce(columns.excluded, Text) == "[]"
            able = or_(open_to_all, ways.is_(None), self._some_way(columns, ways))
        return case((or_(reader, not_(able)), 1), else_=0) != 1

    def _some_known_way(self, columns: Any, number: int) -> ColumnElement[bool]:
        """In so many words, which costs a planner nothing to see through. Takes the parameters `hand_…`."""
        names = [[f"hand_{number}_{way}_{hand}" for hand in range(self.hands)] for way in range(self.ways)]
        quoted = QuotedName()
        return or_(
            *(and_(*(not_(holds(columns.excluded, bindparam(name, type_=quoted))) for name in way)) for way in names)
        )

    def _some_way(self, columns: Any, ways: ColumnElement[Any]) -> ColumnElement[bool]:
        if self.dialect == "sqlite":
            way = self._each(ways, "way")
            hand = self._each(way.c.value, "hand")
        else:
            way = self._each(cast(ways, JSONB), "way")
            hand = func.jsonb_array_elements_text(way.c.value).table_valued("value", name="hand")
        stopped: Select[Any] = (
            select(literal_column("1")).select_from(hand).where(holds(columns.excluded, hand.c.value))
        )
        free = not_(stopped.correlate_except(hand).exists())
        return select(literal_column("1")).select_from(way).where(free).correlate_except(way).exists()

    def _each(self, value: ColumnElement[Any], name: str = "each") -> TableValuedAlias:
        if self.dialect == "sqlite":
            return func.json_each(value).table_valued("value", name=name)
        return func.jsonb_array_elements(value).table_valued(column("value", JSONB), name=name)


def lanes(dialect: str, audiences: Sequence[str], stand_ins: StandIns) -> tuple[Lanes, dict[str, Any]]:
    """How somebody's audiences are read, and the parameters that this takes."""
    own = [audience for audience in audiences if audience not in stand_ins]
    others = {audience: _ways(stand_ins[audience]) for audience in audiences if audience in stand_ins}
    rows: dict[str, Any] = {"lanes": [{"audience": one} for one in own]}
    rows["lanes"] += [{"audience": one, "ways": ways} for one, ways in others.items()]
    if 0 < len(own) + len(others) <= FEW:
        values = {f"whom_{number}": audience for number, audience in enumerate((*own, *others))}
        values |= {f"ways_{number}": json.dumps(ways) for number, ways in enumerate(others.values(), start=len(own))}
        known = {number: stand_ins[audience] for number, audience in enumerate(others, start=len(own))}
        ways, hands = _sizes(list(known.values()))
        values |= {
            f"hand_{number}_{way}_{hand}": _at(_at(theirs, way), hand)
            for number, theirs in known.items()
            for way in range(ways)
            for hand in range(hands)
        }
        return Lanes(dialect, len(own), len(others), ways=ways, hands=hands), values | rows
    return Lanes(dialect, 0, int(bool(others)), many=True), rows


def _sizes(stand_ins: Sequence[Sequence[Sequence[str]]]) -> tuple[int, int]:
    """How many ways, and how many hands each, are room enough for all."""
    most = max((len(ways) for ways in stand_ins), default=0)
    return 1 << (most - 1).bit_length() if most else 0, max((len(way) for ways in stand_ins for way in ways), default=0)


def _at(items: Sequence[T], place: int) -> T:
    """The last one stands for those that are not there."""
    return items[min(place, len(items) - 1)]


def _ways(ways: Sequence[Sequence[str]]) -> list[list[str]]:
    """With each name as it is spelt in a `Names` column."""
    return [[json.dumps(hand) for hand in way] for way in ways]


def not_excluded(columns: Any) -> ColumnElement[bool]:
    """Whether the reader is not shut out from an entry; takes the parameter `quoted`.

    Put so that PostgreSQL, too, expects nearly every entry to pass, and walks the index until a page is full.
    """
    return case((holds(columns.excluded, bindparam("quoted", type_=QuotedName())), 1), else_=0) != 1
