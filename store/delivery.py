"""How a batch reaches the read model, whoever brings it."""

from domain.launch.views import Batch
from store.database import Database
from store.projection import apply, is_projected


async def deliver(database: Database, batch: Batch) -> None:
    """Apply a batch unless somebody else has.

    A door and the workflow's own activity both deliver what a command did. Whoever comes second finds that out by
    reading, and never queues for the right to write.
    """
    async with database.read() as conn:
        if await is_projected(conn, batch):
            return
    async with database.write() as conn:
        await apply(conn, batch)
