"""How a launch ends: finished, killed, cancelled by its owner or in the engine. Always on the record."""

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError

from domain.errors import NotFound
from domain.events import broken_at
from domain.launch.commands import CancelLaunch
from domain.launch.state import DecisionKind
from tests.support.eventually import eventually
from tests.workflow.driver import Drive, Launches
from tests.workflow.plans import OWNER, gate, many_tasks, plan, task, voted


async def test_a_finished_launch_leaves_nothing_behind(launches: Launches) -> None:
    """The workflow completes with its state, and nothing undelivered."""
    drive = await launches.start(voted())
    await drive.complete("brief")
    await drive.pass_gate("G1")
    receipt = await drive.complete("build")

    assert await drive.handle.result() == "finished"
    assert receipt is not None
    assert launches.ledger.log(drive.key)[-1].seq == receipt.seq
    assert (await drive.snapshot()).launch.state == "finished"


async def test_a_finished_launch_takes_no_command(launches: Launches) -> None:
    """Its workflow is gone, and says so."""
    drive = await launches.start(many_tasks(1))
    await drive.complete("t1")
    await drive.handle.result()

    with pytest.raises(NotFound):
        await drive.complete("t1")


async def test_a_killed_launch_ends(launches: Launches) -> None:
    """With the reason the decider gave; what was unfinished is cancelled."""
    drive = await launches.start(plan([task("brief", "idea"), task("build", "work")], [gate("G1", "idea")]))
    await drive.complete("brief")
    await drive.decide("G1", DecisionKind.KILL)

    assert await drive.handle.result() == "killed"
    found = await drive.snapshot()
    assert (found.launch.reason, found.tasks[1].state) == ("It pays.", "cancelled")


async def test_its_owner_cancels_a_launch(launches: Launches) -> None:
    """Also while the read model is away: the end waits for it."""
    drive = await launches.start(many_tasks(2), away=True)
    await drive.act(CancelLaunch("stop", OWNER, "Nobody wants it."))
    launches.ledger.away.discard(drive.key)

    assert await drive.handle.result() == "cancelled"
    assert launches.ledger.log(drive.key)[-1].action == "launch.cancelled"


async def _cancelled_in_the_engine(drive: Drive) -> None:
    with pytest.raises(WorkflowFailureError) as failure:
        await drive.handle.result()
    assert isinstance(failure.value.cause, CancelledError)
    log = drive.ledger.log(drive.key)
    assert broken_at(drive.key, log) is None
    assert (log[-1].action, log[-1].actor) == ("launch.cancelled", "system")
    assert (await drive.snapshot()).launch.state == "cancelled"


async def test_an_operator_cancels_a_launch_in_the_engine(launches: Launches) -> None:
    """The launch is cancelled on the record first; then the workflow ends as cancelled."""
    drive = await launches.start(many_tasks(2))
    await drive.complete("t1")
    await drive.settled()

    await drive.handle.cancel()

    await _cancelled_in_the_engine(drive)


async def test_an_operator_cancels_a_launch_whose_read_model_is_away(launches: Launches) -> None:
    """A delivery is under way and fails; its end is recorded and delivered all the same."""
    drive = await launches.start(many_tasks(2), away=True)
    await eventually(lambda: launches.ledger.refused[drive.key] >= 1)

    await drive.handle.cancel()
    await drive.handle.describe()
    launches.ledger.away.discard(drive.key)

    await _cancelled_in_the_engine(drive)


async def test_an_operator_cancels_a_launch_that_has_just_ended(launches: Launches) -> None:
    """It keeps its own end, and what was not delivered is delivered."""
    drive = await launches.start(many_tasks(1), away=True)
    await eventually(lambda: launches.ledger.refused[drive.key] >= 1)
    await drive.complete("t1")

    await drive.handle.cancel()
    await drive.handle.describe()
    launches.ledger.away.discard(drive.key)

    with pytest.raises(WorkflowFailureError):
        await drive.handle.result()
    assert launches.ledger.log(drive.key)[-1].action == "launch.finished"
