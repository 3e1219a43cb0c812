"""The database: one pool of connections, and transactions to read or write in."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext
from functools import partial
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.errors import Invalid, SlipwayError, StoreUnavailable
from store import sqlite
from store.direct import Direct

T = TypeVar("T")

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}

_OPTIONS: dict[str, dict[str, Any]] = {
    # As many connections as requests of a busy moment: each is a thread, which costs more to start than to keep.
    "sqlite": {"pool_size": 24, "max_overflow": 16, "connect_args": {"async_creator_fn": sqlite.connect}},
    "postgresql": {
        "pool_size": 10,
        "max_overflow": 10,
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "connect_args": {
            "timeout": 5,
            "command_timeout": 30,
            # Compiling takes longer than any statement here runs.
            "server_settings": {"application_name": "slipway", "jit": "off"},
        },
    },
}

# Connection lost, out of resources, shut down by an operator, and losing to another transaction.
_POSTGRES_AWAY = ("08", "53", "57P", "40001", "40P01")
_POSTGRES_BAD_TEXT = ("22021", "22P05")


class Database:
    """SQLite or PostgreSQL, behind one pool.

    `read` and `write` are the only places where a transaction begins and ends: what runs inside never commits.
    A database that does not answer becomes `StoreUnavailable` here and nowhere else.
    """

    def __init__(self, url: str) -> None:
        """`url` is `sqlite:///path` or `postgresql://…`; the drivers are ours to choose. Connects on first use."""
        address = _with_driver(make_url(url))
        options: dict[str, Any] = {
            "hide_parameters": True,  # errors are logged, and parameters are about people
            "json_serializer": partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
        }
        self.engine: AsyncEngine = create_async_engine(
            address, pool_timeout=5, **options, **_OPTIONS.get(address.get_backend_name(), {})
        )
        event.listen(self.engine.sync_engine, "handle_error", _on_error)
        self._reader = self.engine
        self._turn: AbstractAsyncContextManager[object] = nullcontext()
        self._direct: Direct | None = None
        if address.get_backend_name() == "sqlite":
            sqlite.configure(self.engine.sync_engine)
            # One file has one writer. Ours queue for it here, in order: SQLite lets each of them sleep and try again,
            # and some of them for seconds while others pass.
            self._turn = asyncio.Lock()
            patient, instant = [create_engine(address.set(drivername="sqlite"), **options) for _ in range(2)]
            for engine, patience_ms in ((patient, sqlite.PATIENCE_MS), (instant, 0)):
                event.listen(engine, "handle_error", _on_error)
                sqlite.configure(engine, patience_ms)
            self._direct = Direct(patient, instant, self._turn)
        else:
            # A read sees one moment, however many statements it takes, as it does on SQLite.
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._glancer = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = self.engine.execution_options(writes=True)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction to read in: everything in it is seen as of one moment."""
        return _transaction(self._reader, nullcontext())

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction to write in: committed at the end, rolled back when an exception leaves it.

        Never begin a second one inside it: on SQLite that waits for itself.
        """
        return _transaction(self._writer, self._turn)

    async def glance(self, job: Callable[[Connection], T]) -> T:
        """Find a few rows by their keys, with one statement, on the shortest way there is."""
        if self._direct is not None:
            return await self._direct.glance(job)
        return await self.look(job)

    async def look(self, job: Callable[[Connection], T]) -> T:
        """Read with one statement, however long that takes."""
        if self._direct is not None:
            return await self._direct.read(job)
        async with _transaction(self._glancer, nullcontext()) as conn:
            return await conn.run_sync(job)

    async def together(self, job: Callable[[Connection], T]) -> T:
        """Run a job in a transaction that it may share with others of this moment, and answer once it is committed.

        The job may run twice, when another one fails: it must do the same the second time.
        """
        if self._direct is not None:
            return await self._direct.write(job)
        async with self.write() as conn:
            return await conn.run_sync(job)

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Every engine that statements go through, to trace them."""
        direct = (self._direct.engine, self._direct.instant) if self._direct else ()
        return (self.engine.sync_engine, *direct)

    async def ping(self) -> None:
        """Raise `StoreUnavailable` unless the database answers."""
        async with self.read() as conn:
            await conn.execute(text("SELECT 1"))

    async def dispose(self) -> None:
        """Close every connection."""
        if self._direct is not None:
            await asyncio.to_thread(self._direct.dispose)
        await self.engine.dispose()


def _with_driver(url: URL) -> URL:
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


@asynccontextmanager
async def _transaction(
    engine: AsyncEngine, turn: AbstractAsyncContextManager[object]
) -> AsyncIterator[AsyncConnection]:
    async with turn, aclosing(await _connect(engine)) as connection, connection.begin():
        yield connection


async def _connect(engine: AsyncEngine) -> AsyncConnection:
    try:
        return await engine.connect()
    except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StoreUnavailable from error


def _on_error(context: ExceptionContext) -> BaseException | None:
    """Say in our words what went wrong with a statement; None leaves it as it is."""
    if context.is_pre_ping:
        return None  # the pool found a dead connection and is about to make another
    return _refusal(context.original_exception, context.is_disconnect)


def _refusal(error: BaseException, is_disconnect: bool) -> SlipwayError | None:
    if not isinstance(error, Exception):
        return None  # a cancelled task stays cancelled, though it does cost the connection
    if is_disconnect or isinstance(error, OSError):
        return StoreUnavailable()
    if isinstance(error, sqlite3.Error):
        return StoreUnavailable() if sqlite.is_away(error) else None
    if _has_cause(error, UnicodeEncodeError):
        return Invalid("Text must be valid Unicode, without lone surrogates.")
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith(_POSTGRES_AWAY):
        return StoreUnavailable()
    if state in _POSTGRES_BAD_TEXT:
        return Invalid("Text must not contain the character NUL.")
    return None


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__
    return error is not None
