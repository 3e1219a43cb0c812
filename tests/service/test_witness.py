"""The read model against its witnesses: what was changed behind Slipway's back is found, and mended where it can be."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.local.engine import EngineOptions, LocalEngine
from domain.errors import NotFound
from domain.events import GENESIS, Fact, chain
from service.audit import Verdict
from service.reconcile import Difference
from store.tables import events, gates, inbox, launches, notices, plans, tasks
from tests.service.desk import ENGINEER, Desk, open_desk
from tests.support.eventually import eventually
from workflows.search_attributes import SEARCH_ATTRIBUTES


@pytest.fixture(scope="module")
async def quiet_engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalEngine]:
    """An engine where nobody else's launches run."""
    log = tmp_path_factory.mktemp("quiet") / "engine.log"
    options = EngineOptions(port=0, ui_port=None, search_attributes=SEARCH_ATTRIBUTES, log=log)
    async with LocalEngine(options) as engine:
        yield engine


@pytest.fixture
async def quiet(quiet_engine: LocalEngine, database_url: str) -> AsyncIterator[Desk]:
    """A Slipway alone with its engine: it takes its launches with it when it goes."""
    async with open_desk(quiet_engine.address, database_url) as desk:
        yield desk
        client = desk.slipway.engine.client
        running = [key async for key in desk.slipway.engine.running()]
        for key in running:
            await client.get_workflow_handle(f"launch/{key}").terminate()
        await eventually(lambda: _nothing_runs(desk))


async def _nothing_runs(desk: Desk) -> bool:
    return [key async for key in desk.slipway.engine.running()] == []


@pytest.fixture
async def launch(quiet: Desk) -> str:
    """A launch with a log of some length, all of it in the read model, and known to the engine's list."""
    key = await quiet.start()
    await quiet.complete(key, "describe_change")
    await quiet.settled(key)

    async def listed() -> bool:
        return key in [found async for found in quiet.slipway.engine.running()]

    await eventually(listed)
    return key


async def _differences(desk: Desk, *, mend: bool = False) -> list[Difference]:
    reconciler = replace(desk.slipway.reconciler, patience=0.2)
    return [found async for found in reconciler.differences(mend=mend)]


async def _verdict(desk: Desk, launch: str) -> Verdict:
    audit = replace(desk.slipway.audit, patience=0.2)
    (verdict,) = [found async for found in audit.verify(launch)]
    return verdict


async def _tamper(desk: Desk, how: Callable[[AsyncConnection], Awaitable[object]]) -> None:
    async with desk.slipway.database.write() as conn:
        await how(conn)


async def test_an_untouched_read_model_has_no_differences(quiet: Desk, launch: str) -> None:
    """And its log is whole, as the engine confirms."""
    assert await _differences(quiet) == []
    verdict = await _verdict(quiet, launch)
    assert (verdict.intact, verdict.witnessed) == (True, True)
    assert verdict.finding == "the chain holds and the engine agrees"
    assert [found.launch async for found in quiet.slipway.audit.verify()] == [launch]


async def test_an_edited_row_is_found_and_mended(quiet: Desk, launch: str) -> None:
    """Down to the field."""
    task = f"{launch}.make_change"

    async def edit(conn: AsyncConnection) -> None:
        body = dict((await conn.scalars(select(tasks.c.body).where(tasks.c.id == task))).one())
        await conn.execute(update(tasks).where(tasks.c.id == task).values(body={**body, "title": "Never mind"}))

    await _tamper(quiet, edit)

    assert await _differences(quiet, mend=True) == [
        Difference(launch, f"{task}.title", "Never mind", "Make and test the change")
    ]
    assert await _differences(quiet) == []
    assert (await quiet.slipway.tasks.show(task)).title == "Make and test the change"


async def test_a_missing_row_is_found_and_mended(quiet: Desk, launch: str) -> None:
    """Every field of it is missing."""
    task = f"{launch}.make_change"
    await _tamper(quiet, lambda conn: conn.execute(delete(tasks).where(tasks.c.id == task)))

    found = await _differences(quiet, mend=True)

    assert {difference.stored for difference in found} == {None}
    assert f"{task}.title" in {difference.what for difference in found}
    assert await _differences(quiet) == []
    assert (await quiet.slipway.tasks.show(task)).state == "open"


async def test_a_missing_launch_is_found_and_mended(quiet: Desk, launch: str) -> None:
    """The engine's list knows it; its views come back. Its log does not, and the audit says so."""

    async def forget(conn: AsyncConnection) -> None:
        for table in (events, inbox, tasks, gates, plans, notices):
            await conn.execute(delete(table).where(table.c.launch == launch))
        await conn.execute(delete(launches).where(launches.c.key == launch))

    await _tamper(quiet, forget)
    with pytest.raises(NotFound):
        await quiet.slipway.launches.show(launch)

    (difference,) = await _differences(quiet, mend=True)

    assert (difference.launch, difference.what, difference.stored) == (launch, "launch", None)
    assert await _differences(quiet) == []
    assert (await quiet.slipway.launches.show(launch)).state == "running"
    assert not (await _verdict(quiet, launch)).intact


async def test_a_missing_or_older_plan_is_found_and_mended(quiet: Desk, launch: str) -> None:
    """What a launch runs on is compared too, so launches that began before plans were kept get theirs."""
    await _tamper(quiet, lambda conn: conn.execute(delete(plans).where(plans.c.launch == launch)))
    missing = await _differences(quiet, mend=True)
    assert {"plan.tier", "plan.tasks"} <= {difference.what for difference in missing}
    assert await _differences(quiet) == []

    await _tamper(quiet, lambda conn: _set_tier(conn, launch))
    (difference,) = await _differences(quiet, mend=True)
    assert (difference.what, difference.stored, difference.actual) == ("plan.tier", "T9", "T3")
    assert await _differences(quiet) == []


async def _set_tier(conn: AsyncConnection, launch: str) -> None:
    body: dict[str, Any] = (await conn.scalars(select(plans.c.body).where(plans.c.launch == launch))).one()
    await conn.execute(update(plans).where(plans.c.launch == launch).values(body={**body, "tier": "T9"}))


async def test_a_launch_without_a_workflow_is_found(quiet: Desk, launch: str) -> None:
    """Somebody removed it in the engine; nothing here can bring it back."""

    async def invent(conn: AsyncConnection) -> None:
        row = dict((await conn.execute(select(launches).where(launches.c.key == launch))).mappings().one())
        await conn.execute(insert(launches).values({**row, "key": "GONE-1", "body": {**row["body"], "key": "GONE-1"}}))

    await _tamper(quiet, invent)

    assert await _differences(quiet) == [Difference("GONE-1", "workflow", "under way", None)]


async def _add(conn: AsyncConnection, launch: str) -> None:
    """One event more, in a perfect chain, and a row that agrees."""
    row = dict((await conn.execute(select(launches).where(launches.c.key == launch))).mappings().one())
    fact, at = Fact("evidence.added", "E1", {}, "mallory"), datetime(2030, 1, 1, tzinfo=UTC)
    event = chain(launch, row["seq"] + 1, row["body"]["head"], fact, at)
    await conn.execute(insert(events).values(launch=launch, **vars(event)))
    body = {**row["body"], "seq": event.seq, "head": event.hash}
    await conn.execute(update(launches).where(launches.c.key == launch).values(seq=event.seq, body=body))


def _edit(seq: int) -> Callable[[AsyncConnection, str], Awaitable[None]]:
    async def edit(conn: AsyncConnection, launch: str) -> None:
        row = (events.c.launch == launch) & (events.c.seq == seq)
        data = (await conn.scalars(select(events.c.data).where(row))).one()
        await conn.execute(update(events).where(row).values(data={**data, "note": "I never said that."}))

    return edit


async def _delete(conn: AsyncConnection, launch: str) -> None:
    await conn.execute(delete(events).where(events.c.launch == launch, events.c.seq == 2))


async def _swap(conn: AsyncConnection, launch: str) -> None:
    for old, new in ((2, 1002), (3, 2), (1002, 3)):
        row = (events.c.launch == launch) & (events.c.seq == old)
        await conn.execute(update(events).where(row).values(seq=new))


async def _another_actor(conn: AsyncConnection, launch: str) -> None:
    await conn.execute(update(events).where(events.c.launch == launch, events.c.seq == 1).values(actor="mallory"))


async def _cut_off(conn: AsyncConnection, launch: str) -> None:
    await conn.execute(delete(events).where(events.c.launch == launch, events.c.seq > 3))


async def _cut_off_and_cover_up(conn: AsyncConnection, launch: str) -> None:
    """What is left is a perfect chain, and the launch's row agrees with it."""
    await _cut_off(conn, launch)
    head = await conn.scalar(select(events.c.hash).where(events.c.launch == launch, events.c.seq == 3))
    body = dict((await conn.scalars(select(launches.c.body).where(launches.c.key == launch))).one())
    covered = {**body, "seq": 3, "head": head}
    await conn.execute(update(launches).where(launches.c.key == launch).values(body=covered, seq=3))


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        pytest.param(_edit(1), "event 1 does not follow", id="an edit at the beginning"),
        pytest.param(_edit(4), "event 4 does not follow", id="an edit in the middle"),
        pytest.param(_another_actor, "event 1 does not follow", id="another actor"),
        pytest.param(_delete, "event 2 does not follow", id="a deletion"),
        pytest.param(_swap, "event 2 does not follow", id="a swap"),
        pytest.param(_add, "another log", id="an addition"),
        pytest.param(_cut_off, "the log ends at 3", id="a truncation"),
        pytest.param(_cut_off_and_cover_up, "the engine knows", id="a truncation, covered up"),
    ],
)
async def test_the_audit_finds_what_was_done_to_a_log(
    quiet: Desk, launch: str, tamper: Callable[[AsyncConnection, str], Awaitable[None]], finding: str
) -> None:
    """Each by what is wrong first."""
    await _tamper(quiet, lambda conn: tamper(conn, launch))

    verdict = await _verdict(quiet, launch)

    assert not verdict.intact
    assert finding in verdict.finding


async def test_the_audit_finds_a_forged_chain(quiet: Desk, launch: str) -> None:
    """Somebody who computes every hash anew still has the engine against them."""
    log = await quiet.log(launch)

    async def forge(conn: AsyncConnection) -> None:
        head = GENESIS
        for event in log:
            actor = "mallory" if event.actor == "eli" else event.actor
            fact = Fact(event.action, event.target, event.data, actor, event.on_behalf_of)
            forged = chain(launch, event.seq, head, fact, event.occurred_at)
            head = forged.hash
            values = {"actor": actor, "hash": forged.hash, "prev_hash": forged.prev_hash}
            row = (events.c.launch == launch) & (events.c.seq == event.seq)
            await conn.execute(update(events).where(row).values(**values))
        body = dict((await conn.scalars(select(launches.c.body).where(launches.c.key == launch))).one())
        await conn.execute(update(launches).where(launches.c.key == launch).values(body={**body, "head": head}))

    await _tamper(quiet, forge)

    verdict = await _verdict(quiet, launch)
    assert (verdict.intact, verdict.witnessed) == (False, True)
    assert verdict.finding == "the engine's history has another log"


async def test_the_audit_knows_no_other_launches(quiet: Desk) -> None:
    """Asked for one that is not there, it says so."""
    with pytest.raises(NotFound):
        await _verdict(quiet, "NONE-1")


async def test_a_launch_that_is_under_way_is_not_suspected(quiet: Desk, launch: str) -> None:
    """Auditing and comparing beside people who work finds nothing."""

    async def work() -> None:
        for number in range(20):
            key = f"claim-{number}"
            await quiet.slipway.tasks.claim(ENGINEER, f"{key}+", f"{launch}.make_change")
            await quiet.slipway.tasks.unclaim(ENGINEER, f"{key}-", f"{launch}.make_change")

    working = asyncio.create_task(work())
    while not working.done():
        (verdict,) = [found async for found in quiet.slipway.audit.verify(launch)]
        assert verdict.intact, verdict
        assert [found async for found in quiet.slipway.reconciler.differences()] == []
    await working
