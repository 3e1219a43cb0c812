"""Write the next migration from what changed in the tables: `python -m store.revise "what changes"`.

It is a draft: read it, and make it safe for rows that exist. `python -m store.check_migrations` says when it is whole.
"""

import asyncio
import sys
import tempfile

from alembic import command
from sqlalchemy import Connection

from store.database import Database
from store.migrate import config, head, upgrade


async def revise(message: str) -> None:
    """Compare the tables with a freshly migrated database and write the difference."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/fresh.db"
        await upgrade(url)
        database = Database(url)
        async with database.write() as conn:
            await conn.run_sync(_write, message)
        await database.dispose()


def _write(connection: Connection, message: str) -> None:
    number = int(head() or 0) + 1
    command.revision(config(connection), message=message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(revise(sys.argv[1]))
