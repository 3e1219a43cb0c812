"""Transactions, what goes wrong with them, and what they are told."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from domain.errors import Invalid, StoreUnavailable
from store import launches
from store.database import Database
from store.projection import project
from store.tables import commands, launch_keys
from store.types import FAR, AwareDateTime
from tests.store.factories import NOON, batch, launch_view
from tests.support.eventually import eventually


async def count(database: Database) -> int:
    """How many rows the tests below have left."""
    async with database.read() as conn:
        return len((await conn.execute(select(launch_keys))).all())


async def test_an_exception_takes_everything_back(database: Database) -> None:
    """A write happens whole or not at all."""

    async def change_my_mind() -> None:
        async with database.write() as conn:
            await conn.execute(launch_keys.insert(), {"prefix": "AUR", "last_number": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await change_my_mind()

    assert await count(database) == 0


async def test_a_read_sees_one_moment(database: Database) -> None:
    """What others commit meanwhile does not tear what is being read."""
    async with database.read() as conn:
        before = (await conn.execute(select(launch_keys))).all()
        async with database.write() as other:
            await other.execute(launch_keys.insert(), {"prefix": "AUR", "last_number": 1})
        assert (await conn.execute(select(launch_keys))).all() == before

    assert await count(database) == 1


async def test_writers_wait_for_each_other(database: Database) -> None:
    """Twenty that read before they write all succeed; none finds the database locked."""

    async def one(number: int) -> None:
        async with database.write() as conn:
            await conn.execute(select(launch_keys))
            await conn.execute(launch_keys.insert(), {"prefix": f"P{number}", "last_number": number})

    await asyncio.gather(*(one(number) for number in range(20)))

    assert await count(database) == 20


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=-8))),
        datetime(1970, 1, 1, tzinfo=UTC),
        FAR,
    ],
)
async def test_a_moment_comes_back_in_utc(database: Database, moment: datetime) -> None:
    """To the microsecond, and aware."""
    async with database.write() as conn:
        await conn.execute(
            commands.insert(),
            {
                "person": "pia",
                "key": "k",
                "fingerprint": "",
                "status": 200,
                "content_type": "",
                "headers": {},
                "body": b"",
                "created_at": moment,
            },
        )
        found = await conn.scalar(select(commands.c.created_at).where(commands.c.created_at == moment))

    assert found == moment
    assert found.tzinfo is UTC


async def test_a_naive_moment_is_refused(database: Database) -> None:
    """Nobody could tell what it means."""
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="naive"):
        async with database.read() as conn:
            await conn.execute(select(commands).where(commands.c.created_at == naive))


def test_nothing_is_nothing() -> None:
    """NULL stays NULL on the way in and out."""
    kind = AwareDateTime()
    assert kind.process_bind_param(None, sqlite.dialect()) is None
    assert kind.process_result_value(None, sqlite.dialect()) is None


async def test_half_a_character_is_invalid(database: Database) -> None:
    """It is the input's fault, not the store's."""
    with pytest.raises(Invalid, match="Text must"):
        async with database.write() as conn:
            await project(conn, batch(launch_view(title="half a character \ud83d")))


async def test_a_nul_is_invalid_on_postgresql(postgres_url: str) -> None:
    """SQLite does hold one."""
    database = Database(postgres_url)
    with pytest.raises(Invalid, match="Text must"):
        async with database.write() as conn:
            await project(conn, batch(launch_view(title="a NUL \0 inside")))
    await database.dispose()


async def test_a_mistake_in_sql_is_not_an_outage(database: Database) -> None:
    """Trying again would not help, so it stays what it is."""
    with pytest.raises(Exception, match="no_such_table") as caught:
        async with database.read() as conn:
            await conn.execute(text("SELECT * FROM no_such_table"))
    assert not isinstance(caught.value, StoreUnavailable)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////no/such/directory/slipway.db",
        "postgresql://slipway@127.0.0.1:1/slipway",
    ],
)
async def test_a_database_that_does_not_answer(url: str) -> None:
    """Says so in our words, for reading and writing alike."""
    database = Database(url)
    with pytest.raises(StoreUnavailable):
        await database.ping()
    for transaction in (database.read, database.write):
        with pytest.raises(StoreUnavailable):
            async with transaction() as conn:
                await launches.get(conn, "AUR-1")
    await database.dispose()


async def test_a_database_that_went_away(postgres_url: str) -> None:
    """A connection cut in the middle is an outage too; the next transaction gets a new one."""
    database, other = Database(postgres_url), Database(postgres_url)

    async def be_cut_off() -> None:
        async with database.write() as conn:
            mine = await conn.scalar(text("SELECT pg_backend_pid()"))
            async with other.write() as killer:
                await killer.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
            await launches.get(conn, "AUR-1")

    with pytest.raises(StoreUnavailable):
        await be_cut_off()

    async with database.read() as conn:
        assert await launches.get(conn, "AUR-1") is None
    await database.dispose()
    await other.dispose()


async def test_a_connection_that_was_cut_while_idle(postgres_url: str) -> None:
    """Is noticed before it is used, and nobody hears of it: so a database may restart between two requests."""
    database, other = Database(postgres_url), Database(postgres_url)
    async with database.read() as conn:
        mine = await conn.scalar(text("SELECT pg_backend_pid()"))
    async with other.write() as killer:
        await killer.execute(text("SELECT pg_terminate_backend(:mine, 5000)"), {"mine": mine})

    await database.ping()
    await database.dispose()
    await other.dispose()


async def test_a_file_that_stays_locked(sqlite_url: str) -> None:
    """Whoever waits in vain for the lock is told to try again."""
    database, other = Database(sqlite_url), Database(sqlite_url)
    async with other.write(), other.read():
        async with database.read() as conn:
            await conn.execute(text("PRAGMA busy_timeout=1"))
        with pytest.raises(StoreUnavailable):
            async with database.write():
                pytest.fail("two writers at once")
    await database.dispose()
    await other.dispose()


async def test_a_file_that_somebody_else_writes(sqlite_url: str) -> None:
    """What is to be written waits on a thread; who only reads is answered meanwhile, and sees what was before."""
    database, other = Database(sqlite_url), Database(sqlite_url)
    async with database.write() as conn:
        await conn.execute(launch_keys.insert(), {"prefix": "AUR", "last_number": 1})
    count = select(func.count()).select_from(launch_keys)

    async with other.write():
        waiting = asyncio.create_task(
            database.together(lambda conn: conn.execute(launch_keys.insert(), {"prefix": "BOR", "last_number": 1}))
        )
        for _ in range(20):
            assert await database.glance(lambda conn: conn.scalar(count)) == 1
            await asyncio.sleep(0)
        assert not waiting.done()
    await waiting

    assert await database.glance(lambda conn: conn.scalar(count)) == 2
    await database.dispose()
    await other.dispose()


async def test_giving_up_the_wait_for_the_lock(sqlite_url: str) -> None:
    """Whoever is cancelled while waiting does not get the lock later and keep it."""
    database, other = Database(sqlite_url), Database(sqlite_url)

    async def wait() -> None:
        async with database.write():
            pytest.fail("two writers at once")

    async with other.write():
        waiting = asyncio.create_task(wait())
        await eventually(lambda: database.engine.pool.checkedout() == 1)  # type: ignore[attr-defined]  # a queue pool's
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    async with other.write() as conn:
        await conn.execute(launch_keys.insert(), {"prefix": "AUR", "last_number": 1})
    async with database.write() as conn:
        await conn.execute(launch_keys.insert(), {"prefix": "BOR", "last_number": 1})
    await database.dispose()
    await other.dispose()


async def test_ping(database: Database) -> None:
    """A database that answers says nothing."""
    await database.ping()


async def test_sqlite_is_set_up_for_several_processes(sqlite_url: str) -> None:
    """Readers don't wait for the writer, and rows that others point at stay."""
    database = Database(sqlite_url)
    async with database.read() as conn:
        found = {name: await conn.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")}
    await database.dispose()

    assert found == {"journal_mode": "wal", "foreign_keys": 1}


def test_making_one_touches_nothing(tmp_path: Path) -> None:
    """It connects on first use."""
    Database(f"sqlite:///{tmp_path}/slipway.db")
    assert not list(tmp_path.iterdir())
