"""A launch outlives its runs: when a history grows long, the next run goes on with nothing lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client

from cli.local.engine import EngineOptions, LocalEngine
from domain.errors import AlreadyClaimed
from domain.events import broken_at, follows
from domain.launch.commands import CastVote, ClaimTask, CompleteTask, ResumeLaunch
from domain.launch.handle import handle
from domain.launch.state import Choice, DecisionKind, TaskState
from domain.launch.views import Receipt
from service.converter import CONVERTER
from tests.support.eventually import eventually
from tests.workflow.driver import Drive, Launches, launches_over, worker_of
from tests.workflow.plans import (
    DESIGN_LEAD,
    ENGINEERING_LEAD,
    MAKER,
    OTHER_MAKER,
    OWNER,
    many_tasks,
    voted,
)
from workflows import search_attributes as names
from workflows.state import Carried, LaunchInput

SUGGESTED_AT = 120
"""Events in a history before the engine suggests a new run: thousands in earnest, few here."""

AT_MOST = 2 * SUGGESTED_AT
"""What was under way when the suggestion came may still be added."""

VERSION_1 = Path(__file__).parent / "carried_1.json"


@pytest.fixture(scope="module")
async def restless(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Launches]:
    """Launches on an engine that suggests new runs early."""
    options = EngineOptions(
        port=0,
        ui_port=None,
        search_attributes=names.SEARCH_ATTRIBUTES,
        dynamic_config={"limit.historyCount.suggestContinueAsNew": str(SUGGESTED_AT)},
        log=tmp_path_factory.mktemp("restless") / "engine.log",
    )
    async with LocalEngine(options) as engine:
        launches = launches_over(await Client.connect(engine.address))
        async with worker_of(launches):
            yield launches


async def _has_gone_on(drive: Drive) -> bool:
    return len(await drive.runs()) > 1


async def test_many_ballots_in_flight_survive_new_runs(restless: Launches) -> None:
    """Each is answered once, is on record once, and no run's history grows past its bound."""
    drive = await restless.start(voted())
    await drive.complete("brief")

    ballots = [
        CastVote(f"ballot-{number}", voter, "G1", Choice.APPROVE, f"Ballot {number}")
        for number, voter in enumerate((DESIGN_LEAD, ENGINEERING_LEAD) * 40)
    ]
    receipts = await asyncio.gather(*(drive.act(ballot) for ballot in ballots))

    rationales = [event.data["rationale"] for event in await drive.delivered() if event.action == "gate.voted"]
    assert sorted(rationales) == sorted(ballot.rationale for ballot in ballots)
    assert len({receipt.seq for receipt in receipts}) == len(ballots)
    runs = await drive.runs()
    assert len(runs) >= 2
    assert max(len(run) for run in runs) <= AT_MOST
    assert broken_at(drive.key, restless.ledger.log(drive.key)) is None


async def test_commands_are_remembered_across_runs(restless: Launches) -> None:
    """A repeat that reaches a later run is answered as the first was, and done once."""
    drive = await restless.start(many_tasks(60))
    command = CompleteTask("the-first", MAKER, "t60")
    first = await drive.act(command)
    for number in range(1, 40):
        await drive.complete(f"t{number}")
    await eventually(lambda: _has_gone_on(drive))

    again = await drive.act(command)

    assert (again.seq, again.target, again.verdict) == (first.seq, first.target, first.verdict)
    assert [e.target for e in await drive.delivered() if e.action == "task.completed"].count("t60") == 1


async def test_a_new_run_knows_all_that_the_last_one_knew(restless: Launches) -> None:
    """Views before and after are equal, and so is what operators see."""
    drive = await restless.start(many_tasks(60))
    before = await drive.complete(*(f"t{number}" for number in range(1, 41)))
    await eventually(lambda: _has_gone_on(drive))

    after = await drive.snapshot()

    assert before is not None
    assert before.batch is not None
    assert after.launch == before.batch.launch
    described = await drive.handle.describe()
    attributes = {pair.key.name: pair.value for pair in described.typed_search_attributes}
    assert (attributes[names.PRODUCT], attributes[names.STAGE]) == ("aurora", "work")

    assert (await drive.current_details()).startswith("**Work")


async def test_a_history_stays_short_while_the_read_model_is_away(restless: Launches) -> None:
    """What is not delivered goes along to the next run."""
    drive = await restless.start(many_tasks(70), away=True)
    await eventually(lambda: restless.ledger.refused[drive.key] >= 1)
    for number in range(1, 61):
        await drive.complete(f"t{number}")
    await eventually(lambda: _has_gone_on(drive))
    assert max(len(run) for run in await drive.runs()) <= AT_MOST

    restless.ledger.away.discard(drive.key)

    delivered = await drive.delivered()
    assert [event.seq for event in delivered] == list(range(1, len(delivered) + 1))


async def test_a_whole_launch_over_several_runs_ends_as_in_one(restless: Launches) -> None:
    """Race for every task of a long stage, until it is over."""
    drive = await restless.start(many_tasks(45))
    for number in range(1, 46):
        answers = await asyncio.gather(
            *(drive.claim(f"t{number}", by) for by in (MAKER, OTHER_MAKER)), return_exceptions=True
        )
        (won,) = [answer for answer in answers if isinstance(answer, Receipt)]
        (lost,) = [answer for answer in answers if isinstance(answer, BaseException)]
        assert won.batch is not None
        holder = MAKER if won.batch.tasks[-1].claimed_by == MAKER.id else OTHER_MAKER
        assert isinstance(lost, AlreadyClaimed)
        assert lost.facts["holder"] == holder.id
        await drive.complete(f"t{number}", by=holder)

    assert await drive.handle.result() == "finished"
    assert len(await drive.runs()) >= 2
    assert broken_at(drive.key, restless.ledger.log(drive.key)) is None


async def _carried(launches: Launches) -> Carried:
    """What a launch hands on, with something in every field."""
    drive = await launches.start(many_tasks(60))
    for number in range(1, 45):
        await drive.act(ClaimTask(f"c{number}", MAKER, f"t{number}"))
    await eventually(lambda: _has_gone_on(drive))
    started = (await drive.runs())[1][0].workflow_execution_started_event_attributes
    (given,) = await CONVERTER.decode(started.input.payloads, [LaunchInput])
    assert isinstance(given, LaunchInput)
    assert given.carried is not None
    return given.carried


async def test_what_is_carried_survives_the_journey(restless: Launches) -> None:
    """Encoded and decoded again it is the same, to the last field."""
    carried = await _carried(restless)

    (payload,) = await CONVERTER.encode([carried])
    (again,) = await CONVERTER.decode([payload], [Carried])

    assert again == carried
    assert len(carried.remembered) > 1


async def test_what_version_1_carried_is_still_understood() -> None:
    """A launch that was handed on by an older worker goes on under this one."""
    stored = json.loads(VERSION_1.read_text())

    (carried,) = await CONVERTER.decode(CONVERTER.payload_converter.to_payloads([stored]), [Carried])

    assert isinstance(carried, Carried)
    assert carried.version == 1
    launch = carried.launch
    assert (launch.state, launch.seq, launch.head) == ("held", carried.outbox[-1].seq, carried.outbox[-1].hash)
    assert follows(launch.key, carried.outbox[0].seq, carried.outbox[0].hash, carried.outbox[1])
    assert launch.tasks["brief"].state is TaskState.DONE
    assert launch.gates["G1"].votes[0].choice is Choice.APPROVE
    decision = launch.gates["G1"].decision
    assert decision is not None
    assert (decision.kind, decision.at) == (DecisionKind.CONDITIONAL_GO, datetime(2026, 3, 2, 9, 6, tzinfo=UTC))
    assert launch.conditions["C1"].blocks_gate == "G3"
    assert launch.evidence["E1"].expires_at == datetime(2026, 5, 31, 9, tzinfo=UTC)
    assert carried.remembered[-1].verdict == "held"

    resumed = handle(launch, ResumeLaunch("pia:3", OWNER), datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert resumed.launch.tasks["build"].state is TaskState.OPEN
