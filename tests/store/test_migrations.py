"""From nothing to the present schema."""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from store import people
from store.check_migrations import differences
from store.database import Database
from store.migrate import current, head, is_current, upgrade
from store.tables import metadata
from tests.support.databases import Prepare


@pytest.fixture(scope="session")
def database_schema() -> Prepare | None:
    """Empty databases, here."""
    return None


async def test_migrations_match_the_tables(database_url: str) -> None:
    """What autogenerate would add to a freshly migrated database: nothing."""
    assert await differences(database_url) == []


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    """A database knows where it is."""
    assert await current(database_url) is None
    assert not await is_current(database_url)

    for _ in range(2):
        await upgrade(database_url)
        assert await current(database_url) == head()
        assert await is_current(database_url)


async def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    """One does it, the others find it done."""
    await asyncio.gather(*(upgrade(database_url) for _ in range(4)))

    assert await is_current(database_url)


async def test_it_works_from_anywhere(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is looked for where the process happens to stand."""
    monkeypatch.chdir(tmp_path)
    await upgrade(sqlite_url)
    assert os.listdir(tmp_path) == []

    database = Database(sqlite_url)
    async with database.read() as conn:
        names = set(await conn.run_sync(lambda sync: inspect(sync).get_table_names()))
    await database.dispose()
    assert names == {*metadata.tables, "alembic_version"}


async def test_whoever_was_known_before_is_found_by_their_words(database_url: str) -> None:
    """The words of people are of a later day than people."""
    await upgrade(database_url, "0012")
    database = Database(database_url)
    async with database.write() as conn:
        await conn.execute(
            text(
                "INSERT INTO people (id, name, email, timezone, active) VALUES "
                "('ada', 'Ada Lovelace', 'ada@slipway.example', 'UTC', true)"
            )
        )

    await upgrade(database_url)

    async with database.read() as conn:
        assert [one.id for one in await people.beginning(conn, "love", limit=8)] == ["ada"]
    await database.dispose()
