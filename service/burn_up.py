"""Done work against all there is to do, read from the log."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from domain.burn_up import WORK, Point, burn_up
from domain.errors import Invalid, NotFound
from domain.events import Event
from domain.launch.views import LaunchView
from domain.plan import Plan
from service.playbooks import Playbooks
from store import events, launches, plans
from store.database import Database

__all__ = ["BurnUp", "BurnUps", "Point"]

MOST_EVENTS = 5000
"""Of the log: what a launch does to its work beyond that is not drawn."""


@dataclass(frozen=True)
class BurnUp:
    """A launch's work as of a moment: now, or when it ended."""

    as_of: datetime
    target_date: date | None
    points: tuple[Point, ...]


@dataclass(frozen=True)
class BurnUps:
    """The use case of burn-ups."""

    database: Database
    playbooks: Playbooks

    async def show(self, key: str) -> BurnUp:
        """How a launch's work grew and got done. Raises NotFound."""
        async with self.database.read() as conn:
            launch, plan = await launches.get(conn, key), await plans.get(conn, key)
            log = await events.of_kinds(conn, key, WORK, limit=MOST_EVENTS)
        if launch is None:
            raise NotFound(f"There is no launch {key}.")
        first = await self._first(launch, plan, log)
        points = await asyncio.to_thread(burn_up, log, first)
        target = date.fromisoformat(launch.target_date) if launch.target_date else None
        return BurnUp(launch.ended_at or datetime.now(UTC), target, points)

    async def _first(self, launch: LaunchView, plan: Plan | None, log: Sequence[Event]) -> Mapping[str, str]:
        """The tasks that it began with: those of its plan, or of the one that its first facts made, if that changed."""
        now = {task.id: task.stage for task in plan.tasks} if plan else {}
        if not any(event.action == "launch.changed" and event.data.get("plan") for event in log):
            return now
        began: dict[str, Any] = next((event.data for event in log if event.action == "launch.started"), {})
        if not began:
            return now
        try:
            made, _ = await self.playbooks.plan(
                began["playbook"], began["tier"], began["facts"], (launch.started_at or datetime.now(UTC)).date()
            )
        except Invalid:  # whom it named is gone: what is there now has to do
            return now
        return {task.id: task.stage for task in made.tasks}
