"""How far things have got, for whoever waits for them to change: each question one statement, by key or index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, and_, bindparam, func, literal, or_, select, union_all

from store.tables import comments, inbox, launches, people, sessions

RECENT = 50
"""Launches that changed last; more than change between two looks."""

_SHOWN, _LATELY = 0, 1

_LAST = select(launches.c.key, launches.c.seq).order_by(launches.c.updated_at.desc(), launches.c.key.desc())

_POSITIONS = union_all(
    select(launches.c.key, launches.c.seq.label("position"), literal(_SHOWN).label("kind")).where(
        launches.c.key.in_(bindparam("launches", expanding=True))
    ),
    select(comments.c.item, func.count(), literal(_SHOWN))
    .where(comments.c.item.in_(bindparam("items", expanding=True)))
    .group_by(comments.c.item),
    select(_LAST.limit(RECENT).subquery(), literal(_LATELY)),
)


@dataclass(frozen=True)
class Positions:
    """How far what pages show has got, and the launches that changed last."""

    shown: dict[str, int]
    """By launch the number of its last event; by task or gate how many comments it has."""
    lately: dict[str, int]


def positions_sync(conn: Connection, shown: Sequence[str]) -> Positions:
    """See `Positions`. The number of the last event, unlike a time, is right whoever's clock goes wrong."""
    of_items = [key for key in shown if "." in key]
    of_launches = [key for key in shown if "." not in key]
    found = Positions({}, {})
    for key, position, kind in conn.execute(_POSITIONS, {"launches": of_launches, "items": of_items}):
        (found.lately if kind == _LATELY else found.shown)[key] = position
    return found


def audiences_sync(conn: Connection, keys: Sequence[str]) -> dict[str, frozenset[str]]:
    """Whom entries of these launches wait for."""
    # An item's id begins with that of its launch; `/` comes right after `.`.
    theirs = (and_(inbox.c.item > f"{key}.", inbox.c.item < f"{key}/") for key in keys)
    asked = select(inbox.c.launch, inbox.c.audience).where(or_(*theirs)).distinct()
    found: dict[str, frozenset[str]] = {key: frozenset() for key in keys}
    for launch, audience in conn.execute(asked):
        found[launch] |= {audience}
    return found


def going_on(hashes: Sequence[str], begun_after: datetime, seen_after: datetime) -> Select[tuple[str]]:
    """Those of these sessions that are not over, and whose people are still here."""
    session = sessions.c
    return (
        select(session.hash)
        .join(people, people.c.id == session.person)
        .where(
            session.hash.in_(hashes),
            session.ended_at.is_(None),
            session.created_at > begun_after,
            session.seen_at > seen_after,
            people.c.active,
        )
    )
