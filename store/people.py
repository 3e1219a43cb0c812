"""People, departments and roles."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, delete, func, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict
from store.cursor import Page, decode, page_of
from store.records import Authority, Department, Organisation, Person, Role
from store.spelling import looked_up_by, words
from store.tables import departments, people, person_departments, person_roles, person_words, roles, tokens
from store.upsert import insert_missing, insert_or_replace

_SEPARATOR = "\n"

_MOST_WORDS = 4
"""Of what is looked for."""

LAST = "\U0010ffff"
"""Comes after whatever may follow in a text."""

_DEPARTMENTS = (
    select(func.aggregate_strings(person_departments.c.department, _SEPARATOR))
    .where(person_departments.c.person == people.c.id)
    .scalar_subquery()
    .label("departments")
)
_ROLES = (
    select(func.aggregate_strings(person_roles.c.role, _SEPARATOR))
    .where(person_roles.c.person == people.c.id)
    .scalar_subquery()
    .label("roles")
)
_PERSON = select(people, _DEPARTMENTS, _ROLES)

# Every request begins with this one, so it is built once.
BY_TOKEN = _PERSON.join_from(people, tokens, tokens.c.person == people.c.id).where(
    tokens.c.hash == bindparam("hash"),
    tokens.c.revoked_at.is_(None),
    or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > bindparam("now")),
    people.c.active,
)


async def put(conn: AsyncConnection, organisation: Organisation) -> None:
    """Put departments, roles and people in place; those not named stay as they are.

    The memberships of each person named become exactly the ones given. Raises `Conflict` when an email address is
    somebody else's, or a department, role or manager does not exist.
    """
    try:
        await _replace(conn, departments, [{"id": one.id, "title": one.title} for one in organisation.departments])
        await _replace(conn, roles, [{"id": one.id, "title": one.title} for one in organisation.roles])
        await _put_people(conn, organisation.people)
    except IntegrityError as error:
        raise Conflict(
            "The organisation does not fit together: an email address is taken, or a department, role or manager "
            "that somebody has does not exist."
        ) from error


async def _put_people(conn: AsyncConnection, named: Collection[Person]) -> None:
    if not named:
        return
    unknown = {one.manager for one in named} - {None} - {one.id for one in named}
    if unknown:
        known = set(await conn.scalars(select(people.c.id).where(people.c.id.in_(sorted(unknown, key=str)))))
        if unknown - known:
            raise Conflict(f"There is no such manager: {', '.join(sorted(map(str, unknown - known)))}.")
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "email": one.email.lower(),
            "timezone": one.timezone,
            "active": one.active,
            "manager": one.manager,
        }
        for one in named
    ]
    await _replace(conn, people, rows)
    ids = [one.id for one in named]
    for table, memberships in (
        (person_departments, [{"person": one.id, "department": it} for one in named for it in one.departments]),
        (person_roles, [{"person": one.id, "role": it} for one in named for it in one.roles]),
        (person_words, [{"person": one.id, "word": it} for one in named for it in looked_up_by(one.id, one.name)]),
    ):
        await conn.execute(delete(table).where(table.c.person.in_(ids)))
        if memberships:
            await conn.execute(insert_missing(table), memberships)


async def _replace(conn: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        await conn.execute(insert_or_replace(table), rows)


async def get(conn: AsyncConnection, person: str) -> Person | None:
    """One person, active or not, or None."""
    row = (await conn.execute(_PERSON.where(people.c.id == person))).mappings().first()
    return None if row is None else build(row)


async def by_email(conn: AsyncConnection, email: str) -> Person | None:
    """The active person with this address, in any letter case."""
    row = (await conn.execute(_PERSON.where(people.c.email == email.lower(), people.c.active))).mappings().first()
    return None if row is None else build(row)


async def several(conn: AsyncConnection, ids: Collection[str]) -> dict[str, Person]:
    """These people, active or not, by id; whoever is unknown is left out."""
    if not ids:
        return {}
    rows = (await conn.execute(_PERSON.where(people.c.id.in_(sorted(ids))))).mappings()
    return {row["id"]: build(row) for row in rows}


async def some(conn: AsyncConnection, ids: Collection[str]) -> dict[str, Person]:
    """Those of these people who are active, by id."""
    statement = _PERSON.where(people.c.id.in_(sorted(ids)), people.c.active)
    return {row["id"]: build(row) for row in (await conn.execute(statement)).mappings()} if ids else {}


async def authority(conn: AsyncConnection, person: str) -> Authority:
    """What this person may act as now; nothing when they are unknown or no longer active."""
    found = await get(conn, person)
    if found is None or not found.active:
        return Authority()
    return Authority(found.departments, found.roles)


def by_token(conn: Connection, token_hash: str, now: datetime) -> Person | None:
    """Whom a token identifies, with their authority; None when it is unknown, expired, revoked, or they left."""
    row = conn.execute(BY_TOKEN, {"hash": token_hash, "now": now}).mappings().first()
    return None if row is None else build(row)


async def page(
    conn: AsyncConnection,
    *,
    department: str | None = None,
    role: str | None = None,
    active: bool | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Person]:
    """People by name."""
    statement = _PERSON
    if department is not None:
        statement = _in_department(statement, department)
    if role is not None:
        statement = _in_role(statement, role)
    if active is not None:
        statement = statement.where(people.c.active.is_(active))
    if cursor is not None:
        last = tuple_(*decode(cursor, str, str), types=[people.c.name.type, people.c.id.type])
        statement = statement.where(tuple_(people.c.name, people.c.id) > last)
    statement = statement.order_by(people.c.name, people.c.id).limit(limit + 1)
    rows = (await conn.execute(statement)).mappings().all()
    return page_of(rows, limit, build, lambda row: (row["name"], row["id"]))


async def beginning(conn: AsyncConnection, start: str, *, limit: int) -> tuple[Person, ...]:
    """The active people of whose name or id some word begins so, by name; of several words, each must."""
    asked, statement = words(start)[:_MOST_WORDS], _PERSON.where(people.c.active)
    if not asked:
        return ()
    for word in asked:
        begun = select(person_words.c.person).where(person_words.c.word >= word, person_words.c.word < word + LAST)
        statement = statement.where(people.c.id.in_(begun))
    rows = (await conn.execute(statement.order_by(people.c.name, people.c.id).limit(limit))).mappings()
    return tuple(build(row) for row in rows)


async def candidates(conn: AsyncConnection, audience: str) -> tuple[Person, ...]:
    """The active people an inbox entry is addressed to: of `person:<id>`, `role:<id>` or `department:<id>`.

    `named:<id>` is whichever of a role, a department or a person has that id.
    """
    kind, _, name = audience.partition(":")
    if kind == "named":
        kind = await _kind_of(conn, name)
    statement = _PERSON.where(people.c.active)
    if kind == "role":
        statement = _in_role(statement, name)
    elif kind == "department":
        statement = _in_department(statement, name)
    else:
        statement = statement.where(people.c.id == name)
    rows = (await conn.execute(statement.order_by(people.c.name, people.c.id))).mappings()
    return tuple(build(row) for row in rows)


async def _kind_of(conn: AsyncConnection, name: str) -> str:
    for kind, table in (("role", roles), ("department", departments)):
        if await conn.scalar(select(table.c.id).where(table.c.id == name)) is not None:
            return kind
    return "person"


async def all_departments(conn: AsyncConnection) -> tuple[Department, ...]:
    """Every department, by id."""
    rows = await conn.execute(select(departments.c.id, departments.c.title).order_by(departments.c.id))
    return tuple(Department(*row) for row in rows)


async def all_roles(conn: AsyncConnection) -> tuple[Role, ...]:
    """Every role, by id."""
    rows = await conn.execute(select(roles.c.id, roles.c.title).order_by(roles.c.id))
    return tuple(Role(*row) for row in rows)


def _in_department(statement: Select[Any], department: str) -> Select[Any]:
    members = select(person_departments.c.person).where(person_departments.c.department == department)
    return statement.where(people.c.id.in_(members))


def _in_role(statement: Select[Any], role: str) -> Select[Any]:
    holders = select(person_roles.c.person).where(person_roles.c.role == role)
    return statement.where(people.c.id.in_(holders))


def build(row: RowMapping) -> Person:
    """The person in a row of this module's statements."""
    return Person(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        timezone=row["timezone"],
        active=row["active"],
        manager=row["manager"],
        departments=_split(row["departments"]),
        roles=_split(row["roles"]),
    )


def _split(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(joined.split(_SEPARATOR))) if joined else ()
