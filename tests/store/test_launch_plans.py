"""The plans that launches run on, in the tables."""

from dataclasses import replace

from domain.launch.views import Batch
from store import plans
from store.database import Database
from store.projection import project
from tests.store.factories import batch, launch_view
from tests.unit.launch.plans import BRANCHES

OLD, NEW = BRANCHES, replace(BRANCHES, tier="T1")


def _at(seq: int, **parts: object) -> Batch:
    return batch(launch_view(seq=seq), **parts)


async def test_a_plan_survives_the_round_trip(database: Database) -> None:
    """What was projected is what comes back, calendars and criteria included; a stranger has none."""
    async with database.write() as conn:
        await project(conn, _at(1, plan=OLD))
    async with database.read() as conn:
        assert await plans.get(conn, "AUR-1") == OLD
        assert await plans.get(conn, "BOR-1") is None


async def test_the_newest_plan_wins_in_any_order(database: Database) -> None:
    """An older batch after a newer one changes nothing, nor does one without a plan."""
    async with database.write() as conn:
        for one in (_at(3, plan=NEW), _at(1, plan=OLD), _at(4), _at(3, plan=NEW)):
            await project(conn, one)
    async with database.read() as conn:
        assert await plans.get(conn, "AUR-1") == NEW
