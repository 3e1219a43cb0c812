"""Comparing the read model with the arbiters, launch by launch."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from time import monotonic
from typing import Any

from domain.errors import NotFound
from domain.launch.state import ENDED
from domain.launch.views import Batch, EvidenceView, GateView, RequestView, TaskView
from service.engine import Engine
from store import launches
from store.database import Database
from store.projection import repair

PATIENCE = 3.0
"""Seconds that the read model may lag behind before that counts as a difference."""


@dataclass(frozen=True)
class Difference:
    """One thing that the read model has otherwise than the workflow; None means it has none."""

    launch: str
    what: str
    stored: Any
    actual: Any


@dataclass(frozen=True)
class Reconciler:
    """Finds differences, and mends them on demand."""

    database: Database
    engine: Engine
    patience: float = PATIENCE

    async def differences(self, *, mend: bool = False) -> AsyncIterator[Difference]:
        """Every difference there is. With `mend`, the workflow's word is written into the read model.

        Launches that the engine no longer keeps are read from the read model alone and cannot be compared.
        """
        seen = set()
        async for key in self._keys():
            seen.add(key)
            for difference in await self._compare(key, mend):
                yield difference
        async for key in self.engine.running():
            if key not in seen:
                for difference in await self._compare(key, mend):
                    yield difference

    async def _keys(self) -> AsyncIterator[str]:
        after = ""
        while True:
            async with self.database.read() as conn:
                page = await launches.keys(conn, after=after)
            if not page:
                return
            for key in page:
                yield key
            after = page[-1]

    async def _compare(self, key: str, mend: bool) -> list[Difference]:
        """What stays different however often one looks, for a while: what merely lags behind catches up."""
        deadline = monotonic() + self.patience
        found, actual = await self._look(key)
        while found and monotonic() < deadline:
            await asyncio.sleep(0.05)
            still = {difference.what for difference in found}
            again, actual = await self._look(key)
            found = [difference for difference in again if difference.what in still]
        if found and mend and actual is not None:
            async with self.database.write() as conn:
                await repair(conn, actual)
        return found

    async def _look(self, key: str) -> tuple[list[Difference], Batch | None]:
        """The differences of this moment, and what the workflow answers."""
        async with self.database.read() as conn:
            stored = await launches.snapshot(conn, key)
        try:
            actual = await self.engine.snapshot(key)
        except NotFound:
            ended = stored is not None and stored.launch.state in ENDED
            return [] if ended else [Difference(key, "workflow", "under way", None)], None
        return _differ(key, stored, actual), actual


def _differ(key: str, stored: Batch | None, actual: Batch) -> list[Difference]:
    if stored is None:
        return [Difference(key, "launch", None, actual.launch.seq)]
    before, after = _flat(stored), _flat(actual)
    return [
        Difference(key, what, before.get(what), after.get(what))
        for what in sorted({*before, *after})
        if before.get(what) != after.get(what)
    ]


def _flat(batch: Batch) -> dict[str, Any]:
    """Every field of every view by its path."""
    whole = replace(batch, events=())
    found: dict[str, Any] = {f"launch.{name}": value for name, value in asdict(whole.launch).items()}
    views: tuple[TaskView | GateView | EvidenceView | RequestView, ...]
    views = (*whole.tasks, *whole.gates, *whole.evidence, *whole.requests)
    for view in views:
        found |= {f"{view.id}.{name}": value for name, value in asdict(view).items()}
    return found | {f"plan.{name}": value for name, value in (asdict(batch.plan) if batch.plan else {}).items()}
