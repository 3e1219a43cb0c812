"""Keys of launches: `AUR-12` is the twelfth with the prefix `AUR`."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import key_reservations, launch_keys
from store.upsert import insert_missing, on_conflict

_COUNT_UP = on_conflict(launch_keys, "DO UPDATE SET last_number = launch_keys.last_number + 1").returning(
    launch_keys.c.last_number
)


async def reserve(conn: AsyncConnection, prefix: str, person: str, command_key: str) -> str:
    """The next key, for good; the same one again for the same person and idempotency key.

    Numbers grow but may have gaps, where two requests raced under one idempotency key.
    """
    kept = select(key_reservations.c.launch).where(
        key_reservations.c.person == person, key_reservations.c.command_key == command_key
    )
    found: str | None = await conn.scalar(kept)
    if found is not None:
        return found
    mine = f"{prefix}-{await _next_number(conn, prefix)}"
    row = {"person": person, "command_key": command_key, "launch": mine}
    await conn.execute(insert_missing(key_reservations), row)
    theirs: str | None = await conn.scalar(kept)
    return theirs or mine


async def _next_number(conn: AsyncConnection, prefix: str) -> int:
    """Count up; the row's lock lasts until the transaction ends."""
    number: int = (await conn.execute(_COUNT_UP, {"prefix": prefix, "last_number": 1})).scalar_one()
    return number
