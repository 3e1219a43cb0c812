"""Bring a database to the present schema, from Python: no `alembic.ini`, no working directory."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.database import Database

_SCRIPTS = Path(__file__).parent / "migrations"

# Any number will do, as long as every Slipway takes the same one.
_LOCK = 0x5117_3A17


async def upgrade(url: str, revision: str = "head") -> None:
    """Migrate; several processes may do so at once, and all but one find nothing left to do."""
    database = Database(url)
    try:
        async with database.write() as conn:
            if database.dialect == "postgresql":
                await conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await conn.run_sync(_upgrade, revision)
    finally:
        await database.dispose()


async def current(url: str) -> str | None:
    """The revision a database is at; None when it was never migrated."""
    database = Database(url)
    try:
        async with database.read() as conn:
            return await conn.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    finally:
        await database.dispose()


async def is_current(url: str) -> bool:
    """Whether there is nothing to migrate."""
    return await current(url) == head()


def head() -> str | None:
    """The revision that the tables in this code have."""
    return ScriptDirectory.from_config(config()).get_current_head()


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; migrations run on `connection`, in its transaction."""
    made = Config(attributes={"connection": connection})
    # Config files interpolate: a percent sign in the path must be doubled.
    made.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(config(connection), revision)
