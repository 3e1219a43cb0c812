"""Commands as the engine carries them: verdicts, refusals, repeats and races."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    Invalid,
    KeyReused,
    NotAllowed,
    NotFound,
    SelfApproval,
    SlipwayError,
    StaleVersion,
    WrongState,
)
from domain.events import broken_at
from domain.launch.commands import (
    AddEvidence,
    Attest,
    CancelLaunch,
    CastVote,
    ClaimTask,
    Command,
    CompleteTask,
    Decide,
    HoldLaunch,
    ResumeLaunch,
    UnclaimTask,
)
from domain.launch.state import Choice, DecisionKind
from domain.launch.views import Receipt
from tests.workflow.driver import Drive, Launches, launches_over, worker_of
from tests.workflow.plans import (
    DESIGN_LEAD,
    DIRECTOR,
    ENGINEERING_LEAD,
    MAKER,
    OTHER_DIRECTOR,
    OTHER_MAKER,
    OWNER,
    SECURITY,
    gate,
    many_tasks,
    plan,
    task,
    voted,
)
from workflows.launch import LaunchWorkflow
from workflows.state import LaunchInput


@pytest.fixture
async def launch(launches: Launches) -> Drive:
    """A launch whose first gate is open, with nothing under way."""
    drive = await launches.start(voted())
    await drive.complete("brief")
    await drive.settled()
    return drive


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        pytest.param(ClaimTask("r", MAKER, "brief"), WrongState, id="too late"),
        pytest.param(ClaimTask("r", MAKER, "nothing"), NotFound, id="no such task"),
        pytest.param(CastVote("r", SECURITY, "G1", Choice.APPROVE, ""), NotAllowed, id="no seat"),
        pytest.param(CastVote("r", DESIGN_LEAD, "G1", Choice.REJECT, " "), Invalid, id="no reason"),
        pytest.param(Decide("r", DIRECTOR, "G1", DecisionKind.GO, "Now."), WrongState, id="too early"),
        pytest.param(HoldLaunch("r", MAKER, "Wait."), NotAllowed, id="not the owner"),
        pytest.param(ResumeLaunch("r", OWNER), WrongState, id="not held"),
        pytest.param(CancelLaunch("r", OWNER, "Stop.", expected_version=1), StaleVersion, id="not up to date"),
    ],
)
async def test_a_refusal_leaves_no_trace(launch: Drive, command: Command, refusal: type[SlipwayError]) -> None:
    """The validator turns it away before anything enters the history."""
    before = len(await launch.history())

    with pytest.raises(refusal):
        await launch.act(command)

    assert len(await launch.history()) == before


async def test_a_typed_error_arrives_with_its_facts(launch: Drive) -> None:
    """The caller gets the error the rules raised, as if it had not crossed the engine."""
    with pytest.raises(Invalid) as invalid:
        await launch.act(Decide("e1", DIRECTOR, "G1", DecisionKind.RECYCLE, "Again."))
    assert [problem.pointer for problem in invalid.value.problems] == ["/recycle_to"]

    with pytest.raises(SelfApproval) as own:
        await launch.act(Decide("e2", replace(OWNER, roles=("director",)), "G1", DecisionKind.GO, "Mine."))
    assert own.value.facts == {"person": OWNER.id}

    with pytest.raises(StaleVersion) as stale:
        await launch.act(CastVote("e3", DESIGN_LEAD, "G1", Choice.APPROVE, "", expected_version=1))
    assert stale.value.facts["seen"] == 1

    with pytest.raises(NotFound, match="no task nothing"):
        await launch.act(ClaimTask("e4", MAKER, "nothing"))


async def test_a_receipt_says_what_was_done(launch: Drive) -> None:
    """How far the log went, about what, in words, with the views that changed."""
    receipt = await launch.vote("G1", DESIGN_LEAD)

    assert receipt.target == f"{launch.key}.G1"
    assert receipt.verdict == "voted as design_lead"
    assert receipt.batch is not None
    assert receipt.seq == receipt.batch.launch.seq == receipt.batch.events[-1].seq
    assert [event.action for event in receipt.batch.events] == ["gate.voted"]
    assert [vote.voter for vote in receipt.batch.gates[0].votes] == [DESIGN_LEAD.id]


async def test_a_repeat_takes_effect_once(launch: Drive) -> None:
    """The same key answers as before, also when it comes under another name of the engine's, as in a later run."""
    command = CastVote("once", DESIGN_LEAD, "G1", Choice.APPROVE, "Good.")
    first = await launch.act(command)

    again = await launch.act(command)
    elsewhere = await launch.handle.execute_update("vote", command, id="another", result_type=Receipt)

    assert again == first
    assert (elsewhere.command_key, elsewhere.seq, elsewhere.target, elsewhere.verdict) == (
        first.command_key,
        first.seq,
        first.target,
        first.verdict,
    )
    assert elsewhere.batch is None
    assert (await launch.snapshot()).launch.seq == first.seq


async def test_a_repeat_is_answered_although_it_would_be_refused_now(launch: Drive) -> None:
    """A decision that took effect is confirmed, not refused as a second one."""
    await launch.vote("G1", DESIGN_LEAD)
    await launch.vote("G1", ENGINEERING_LEAD)
    command = Decide("decided", DIRECTOR, "G1", DecisionKind.GO, "It pays.")
    first = await launch.act(command)

    again = await launch.handle.execute_update("decide", command, id="decided-again", result_type=Receipt)

    assert (again.seq, again.verdict) == (first.seq, "go")


async def test_a_key_that_comes_back_with_another_request_is_refused(launch: Drive) -> None:
    """It is not answered as if it had been the first one, nor done."""
    first = await launch.act(CastVote("mine", DESIGN_LEAD, "G1", Choice.APPROVE, "Good."))

    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await launch.handle.execute_update(
            "vote", CastVote("mine", DESIGN_LEAD, "G1", Choice.REJECT, "Bad."), id="another"
        )

    assert isinstance(refusal.value.cause, ApplicationError)
    assert refusal.value.cause.type == KeyReused.code
    assert (await launch.snapshot()).launch.seq == first.seq


async def test_every_command_has_a_way_in(launches: Launches) -> None:
    """Give a task back, attest, add evidence, hold, resume, cancel: each answers with its verdict."""
    drive = await launches.start(
        plan([task("brief", "idea"), task("draw", "idea")], [gate("G1", "idea", attest=("security",))])
    )
    now = datetime.now(UTC)
    await drive.claim("brief")
    commands: tuple[tuple[Command, str], ...] = (
        (UnclaimTask("1", MAKER, "brief"), "given back"),
        (CompleteTask("2", MAKER, "brief"), "done"),
        (CompleteTask("3", MAKER, "draw"), "done"),
        (AddEvidence("4", OWNER, "metric", "Sign-ups", "dashboard", 3, now), "E1"),
        (Attest("5", SECURITY, "G1", "security", ready=True), "security is ready"),
        (HoldLaunch("6", OWNER, "Wait."), "held"),
        (ResumeLaunch("7", OWNER), "running"),
        (CancelLaunch("8", OWNER, "Stop."), "cancelled"),
    )

    for command, verdict in commands:
        assert (await drive.act(command)).verdict == verdict

    assert await drive.handle.result() == "cancelled"


def test_a_launch_is_given_something_to_be() -> None:
    """Neither begun nor carried on: a mistake of ours, said at once."""
    with pytest.raises(ValueError, match="neither was given"):
        LaunchWorkflow(LaunchInput())


async def test_only_recent_commands_are_remembered(launches: Launches, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run carries is bounded; the key that came first is forgotten first."""
    monkeypatch.setattr("workflows.state.REMEMBERED", 2)  # the sandbox reads it again for every run
    drive = await launches.start(many_tasks(4))
    commands = [CompleteTask(f"k{number}", MAKER, f"t{number}") for number in (1, 2, 3)]
    for command in commands:
        await drive.act(command)

    with pytest.raises(WorkflowUpdateFailedError):
        await drive.handle.execute_update("complete_task", commands[0], id="again")
    again = await drive.handle.execute_update("complete_task", commands[1], id="later", result_type=Receipt)

    assert again.verdict == "done"


async def _sent_together(drive: Drive, first: Command, second: Command) -> tuple[Receipt, BaseException]:
    """Send two commands while no worker runs, so that one workflow task gets both; the winner's and loser's answer."""
    sent = asyncio.gather(drive.act(first), drive.act(second), return_exceptions=True)
    for _ in range(10):
        await drive.handle.describe()  # the engine has taken both in by the time it answers
    async with worker_of(drive.launches):
        answers = await sent
        won = [answer for answer in answers if isinstance(answer, Receipt)]
        lost = [answer for answer in answers if isinstance(answer, BaseException)]
        assert len(won) == len(lost) == 1
    return won[0], lost[0]


@pytest.fixture
def unserved(temporal_client: Client) -> Launches:
    """Launches that no worker runs yet."""
    return launches_over(temporal_client)


async def test_of_two_claims_in_one_workflow_task_the_second_loses(unserved: Launches) -> None:
    """It is told who holds the task, and since when. Both arrive before the launch's very first task."""
    drive = await unserved.start(many_tasks(1))

    won, lost = await _sent_together(drive, ClaimTask("c1", MAKER, "t1"), ClaimTask("c2", OTHER_MAKER, "t1"))

    assert isinstance(lost, AlreadyClaimed)
    assert won.batch is not None
    holder = won.batch.tasks[-1]
    assert holder.claimed_at is not None
    assert lost.facts == {"holder": holder.claimed_by, "since": holder.claimed_at.isoformat()}


async def test_of_two_decisions_in_one_workflow_task_the_second_loses(unserved: Launches) -> None:
    """It is told who decided, when and how; the gate has one decision."""
    async with worker_of(unserved):
        drive = await unserved.start(voted())
        await drive.complete("brief")
        await drive.vote("G1", DESIGN_LEAD)
        await drive.vote("G1", ENGINEERING_LEAD)
        await drive.settled()

    won, lost = await _sent_together(
        drive,
        Decide("d1", DIRECTOR, "G1", DecisionKind.GO, "It pays."),
        Decide("d2", OTHER_DIRECTOR, "G1", DecisionKind.GO, "It may."),
    )

    assert isinstance(lost, AlreadyDecided)
    assert won.batch is not None
    decision = won.batch.gates[0].decision
    assert decision is not None
    assert lost.facts == {"decided_by": decision.by, "decided_at": decision.at.isoformat(), "decision": "go"}


async def test_a_command_may_come_before_the_first_workflow_task(unserved: Launches) -> None:
    """State is ready before `run` begins, so a task may be answered the moment the launch is started."""
    drive = await unserved.start(many_tasks(2))
    early = asyncio.create_task(drive.complete("t1"))
    await drive.handle.describe()

    async with worker_of(unserved):
        receipt = await early
        assert receipt is not None
        assert receipt.verdict == "done"
        assert [event.seq for event in await drive.delivered()] == list(range(1, receipt.seq + 1))


async def test_a_run_that_is_replayed_for_every_task_answers_the_same(temporal_client: Client) -> None:
    """Without a cache each workflow task begins with a replay, so anything not deterministic fails here."""
    forgetful = launches_over(temporal_client)
    async with worker_of(forgetful, max_cached_workflows=0):
        drive = await forgetful.start(voted())
        await drive.complete("brief")
        await drive.pass_gate("G1")
        await drive.complete("build")

        assert await drive.handle.result() == "finished"
        assert broken_at(drive.key, forgetful.ledger.log(drive.key)) is None
