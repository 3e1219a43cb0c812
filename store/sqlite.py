"""How SQLite is spoken to: a connection's settings, its transactions, and fewer trips to its thread.

`aiosqlite` runs each call of the driver on a thread of the connection, and SQLAlchemy makes four calls a statement
(open a cursor, execute, fetch, close). Going there once for all of them halves what a statement costs.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy import Connection, Engine, event

PATIENCE_MS = 5000
"""How long a statement waits for somebody else who writes."""
_PRAGMAS = (f"busy_timeout={PATIENCE_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")

_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
    }
)


def configure(engine: Engine, patience_ms: int = PATIENCE_MS) -> None:
    """Make every connection of an engine one of ours."""
    event.listen(engine, "connect", partial(_on_connect, patience_ms))
    event.listen(engine, "begin", _on_begin)


def is_away(error: sqlite3.Error) -> bool:
    """Whether the file cannot be used right now, as opposed to a mistake of ours."""
    # The low byte is the primary code; the others say more exactly why.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in _AWAY


def connect(database: str, **options: Any) -> "OneTripConnection":
    """Stands in for `aiosqlite.connect`."""
    made = OneTripConnection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    # As SQLAlchemy does for connections it makes: one that was forgotten must not keep the process alive.
    made._thread.daemon = True
    return made


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors go to its thread once a statement. They cannot stream."""

    async def cursor(self) -> "OneTripCursor":  # type: ignore[override]  # has what SQLAlchemy uses of a cursor
        """Make a cursor; costs nothing."""
        return OneTripCursor(self)

    settled = True
    """Whether the last statement has come back. One that was cancelled may still begin a transaction."""

    async def rollback(self) -> None:
        """Roll back, if there is anything to: the pool asks for it each time it gets a connection back."""
        if self.in_transaction or not self.settled:
            await super().rollback()
            self.settled = True


class OneTripCursor:
    """A cursor that has fetched every row by the time `execute` returns."""

    def __init__(self, connection: OneTripConnection) -> None:
        """Belongs to `connection`."""
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.lastrowid: int | None = -1
        self.rowcount = -1

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement and fetch what it gives."""
        await self._on_thread(lambda cursor: cursor.execute(operation, parameters))

    async def executemany(self, operation: str, parameters: Sequence[Any]) -> None:
        """Run a statement for each set of parameters."""
        await self._on_thread(lambda cursor: cursor.executemany(operation, parameters))

    async def fetchall(self) -> list[Any]:
        """Every row."""
        return self._rows

    async def close(self) -> None:
        """Nothing is left open."""

    async def _on_thread(self, statement: Callable[[sqlite3.Cursor], object]) -> None:
        self._connection.settled = False
        await self._connection._execute(self._run, statement)  # type: ignore[no-untyped-call]  # it is private
        self._connection.settled = True

    def _run(self, statement: Callable[[sqlite3.Cursor], object]) -> None:
        cursor = self._connection._conn.cursor()
        try:
            statement(cursor)
            self._rows = cursor.fetchall()
            self.description, self.lastrowid, self.rowcount = cursor.description, cursor.lastrowid, cursor.rowcount
        finally:
            cursor.close()


def _on_connect(patience_ms: int, connection: Any, _record: object) -> None:
    """Take transactions out of the driver's hands: it would begin them late, and as readers."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (*_PRAGMAS, f"busy_timeout={patience_ms}"):  # setting up waits in any case
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    """Let a writer take the lock at once: a reader that turns into a writer may find it cannot."""
    options = connection.get_execution_options()
    if not options.get("glances", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")
