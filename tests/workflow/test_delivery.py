"""The outbox: what happened reaches the read model, in order, whenever that is there."""

import pytest
from temporalio.api.enums.v1 import EventType

from domain.events import broken_at
from domain.launch.apply import replay
from domain.launch.commands import HoldLaunch, ResumeLaunch
from domain.launch.show import changes
from domain.launch.state import begin
from tests.support.eventually import eventually
from tests.workflow.driver import Launches, kind_of
from tests.workflow.plans import DESIGN_LEAD, OWNER, many_tasks, start_of, voted


async def test_events_are_delivered_in_order(launches: Launches) -> None:
    """Every batch goes on where the last ended; at the end one may say again what another was still saying."""
    drive = await launches.start(voted())
    await drive.complete("brief")
    await drive.pass_gate("G1")
    await drive.complete("build")
    assert await drive.handle.result() == "finished"

    batches = launches.ledger.batches[drive.key]
    log = launches.ledger.log(drive.key)

    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    assert broken_at(drive.key, log) is None
    assert log[-1].action == "launch.finished"
    for batch in batches:
        numbers = [event.seq for event in batch.events]
        assert numbers == list(range(numbers[0], batch.launch.seq + 1))


async def test_the_log_alone_rebuilds_what_the_workflow_answers(launches: Launches) -> None:
    """Nothing of a launch is known to the workflow only."""
    drive = await launches.start(voted())
    await drive.complete("brief")
    await drive.vote("G1", DESIGN_LEAD)

    started = start_of(drive.key, voted())
    rebuilt = replay(begin(started.charter, started.plan), await drive.delivered())

    assert changes(None, rebuilt, ()) == await drive.snapshot()


async def test_nothing_is_lost_while_the_read_model_is_away(launches: Launches) -> None:
    """Commands go on being answered; afterwards everything arrives, in one batch."""
    drive = await launches.start(many_tasks(6))
    await drive.settled()
    launches.ledger.away.add(drive.key)
    await drive.complete("t1")
    await eventually(lambda: launches.ledger.refused[drive.key] >= 2)
    receipt = await drive.complete("t2", "t3", "t4", "t5")
    known = len(launches.ledger.batches[drive.key])

    launches.ledger.away.discard(drive.key)

    assert receipt is not None
    delivered = await drive.delivered(receipt.seq)
    assert [event.seq for event in delivered] == list(range(1, receipt.seq + 1))
    assert len(launches.ledger.batches[drive.key]) - known == 2  # the one that was tried, and all the rest


async def test_a_launch_ends_only_when_all_is_delivered(launches: Launches) -> None:
    """The read model comes back after the last command, and only then the workflow completes."""
    drive = await launches.start(many_tasks(1), away=True)
    receipt = await drive.complete("t1")
    assert receipt is not None
    assert receipt.batch is not None
    assert receipt.batch.launch.state == "finished"
    await eventually(lambda: launches.ledger.refused[drive.key] >= 2)
    assert "WORKFLOW_EXECUTION_COMPLETED" not in await drive.kinds()

    launches.ledger.away.discard(drive.key)

    assert await drive.handle.result() == "finished"
    assert [event.seq for event in launches.ledger.log(drive.key)] == list(range(1, receipt.seq + 1))


async def test_every_delivery_says_what_it_is_about(launches: Launches) -> None:
    """An operator reads in the engine's pages which launch, what and how far."""
    drive = await launches.start(many_tasks(2))
    await drive.settled()
    receipt = await drive.complete("t1")
    assert receipt is not None
    await drive.settled()

    scheduled = [
        event for event in await drive.history() if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    ]

    assert scheduled[-1].user_metadata.summary.data == f'"{drive.key} task.completed (event {receipt.seq})"'.encode()


async def test_holding_and_resuming_are_delivered_too(launches: Launches) -> None:
    """So is what an owner does to the whole launch."""
    drive = await launches.start(many_tasks(2))
    await drive.act(HoldLaunch("h", OWNER, "Wait for the fair."))
    await drive.act(ResumeLaunch("r", OWNER))

    assert [event.action for event in await drive.delivered()][-2:] == ["launch.held", "launch.resumed"]
    assert all(kind_of(event) != "WORKFLOW_TASK_FAILED" for event in await drive.history())


@pytest.mark.parametrize(
    ("brought", "left"),
    [
        pytest.param(("t2", "t3"), ("t4",), id="all that was done while a delivery was open"),
        pytest.param(("t2",), ("t3", "t4"), id="some of it"),
        pytest.param(("t3",), ("t2", "t3", "t4"), id="with a gap before it, after which nothing counts"),
        pytest.param((), ("t2", "t3", "t4"), id="nothing"),
    ],
)
async def test_what_doors_brought_is_not_delivered_again(
    launches: Launches, brought: tuple[str, ...], left: tuple[str, ...]
) -> None:
    """The delivery that was open meanwhile says so, and the next one goes on from there."""
    drive = await launches.start(many_tasks(6))
    await drive.settled()
    async with drive.with_delivery_open():
        await drive.complete("t1")
        await drive.delivered()
        for name in ("t2", "t3"):
            receipt = await drive.complete(name)
            if receipt and name in brought:
                launches.ledger.take(receipt)
        known = len(launches.ledger.batches[drive.key])
    if brought == ("t2", "t3"):
        await eventually(drive.is_confirmed)
    await drive.complete("t4")
    await drive.settled()
    again = launches.ledger.batches[drive.key][known:]

    assert await drive.is_confirmed()
    assert [event.target for batch in again for event in batch.events] == list(left)
    assert {task.local_id for batch in again for task in batch.tasks} == set(left)
    assert drive.ledger.log(drive.key)[-1].seq == (await drive.snapshot()).launch.seq
