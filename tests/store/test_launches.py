"""Finding launches."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from store import launches
from store.database import Database
from store.migrate import upgrade
from store.projection import project
from tests.store.factories import NOON, batch, launch_view, task_view
from tests.support.databases import Databases


@pytest.fixture(scope="module")
async def fleet(server: Databases) -> AsyncIterator[Database]:
    """Five launches, of which the one with the greatest number changed last."""
    url = await server.fresh(upgrade)
    database = Database(url)
    views = (
        launch_view("AUR-1", title="Aurora", tier="T1"),
        launch_view(
            "AUR-2",
            title="Aurora für Österreich",
            state="held",
            health="held",
            playbook="express@2",
            target_date="2026-12-01",
        ),
        launch_view("BOR-3", title="Borealis", product="borealis", active_stages=("design", "marketing")),
        launch_view(
            "BOR-4", title="100% Borealis_x", owner="oli", state="finished", active_stages=(), target_date=None
        ),
        launch_view("BOR-5", title="Zenith", owner="oli"),
    )
    async with database.write() as conn:
        for number, view in enumerate(views):
            moment = NOON + timedelta(seconds=number)
            await project(conn, batch(replace(view, updated_at=moment)))
    yield database
    await database.dispose()
    await server.drop(url)


async def find(database: Database, limit: int = 50, **filters: Any) -> list[str]:
    """Keys, page by page."""
    found: list[str] = []
    cursor = None
    while True:
        async with database.read() as conn:
            page = await launches.page(conn, cursor=cursor, limit=limit, **filters)
        found += [view.key for view in page.items]
        if page.next is None:
            return found
        cursor = page.next


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        pytest.param({}, ["BOR-5", "BOR-4", "BOR-3", "AUR-2", "AUR-1"], id="last changed first"),
        pytest.param({"states": ["running"]}, ["BOR-5", "BOR-3", "AUR-1"], id="one state"),
        pytest.param({"states": ["held", "finished"]}, ["BOR-4", "AUR-2"], id="several states"),
        pytest.param({"owner": "oli"}, ["BOR-5", "BOR-4"], id="owner"),
        pytest.param({"tier": "T1"}, ["AUR-1"], id="tier"),
        pytest.param({"health": "held"}, ["AUR-2"], id="health"),
        pytest.param({"product": "borealis"}, ["BOR-3"], id="product"),
        pytest.param({"playbook": "express"}, ["AUR-2"], id="playbook, any version"),
        pytest.param({"playbook": "express@2"}, ["AUR-2"], id="playbook, one version"),
        pytest.param({"playbook": "expr"}, [], id="not part of a playbook's name"),
        pytest.param({"order": "target"}, ["AUR-1", "BOR-3", "BOR-5", "AUR-2", "BOR-4"], id="nearest target first"),
        pytest.param({"order": "target", "states": ["running"]}, ["AUR-1", "BOR-3", "BOR-5"], id="of one state"),
        pytest.param({"stage": "design"}, ["BOR-3"], id="active stage"),
        pytest.param({"stage": "desig"}, [], id="not part of a stage's name"),
        pytest.param({"q": "AURORA"}, ["BOR-5", "BOR-4", "AUR-2", "AUR-1"], id="any case, in title or product"),
        pytest.param({"q": "österreich"}, ["AUR-2"], id="beyond ASCII"),
        pytest.param({"q": "aurora bor-4"}, ["BOR-4"], id="every word, here of product and key"),
        pytest.param({"q": "100%"}, ["BOR-4"], id="no wildcards: percent"),
        pytest.param({"q": "s_x"}, ["BOR-4"], id="no wildcards: underscore"),
        pytest.param({"q": "  "}, ["BOR-5", "BOR-4", "BOR-3", "AUR-2", "AUR-1"], id="blank"),
        pytest.param({"q": "nothing like it"}, [], id="no match"),
        pytest.param({"owner": "oli", "states": ["running"], "q": "zen"}, ["BOR-5"], id="together"),
    ],
)
async def test_filters(fleet: Database, filters: dict[str, Any], keys: list[str]) -> None:
    """Each narrows the list; pages of any size make up the same list."""
    assert await find(fleet, **filters) == keys
    assert await find(fleet, limit=1, **filters) == keys


async def test_ties_are_broken_by_key(database: Database) -> None:
    """Many launches that changed at the same moment are still each shown once."""
    async with database.write() as conn:
        for number in range(7):
            await project(conn, batch(launch_view(f"AUR-{number + 1}")))

    assert await find(database, limit=3) == [f"AUR-{number}" for number in range(7, 0, -1)]


async def test_where_launches_stand(fleet: Database) -> None:
    """Keys and stages, in order; and those launches whole."""
    async with fleet.read() as conn:
        assert await launches.standing(conn, limit=2, states=["running"]) == (
            ("BOR-5", ("idea",)),
            ("BOR-3", ("design", "marketing")),
        )
        assert {key: view.title for key, view in (await launches.some(conn, ("BOR-3", "NO-1"))).items()} == {
            "BOR-3": "Borealis"
        }


async def test_the_values_that_launches_have(fleet: Database) -> None:
    """Each once, in order."""
    async with fleet.read() as conn:
        assert await launches.known(conn, "owner") == ("oli", "pia")
        assert await launches.known(conn, "product") == ("aurora", "borealis")
        assert await launches.known(conn, "product", limit=1) == ("aurora",)


async def test_how_far_launches_are(database: Database) -> None:
    """Done tasks of all that anybody does."""
    states = {"a": "done", "b": "open", "c": "skipped", "d": "cancelled", "e": "pending"}
    views = tuple(task_view(name, state=state) for name, state in states.items())
    async with database.write() as conn:
        await project(conn, batch(launch_view("AUR-1"), tasks=views))
        assert await launches.progress(conn, ("AUR-1", "AUR-2")) == {"AUR-1": (1, 3), "AUR-2": (0, 0)}


async def test_keys_in_order(fleet: Database) -> None:
    """For whoever goes through all launches."""
    async with fleet.read() as conn:
        assert await launches.keys(conn, limit=2) == ("AUR-1", "AUR-2")
        assert await launches.keys(conn, after="AUR-2") == ("BOR-3", "BOR-4", "BOR-5")


async def test_what_is_not_there(database: Database) -> None:
    """Is None, not an error: only the caller knows what that means."""
    async with database.read() as conn:
        assert await launches.get(conn, "AUR-1") is None
        assert await launches.seq(conn, "AUR-1") is None
        assert await launches.snapshot(conn, "AUR-1") is None
