"""Whether the parts this process needs are there."""

import asyncio
from dataclasses import dataclass

from domain.errors import StoreUnavailable
from service.engine import Engine
from store.database import Database


@dataclass(frozen=True)
class Health:
    """The use cases of health."""

    database: Database
    engine: Engine

    async def ready(self) -> dict[str, str]:
        """`ok` or `down` for each part."""
        database, engine = await asyncio.gather(self._database(), self.engine.answers())
        return {"database": _word(database), "engine": _word(engine)}

    async def _database(self) -> bool:
        try:
            await self.database.ping()
        except StoreUnavailable:
            return False
        return True


def _word(there: bool) -> str:
    return "ok" if there else "down"
