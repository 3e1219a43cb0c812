"""Bearer tokens. `people.by_token` tells whose one is."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict, NotFound
from store.cursor import Page, decode, page_of
from store.records import Token
from store.tables import people, tokens


async def add(conn: AsyncConnection, token: Token) -> None:
    """Keep a new token; raises `NotFound` when there is no such person."""
    if await conn.scalar(select(people.c.id).where(people.c.id == token.person)) is None:
        raise NotFound(f"There is no person {token.person}.")
    try:
        await conn.execute(tokens.insert(), vars(token))
    except IntegrityError as error:
        raise Conflict("This token exists already; make another.") from error


async def revoke(conn: AsyncConnection, token_id: str, now: datetime) -> bool:
    """End a token for good; False when there is none such. Revoking it again keeps the first moment."""
    ended = update(tokens).where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
    if (await conn.execute(ended)).rowcount:
        return True
    return await conn.scalar(select(tokens.c.id).where(tokens.c.id == token_id)) is not None


async def of_person(conn: AsyncConnection, person: str, *, cursor: str | None = None, limit: int = 50) -> Page[Token]:
    """Somebody's tokens, by id."""
    statement = select(tokens).where(tokens.c.person == person)
    if cursor is not None:
        statement = statement.where(tokens.c.id > decode(cursor, str)[0])
    rows = (await conn.execute(statement.order_by(tokens.c.id).limit(limit + 1))).mappings().all()
    return page_of(rows, limit, lambda row: Token(**row), lambda row: (row["id"],))
