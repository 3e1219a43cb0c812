"""One part is down: what works goes on, what cannot says so, and nothing is lost or half done."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cli.local.engine import EngineOptions, LocalEngine
from domain.errors import EngineUnavailable, StoreUnavailable
from domain.launch.commands import StartLaunch
from domain.launch.state import Charter
from domain.launch.views import Batch
from service.along import Job
from store import keys
from store.database import Database
from store.tables import events, launches
from tests.service.desk import ENGINEER, OWNER, Desk, a_worker, desk_again, open_desk
from workflows.search_attributes import SEARCH_ATTRIBUTES


@pytest.fixture
async def own_engine(tmp_path: Path) -> AsyncIterator[LocalEngine]:
    """An engine that may be stopped, and then knows what it knew."""
    options = EngineOptions(
        port=0,
        ui_port=None,
        db_file=tmp_path / "engine.db",
        search_attributes=SEARCH_ATTRIBUTES,
        log=tmp_path / "engine.log",
    )
    async with LocalEngine(options) as engine:
        yield engine


async def _rows(desk: Desk) -> tuple[int, int]:
    """How many launches and events the read model has."""
    async with desk.slipway.database.read() as conn:
        found = [await conn.scalar(select(func.count()).select_from(table)) for table in (launches, events)]
    return found[0] or 0, found[1] or 0


async def test_without_an_engine_nothing_is_written(own_engine: LocalEngine, database_url: str) -> None:
    """Acting says that the engine does not answer; reading works. Once it is back, all works."""
    async with open_desk(own_engine.address, database_url, timeout=1.0) as desk:
        launch = await desk.start()
        await desk.log(launch)
        before = await _rows(desk)
        own_engine.kill()

        with pytest.raises(EngineUnavailable) as refusal:
            await desk.slipway.tasks.complete(ENGINEER, "kept", f"{launch}.describe_change")
        with pytest.raises(EngineUnavailable):
            await desk.slipway.launches.start(OWNER, "new", desk.wanted())

        assert refusal.value.facts["retry_after"] == 5
        assert await _rows(desk) == before
        assert (await desk.slipway.launches.show(launch)).state == "running"
        assert (await desk.slipway.health.ready())["engine"] == "down"
        await own_engine.start()

    async with desk_again(desk, own_engine.address) as again:
        done = await again.slipway.tasks.complete(ENGINEER, "kept", f"{launch}.describe_change")
        started = await again.slipway.launches.start(OWNER, "new", again.wanted())

        assert done.verdict == "done"
        assert started.view.key == f"{desk.prefix}-2"
        log = await again.log(launch)
        assert [event.action for event in log].count("task.completed") == 1
        assert await again.slipway.health.ready() == {"database": "ok", "engine": "ok"}


async def test_without_a_worker_a_command_may_be_repeated(own_engine: LocalEngine, database_url: str) -> None:
    """The engine keeps what it took in; the repeat finds it done, or does it."""
    async with open_desk(own_engine.address, database_url, timeout=1.0, worker=False) as desk:
        with pytest.raises(EngineUnavailable, match="Idempotency-Key"):
            await desk.slipway.launches.start(OWNER, "start", desk.wanted())

        async with a_worker(desk):
            done = await desk.slipway.launches.start(OWNER, "start", desk.wanted())

            assert done.view.key == f"{desk.prefix}-1"
            assert (await desk.log(done.view.key))[0].action == "launch.started"


async def test_a_database_that_is_down_is_caught_up_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command counts, and says that it is not to be seen yet; the workflow delivers when it can."""
    launch = await desk.start()

    async def away(database: Database, batch: Batch, *along: Job) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr("service.conduct.deliver_first", away)
        done = await desk.complete(launch, "describe_change")

    assert not done.projected
    assert done.view.state == "done"
    assert done.seq in {event.seq for event in await desk.log(launch)}
    assert (await desk.slipway.tasks.show(f"{launch}.describe_change")).state == "done"


async def test_a_start_that_died_before_the_workflow_goes_on(desk: Desk) -> None:
    """The key was reserved and nothing else: the repeat uses it."""
    async with desk.slipway.database.write() as conn:
        key = await keys.reserve(conn, desk.prefix, OWNER.id, "start")

    done = await desk.slipway.launches.start(OWNER, "start", desk.wanted())

    assert done.view.key == key
    assert done.projected
    assert (await desk.log(key))[0].action == "launch.started"


async def test_a_start_that_died_before_it_was_seen_goes_on(desk: Desk) -> None:
    """The workflow was started, and the process died before the read model heard of it."""
    wanted = desk.wanted()
    plan, facts = await desk.slipway.playbooks.plan(wanted.playbook, wanted.tier, wanted.facts, date(2026, 4, 5))
    async with desk.slipway.database.write() as conn:
        key = await keys.reserve(conn, desk.prefix, OWNER.id, "start")
    charter = Charter(key, wanted.title, wanted.product, OWNER.id, wanted.objective, wanted.user_need, facts=facts)
    await desk.slipway.engine.start(StartLaunch("start", OWNER, charter, plan))

    done = await desk.slipway.launches.start(OWNER, "start", wanted)

    assert (done.view.key, done.projected) == (key, True)
    assert [event.action for event in await desk.log(key)].count("launch.started") == 1
