"""What a person has to do.

An inbox belongs to several audiences, or to thousands: the person, their roles, their departments, and those of whom
they stand in for. For each of them an index gives the entries in order, so a page takes the first few of each and
merges those, however long the lists are.

One filter is chosen whose index keeps that order. What remains to be filtered (words, stages, a second filter) is
looked for among the next `WINDOW` entries only: a page may then be short, or empty, and still have a next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    RowMapping,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.actors import Actor
from domain.launch.pending import PendingAct
from domain.launch.why import why
from store.cursor import Page, decode, encode, page_of
from store.lanes import NOBODY, Lanes, StandIns, Ways, lanes
from store.snoozes import asleep, asleep_until, snoozed_now
from store.tables import evidence, gates, inbox, launches, snoozes, tasks
from store.types import FAR, AwareDateTime, QuotedName, holds

WINDOW = 2000
"""Entries that are looked at for one page, when no index answers the whole question; a tenth of it for whoever has
very many audiences, each of which has to be asked for as many."""

_LAST = (inbox.c.item, inbox.c.act, inbox.c.part)
_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "due": (inbox.c.due_sort, inbox.c.priority, *_LAST),
    "priority": (inbox.c.priority, inbox.c.due_sort, *_LAST),
}
_KINDS: dict[str, tuple[type[str | int | datetime], ...]] = {
    "due": (datetime, int, str, str, str),
    "priority": (int, datetime, str, str, str),
}
_INDEXED = {"due": ("launch", "product", "act", "priority"), "priority": ("launch", "priority")}
"""Filters with an index in this order, those that leave the fewest entries first."""


@dataclass(frozen=True)
class Filters:
    """Which entries. `order` is `due` or `priority`; `snoozed` is `hide`, `all` or `only`.

    Every word of `q` must occur in the title of the entry or of its launch, in any letter case.
    """

    act: str | None = None
    launch: str | None = None
    product: str | None = None
    stage: str | None = None
    priority: int | None = None
    due_before: datetime | None = None
    q: str = ""
    order: str = "due"
    snoozed: str = "hide"


@dataclass(frozen=True)
class InboxEntry:
    """Something to do, with what one needs to decide on it."""

    act: PendingAct
    position: str
    """A cursor: where it stands in the list it was read from."""
    overdue: bool
    launch_title: str
    launch_seq: int
    """How far the launch had got."""
    product: str
    owner: str
    """Of the launch: who asks."""
    tier: str
    target_date: str | None
    supporting: int
    contradicting: int
    seats_left: tuple[str, ...]
    departments_left: tuple[str, ...]
    why: str
    snoozed_until: datetime | None = None
    on_behalf_of: str | None = None
    """Whom the reader would act for; None for themselves."""
    subject: str = ""
    """Of a gate: the digest of what it is about now."""
    asks_more: bool = False
    """Completing the task takes answers, or a checklist that is not checked yet."""


@dataclass(frozen=True)
class _Shape:
    """What the statement for a page depends on, besides its parameters."""

    lanes: Lanes
    order: str
    snoozed: str
    key: str | None
    rest: tuple[str, ...]
    words: int
    due: bool
    continued: bool

    @property
    def window(self) -> int:
        """How many entries are looked at for one page, when no index answers the whole question."""
        return WINDOW // 10 if self.lanes.many else WINDOW

    @property
    def windowed(self) -> bool:
        """Whether something is left to look for that no index answers."""
        return self.snoozed != "only" and bool(self.rest or self.words)


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
    filters: Filters = Filters(),
    *,
    now: datetime,
    stand_ins: StandIns = NOBODY,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[InboxEntry]:
    """See `page_sync`."""
    return await conn.run_sync(
        page_sync, person, audiences, filters, now=now, stand_ins=stand_ins, cursor=cursor, limit=limit
    )


def page_sync(
    conn: Connection,
    person: str,
    audiences: Sequence[str],
    filters: Filters = Filters(),
    *,
    now: datetime,
    stand_ins: StandIns = NOBODY,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[InboxEntry]:
    """What the audiences have to do, without what this person is excluded from; one statement.

    Those of the audiences that are in `stand_ins` they have as a substitute: of these they see what comes to them by
    a way on which nobody is excluded. Due first comes first, what has no due date last; then by priority. A page may
    be shorter than `limit` and have a next one all the same.
    """
    if not audiences:
        return Page(())
    words = tuple(dict.fromkeys(filters.q.casefold().split()))
    whose, values = lanes(conn.dialect.name, audiences, stand_ins)
    shape = _shape(whose, filters, len(words), cursor is not None)
    order = [column.key or "" for column in _ORDERS[filters.order]]
    values |= {f"word_{number}": word for number, word in enumerate(words)}
    values |= {"person": person, "quoted": person, "now": now, "limit": limit + 1}
    values |= {name: value for name in ("act", "launch", "product", "priority") if (value := getattr(filters, name))}
    values |= {"stage": filters.stage} if filters.stage else {}
    values |= {"due_before": filters.due_before} if filters.due_before else {}
    if cursor is not None:
        last = decode(cursor, *_KINDS[filters.order])
        values |= {f"after_{name}": value for name, value in zip(order, last, strict=True)}
    rows = conn.execute(_page_statement(shape), values).mappings().all()

    def place(row: RowMapping) -> tuple[Any, ...]:
        return tuple(row[name] for name in order)

    fitting = [row for row in rows if row["fits"]]
    found = page_of(fitting, limit, lambda row: _entry(row, encode(*place(row)), now, stand_ins), place)
    edge = next((row for row in rows if row["number"] == shape.window), None)
    if found.next is None and edge is not None:
        return Page(found.items, encode(*place(edge)))
    return found


def _shape(whose: Lanes, filters: Filters, words: int, continued: bool) -> _Shape:
    """Choose the index, and see what it leaves to be looked for."""
    given = [name for name in ("launch", "product", "act", "priority") if getattr(filters, name) is not None]
    key = next((name for name in _INDEXED[filters.order] if name in given), None)
    due = filters.due_before is not None
    rest = [name for name in given if name != key]
    if filters.stage is not None:
        rest.append("stage")
    if due and filters.order == "priority" and key is None:
        rest.append("due_before")
    if filters.snoozed == "only":
        key, rest = None, [*given, *(("stage",) if filters.stage is not None else ())]
    return _Shape(whose, filters.order, filters.snoozed, key, tuple(rest), words, due, continued)


@lru_cache(maxsize=512)
def _page_statement(shape: _Shape) -> Select[Any]:
    order = [column.key or "" for column in _ORDERS[shape.order]]
    shown = _windowed(shape, order) if shape.windowed else _merged(shape, order)
    return (
        select(
            shown,
            launches.c.title.label("launch_title"),
            launches.c.seq.label("launch_seq"),
            launches.c.owner,
            launches.c.tier,
            launches.c.body["target_date"].as_string().label("target_date"),
            # A subquery, asked for each entry: as a join, a database may read all gates instead.
            select(gates.c.body).where(gates.c.id == shown.c.item).scalar_subquery().label("gate"),
            _of_task(shown, "form").label("form"),
            _of_task(shown, "checklist").label("checklist"),
            _evidence(shown, supports=True).label("supporting"),
            _evidence(shown, supports=False).label("contradicting"),
            asleep_until(shown.c.item).label("snoozed_until"),
        )
        .join_from(shown, launches, launches.c.key == shown.c.launch)
        .order_by(*(shown.c[name] for name in order))
    )


def _merged(shape: _Shape, order: list[str]) -> CTE:
    """The first entries of each audience that fit, merged."""
    if shape.snoozed == "only":
        merged = union_all(*(select(source.subquery()) for source in _hidden(shape))).subquery("merged")
    else:
        visible = () if shape.snoozed == "all" else (not_(asleep(inbox.c)),)

        def first(entries: Select[Any], ways: Ways) -> Select[Any]:
            return _first(_found(entries, shape).where(shape.lanes.open_in(inbox.c, ways), *visible), shape)

        merged = shape.lanes.of_each(shape.lanes.table(), first).subquery("merged")
    return (
        select(merged, literal_column("1").label("fits"), literal_column("0").label("number"))
        .order_by(*(merged.c[name] for name in order))
        .limit(bindparam("limit"))
        .cte("shown")
    )


def _first(statement: Select[Any], shape: _Shape) -> Select[Any]:
    """No more than a page needs. One launch has few entries: they are sorted, not found in another index's order."""
    if shape.key == "launch" and shape.order != "due":
        return statement.limit(WINDOW)  # a launch never has so many; without a limit SQLite would look for an order
    return statement.order_by(*_ORDERS[shape.order]).limit(bindparam("limit"))


def _windowed(shape: _Shape, order: list[str]) -> CTE:
    """Those that fit among the next `WINDOW` entries, and the last of these to go on from."""
    of_each = shape.lanes.of_each(
        shape.lanes.table(),
        lambda entries, _: _found(entries, shape).order_by(*_ORDERS[shape.order]).limit(shape.window),
        ways=True,
    )
    merged = of_each.subquery("merged")
    in_order = [merged.c[name] for name in order]
    window = (
        select(merged, func.row_number().over(order_by=in_order).label("number"))
        .order_by(*in_order)
        .limit(shape.window)
        .subquery("window_of_entries")
    )
    visible = () if shape.snoozed == "all" else (not_(asleep(window.c)),)
    fits = and_(shape.lanes.open_in(window.c, window.c.ways), *visible, *_rest(shape, window.c))
    looked_at = select(window, case((fits, 1), else_=0).label("fits")).subquery("looked_at")
    return (
        select(looked_at)
        .where((looked_at.c.fits == 1) | (looked_at.c.number == shape.window))
        .order_by(*(looked_at.c[name] for name in order))
        .limit(bindparam("limit") + 1)
        .cte("shown")
    )


def _found(entries: Select[Any], shape: _Shape) -> Select[Any]:
    """Of one audience's entries, those that an index finds."""
    if shape.key is not None:
        entries = entries.where(inbox.c[shape.key] == bindparam(shape.key))
    if shape.due and "due_before" not in shape.rest:
        entries = entries.where(inbox.c.due_sort < bindparam("due_before"))
    return _continued(entries, shape)


def _continued(statement: Select[Any], shape: _Shape) -> Select[Any]:
    if not shape.continued:
        return statement
    columns = _ORDERS[shape.order]
    last = tuple_(*(bindparam(f"after_{column.key}", type_=column.type) for column in columns))
    return statement.where(tuple_(*columns) > last)


def _hidden(shape: _Shape) -> list[Select[Any]]:
    """What this person snoozed, and what is hidden from everybody; few enough to be sorted."""
    lane = shape.lanes.table().prefix_with("MATERIALIZED")  # it is searched for each entry
    able, now = shape.lanes.open_in(inbox.c, lane.c.ways), bindparam("now", type_=AwareDateTime)
    mine = (
        select(inbox)
        .join_from(snoozes, inbox, inbox.c.item == snoozes.c.item)
        .where(snoozes.c.person == bindparam("person"), snoozes.c.until > now, shape.lanes.looked_up(lane, inbox.c))
    )
    everybodys = (
        select(inbox)
        .join_from(lane, inbox, inbox.c.audience == lane.c.audience)
        .where(inbox.c.hidden_until > now, not_(snoozed_now(inbox.c.item)), able)
    )
    due = (inbox.c.due_sort < bindparam("due_before"),) if shape.due else ()
    return [_continued(source.where(*due, *_rest(shape, inbox.c)), shape) for source in (mine, everybodys)]


def _rest(shape: _Shape, columns: Any) -> list[ColumnElement[bool]]:
    """What no index answers."""
    found: list[ColumnElement[bool]] = []
    for name in shape.rest:
        if name == "stage":
            found.append(holds(columns.stages, bindparam("stage", type_=QuotedName())))
        elif name == "due_before":
            found.append(columns.due_sort < bindparam("due_before"))
        else:
            found.append(columns[name] == bindparam(name))
    for number in range(shape.words):
        # Unlike LIKE, taking a word out knows no wildcards.
        word = bindparam(f"word_{number}", type_=Text())
        found.append(func.replace(columns.search, word, "", type_=Text()) != columns.search)
    return found


def _of_task(shown: CTE, name: str) -> ScalarSelect[Any]:
    return select(tasks.c.body[name].as_json()).where(tasks.c.id == shown.c.item).scalar_subquery()


def _evidence(shown: CTE, supports: bool) -> ScalarSelect[int]:
    """How much evidence of the entry's launch supports it, or does not. A subquery for the same reason."""
    said = evidence.c.body[("evidence", "supports")].as_boolean()
    counted = func.sum(case((said, int(supports)), else_=int(not supports)))
    return select(counted).where(evidence.c.launch == shown.c.launch).scalar_subquery()


_OF_ACT = tuple(one.name for one in fields(PendingAct) if one.name != "due_at")


def _entry(row: RowMapping, position: str, now: datetime, stand_ins: StandIns) -> InboxEntry:
    due = row["due_sort"]
    act = PendingAct(due_at=None if due == FAR else due, **{name: row[name] for name in _OF_ACT})
    gate = row["gate"] or {}
    snoozed = row["snoozed_until"]
    ways = (hands[0] for hands in stand_ins.get(act.audience, ()) if not set(hands).intersection(act.excluded))
    behalf = next(ways, None)
    return InboxEntry(
        act=act,
        position=position,
        overdue=due < now,
        launch_title=row["launch_title"],
        launch_seq=row["launch_seq"],
        product=row["product"],
        owner=row["owner"],
        tier=row["tier"],
        target_date=row["target_date"],
        supporting=row["supporting"] or 0,
        contradicting=row["contradicting"] or 0,
        seats_left=tuple(gate.get("asked", ())),
        departments_left=tuple(gate.get("silent", ())),
        why=why(act, gate.get("waiting", ()), behalf=behalf),
        snoozed_until=snoozed if snoozed is not None and snoozed > now else None,
        on_behalf_of=behalf,
        subject=gate.get("subject", ""),
        asks_more=bool(row["form"]) or not all(one["checked"] for one in row["checklist"] or ()),
    )
