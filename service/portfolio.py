"""All launches side by side: where they stand, how far they are, and what they may be looked for by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from domain.launch.views import LaunchView
from store import launches
from store.database import Database

MOST_STANDING = 1000
"""Launches that are arranged by stage; of those beyond, nothing is counted."""

UNDER_WAY = ("running", "held")


@dataclass(frozen=True)
class Column:
    """A stage with the launches that stand in it."""

    stage: str
    """Empty for launches between stages, or at their end."""
    title: str
    shown: tuple[LaunchView, ...]
    more: int
    """How many stand there besides."""


@dataclass(frozen=True)
class Board:
    """Launches by stage. One that is in two stages at once stands in both."""

    columns: tuple[Column, ...]
    launches: int
    whole: bool
    """Whether all were counted."""


@dataclass(frozen=True)
class Portfolio:
    """The use cases of many launches at once."""

    database: Database

    async def board(self, *, per_stage: int = 20, states: Collection[str] = UNDER_WAY, **filters: Any) -> Board:
        """Launches under way, or in these states, by the stages they stand in. `filters` are those of the list."""
        async with self.database.read() as conn:
            found = await launches.standing(conn, limit=MOST_STANDING + 1, states=states, **filters)
            standing = found[:MOST_STANDING]
            stages: dict[str, list[str]] = {}
            for key, active in standing:
                for stage in active or ("",):
                    stages.setdefault(stage, []).append(key)
            shown = {key for keys in stages.values() for key in keys[:per_stage]}
            views = await launches.some(conn, shown)
        columns = tuple(
            Column(
                stage,
                title,
                tuple(views[key] for key in stages[stage][:per_stage] if key in views),
                max(0, len(stages[stage]) - per_stage),
            )
            for stage, title in _in_order(stages, views.values())
        )
        return Board(columns, len(standing), len(found) <= MOST_STANDING)

    async def progress(self, keys: Collection[str]) -> Mapping[str, tuple[int, int]]:
        """For each of these launches, how many of how many tasks are done."""
        async with self.database.read() as conn:
            return await launches.progress(conn, keys)

    async def products(self) -> tuple[str, ...]:
        """The products that have launches, in order; the first hundred."""
        async with self.database.read() as conn:
            return await launches.known(conn, "product")

    async def owners(self) -> tuple[str, ...]:
        """The ids of people who own launches; the first hundred."""
        async with self.database.read() as conn:
            return await launches.known(conn, "owner")


def _in_order(stages: Collection[str], views: Collection[LaunchView]) -> list[tuple[str, str]]:
    """Stages as they follow each other in most launches, with their titles; what is in none comes last."""
    places: dict[str, list[float]] = {}
    titles: dict[str, str] = {}
    for view in views:
        for place, stage in enumerate(view.stages):
            places.setdefault(stage.id, []).append((place + 1) / len(view.stages))
            titles.setdefault(stage.id, stage.title)

    def place_of(stage: str) -> tuple[bool, float, str]:
        known = places.get(stage, [1.0])
        return not stage, sum(known) / len(known), stage

    return [(stage, titles.get(stage, "")) for stage in sorted(stages, key=place_of)]
