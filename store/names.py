"""Which departments, roles and people there are, of those that something names; and whether anybody is behind them."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import departments, people, person_departments, person_roles, roles

_AT_ONCE = 500
"""Names in one statement: databases take only so many parameters."""

_EXISTING = {
    "department": (departments.c.id, select(departments.c.id, true())),
    "role": (roles.c.id, select(roles.c.id, true())),
    "person": (people.c.id, select(people.c.id, people.c.active)),
}
_STAFFED = {
    "department": (
        person_departments.c.department,
        select(person_departments.c.department)
        .join(people, people.c.id == person_departments.c.person)
        .where(people.c.active)
        .distinct(),
    ),
    "role": (
        person_roles.c.role,
        select(person_roles.c.role)
        .join(people, people.c.id == person_roles.c.person)
        .where(people.c.active)
        .distinct(),
    ),
    "person": (people.c.id, select(people.c.id).where(people.c.active)),
}


async def existing(conn: AsyncConnection, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bool]:
    """Those that exist, of pairs of `department`, `role` or `person` and an id; and whether they are active."""
    found = {}
    for kind, ids in _by_kind(names):
        column, statement = _EXISTING[kind]
        for row in await conn.execute(statement.where(column.in_(ids))):
            found[kind, row[0]] = bool(row[1])
    return found


async def staffed(conn: AsyncConnection, audiences: Iterable[str], *, besides: Collection[str] = ()) -> frozenset[str]:
    """Those of audiences, `role:pm` for instance, that somebody active belongs to, `besides` these people."""
    others = people.c.id.not_in(sorted(besides)) if besides else true()
    found = set()
    pairs = ((kind, name) for kind, _, name in (audience.partition(":") for audience in audiences))
    for kind, ids in _by_kind(pairs):
        column, statement = _STAFFED[kind]
        found |= {f"{kind}:{row[0]}" for row in await conn.execute(statement.where(column.in_(ids), others))}
    return frozenset(found)


def _by_kind(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """A few statements' worth, however many there are."""
    ids: dict[str, dict[str, None]] = {}
    for kind, name in names:
        ids.setdefault(kind, {})[name] = None
    for kind, known in ids.items():
        listed = sorted(known)
        for start in range(0, len(listed), _AT_ONCE):
            yield kind, listed[start : start + _AT_ONCE]
