"""Every command in every state: what is legal succeeds, anything else is refused and changes nothing."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest

from domain.actors import Actor
from domain.errors import AlreadyClaimed, AlreadyDecided, SlipwayError, WrongState
from domain.ids import SYSTEM
from domain.launch.changing import preview
from domain.launch.commands import (
    AddApprover,
    AnswerReview,
    AssignTask,
    Attest,
    BreakGlass,
    CancelLaunch,
    CancelTask,
    CastVote,
    ChangeLaunch,
    CheckItem,
    ClaimTask,
    Command,
    CompleteTask,
    ConfirmProposal,
    Decide,
    DeclineProposal,
    HoldLaunch,
    PlanWork,
    RecordReading,
    ReopenTask,
    RequestReview,
    ResumeLaunch,
    ReturnTask,
    ReviewBallots,
    RevokeAttestation,
    RevokeVote,
    ScoreGate,
    SkipTask,
    TaskCommand,
    UnclaimTask,
    WaiveCriterion,
    WithdrawProposal,
    WithdrawRequest,
)
from domain.launch.handle import RULES, check
from domain.launch.state import Choice, DecisionKind, GateState, LaunchState, Opinion, TaskState
from domain.plan import ChecklistItem
from tests.unit.launch.plans import (
    ANA,
    CHIEF,
    DORA,
    EVE,
    HEAD,
    LEO,
    MAX,
    MEASURED,
    MONDAY,
    OPS,
    PIA,
    REASONS,
    SCORED,
    VERA,
    Journey,
    condition,
    evidence,
    gate,
    plan,
    stage,
    task,
)

Refused = type[SlipwayError] | None
"""The error a command meets, or None when it is carried out."""


def expect(journey: Journey, command: Command, refused: Refused) -> SlipwayError | None:
    """Carry out the command, or see it refused without a trace; `check` says the same."""
    before = deepcopy(journey.launch)
    if refused is None:
        check(journey.launch, command, journey.now)
        journey.act(command)
        assert journey.launch.seq > before.seq
        return None
    with pytest.raises(refused) as at_check:
        check(journey.launch, command, journey.now)
    with pytest.raises(refused) as at_act:
        journey.act(command)
    assert type(at_act.value) is refused, "no other kind of the same family"
    assert at_act.value.to_facts() == at_check.value.to_facts()
    assert journey.launch == before
    return at_act.value


# -- tasks ---------------------------------------------------------------------------------------------------

THOROUGH = plan(
    (stage("idea"),),
    (
        task("brief", "idea", optional=True, checklist=(ChecklistItem("read", "Read it aloud"),)),
        task("spec", "idea", after=("brief",), optional=True, checklist=(ChecklistItem("read", "Read it aloud"),)),
    ),
    (gate("G1", "idea"),),
)
"""Two tasks that everything can be done with."""

HAL = Actor("hal", departments=("product",))
TASK_COMMANDS: dict[str, Callable[[str], TaskCommand]] = {
    "claim": lambda task: ClaimTask("key", ANA, task),
    "unclaim": lambda task: UnclaimTask("key", ANA, task),
    "check": lambda task: CheckItem("key", ANA, task, "read"),
    "complete": lambda task: CompleteTask("key", ANA, task),
    "assign": lambda task: AssignTask("key", PIA, task, HAL),
    "plan": lambda task: PlanWork("key", PIA, task, 1),
    "skip": lambda task: SkipTask("key", ANA, task, "because"),
    "cancel": lambda task: CancelTask("key", PIA, task, "because"),
    "return": lambda task: ReturnTask("key", DORA, task, "because"),
    "reopen": lambda task: ReopenTask("key", PIA, task, "because"),
}


def only(*legal: str, **refused: Refused) -> dict[str, Refused]:
    """A row of the table: these are carried out, those refused as said, and all others are no moves."""
    return {**dict.fromkeys(TASK_COMMANDS, WrongState), **dict.fromkeys(legal), **refused}


TASK_TABLE: dict[TaskState, dict[str, Refused]] = {
    TaskState.PENDING: only("plan", "cancel"),
    TaskState.OPEN: only("claim", "check", "complete", "assign", "plan", "skip", "cancel"),
    TaskState.CLAIMED: only("unclaim", "check", "complete", "assign", "plan", "skip", "cancel", claim=AlreadyClaimed),
    TaskState.DONE: only("return", "reopen"),
    TaskState.SKIPPED: only("reopen"),
    TaskState.CANCELLED: only("reopen"),
}


def with_task(state: TaskState) -> tuple[Journey, str]:
    """A running launch with a task of Ana's in this state."""
    journey = Journey.begin(THOROUGH)
    if state is TaskState.PENDING:
        return journey, "spec"
    journey.act(CheckItem("key", ANA, "brief", "read"))
    if state is TaskState.OPEN:
        journey.unclaim("brief", ANA)
    if state is TaskState.DONE:
        journey.complete("brief", ANA)
    if state is TaskState.SKIPPED:
        journey.act(SkipTask("key", ANA, "brief", "because"))
    if state is TaskState.CANCELLED:
        journey.act(CancelTask("key", PIA, "brief", "because"))
    return journey, "brief"


@pytest.mark.parametrize("move", TASK_COMMANDS)
@pytest.mark.parametrize("state", TaskState)
def test_every_move_of_a_task(state: TaskState, move: str) -> None:
    """Legal moves are carried out; a wrong one names those that would be."""
    journey, task = with_task(state)
    assert journey.launch.tasks[task].state is state

    error = expect(journey, TASK_COMMANDS[move](task), TASK_TABLE[state][move])
    if isinstance(error, WrongState):
        legal = {name for name, refused in TASK_TABLE[state].items() if refused is None}
        assert set(error.legal) == legal
        assert error.facts["state"] == state


def test_what_a_task_is_not_made_for_is_no_move() -> None:
    """A task that is not optional, has no checklist, or is a condition names only what it allows."""
    journey = Journey.begin()
    error = expect(journey, UnclaimTask("key", ANA, "brief"), WrongState)
    assert isinstance(error, WrongState)
    assert set(error.legal) == {"claim", "complete", "assign", "plan", "cancel"}
    error = expect(journey, SkipTask("key", ANA, "brief", "because"), WrongState)
    assert isinstance(error, WrongState)
    assert "skip" not in error.legal


# -- gates ---------------------------------------------------------------------------------------------------

BALLOT_COMMANDS = ("attest", "vote", "revoke vote", "revoke attestation", "add approver", "review ballots")
NEEDS_A_PROPOSAL = ("confirm", "decline", "withdraw")
GATE_COMMANDS = (*BALLOT_COMMANDS, "score", *DecisionKind, *NEEDS_A_PROPOSAL, "waive", "break glass")
UNDER_WAY: dict[str, Refused] = {
    **dict.fromkeys(GATE_COMMANDS),
    **dict.fromkeys(NEEDS_A_PROPOSAL, WrongState),
    "waive": WrongState,  # its one criterion holds
}
PROPOSED: dict[str, Refused] = {
    **UNDER_WAY,
    **dict.fromkeys(NEEDS_A_PROPOSAL),
    "break glass": AlreadyDecided,
}
NOT_OPEN = dict.fromkeys(GATE_COMMANDS, WrongState)
DECIDED = dict.fromkeys(GATE_COMMANDS, AlreadyDecided)
GATE_TABLE: dict[str, dict[str, Refused]] = {
    "pending": {**NOT_OPEN},
    "open": {**UNDER_WAY},
    "proposed behind glass": {**PROPOSED},
    "passed": {**DECIDED},
    "recycled": {**DECIDED},
    "put on hold": {**DECIDED},
    "killed": {**DECIDED},
    "open, launch held": {**NOT_OPEN},
    "cancelled": {**NOT_OPEN},
    "cancelled after a recycle": {**NOT_OPEN},
    "open again": {**UNDER_WAY},
    "on after a hold": {**UNDER_WAY},
    "reopened by a later gate": {**NOT_OPEN},
}


def fill(journey: Journey) -> None:
    """G1 lacks nothing but a decision."""
    journey.to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)


def with_gate(state: str) -> Journey:
    """A launch whose G1 is in this state."""
    journey = Journey.begin(SCORED)
    if state == "pending":
        return journey
    fill(journey)
    if state == "proposed behind glass":
        journey.break_glass("G1", by=OPS)
    if state == "passed":
        journey.decide("G1")
    if state == "reopened by a later gate":
        journey.decide("G1")
        journey.complete("code", EVE)
        journey.complete("copy", MAX)
        journey.decide("G2", DecisionKind.RECYCLE, recycle_to="idea")
    if state in {"recycled", "open again", "cancelled after a recycle"}:
        journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    if state == "open again":
        fill(journey)
    if state in {"put on hold", "on after a hold"}:
        journey.decide("G1", DecisionKind.HOLD)
    if state == "on after a hold":
        journey.resume()
    if state == "killed":
        journey.decide("G1", DecisionKind.KILL)
    if state == "open, launch held":
        journey.hold()
    if state.startswith("cancelled"):
        journey.cancel()
    return journey


@pytest.mark.parametrize("move", GATE_COMMANDS)
@pytest.mark.parametrize("state", GATE_TABLE)
def test_every_move_at_a_gate(state: str, move: str) -> None:
    """Whoever comes second is told who decided, and when; nobody acts at a gate that is shut."""
    journey = with_gate(state)
    decided_at = journey.now
    journey.now = journey.now.replace(hour=16)
    commands: dict[str, Command] = {
        "attest": Attest("key", LEO, "G1", "legal", ready=True),
        "vote": CastVote("key", HEAD, "G1", Choice.APPROVE, ""),
        "revoke vote": RevokeVote("key", HEAD, "G1"),
        "revoke attestation": RevokeAttestation("key", LEO, "G1", "legal"),
        "add approver": AddApprover("key", DORA, "G1", "cmo", "because"),
        "review ballots": ReviewBallots("key", Actor(SYSTEM), "G1", ("head",)),
        "score": ScoreGate("key", HEAD, "G1", {"fit": 5}),
        **{kind: Decide("key", DORA, "G1", kind, "because") for kind in DecisionKind},
        "recycle": Decide("key", DORA, "G1", DecisionKind.RECYCLE, "because", recycle_to="idea"),
        "conditional_go": Decide("key", DORA, "G1", DecisionKind.CONDITIONAL_GO, "b", conditions=(condition(),)),
        "confirm": ConfirmProposal("key", VERA, "G1", "because"),
        "decline": DeclineProposal("key", VERA, "G1", "because"),
        "withdraw": WithdrawProposal("key", OPS, "G1"),
        "waive": WaiveCriterion("key", DORA, "G1", "objective", "because", 3),
        "break glass": BreakGlass("key", VERA, "G1", DecisionKind.GO, REASONS),
    }

    error = expect(journey, commands[move], GATE_TABLE[state][move])
    if isinstance(error, AlreadyDecided):
        assert error.facts["decided_by"] == ("ops" if state == "proposed behind glass" else "dora")
        assert error.facts["decided_at"] == decided_at.isoformat()
        said = {
            "passed": "go",
            "proposed behind glass": "go",
            "recycled": "recycle",
            "put on hold": "hold",
            "killed": "kill",
        }
        assert error.facts["decision"] == said[state]


def test_every_state_of_a_gate_is_in_the_table() -> None:
    """A new one needs rows."""
    assert {with_gate(state).launch.gates["G1"].state for state in GATE_TABLE} == set(GateState)


# -- the launch ----------------------------------------------------------------------------------------------

LAUNCH_COMMANDS: dict[str, Command] = {
    "hold": HoldLaunch("key", PIA, "because"),
    "resume": ResumeLaunch("key", PIA),
    "cancel": CancelLaunch("key", PIA, "because"),
    "evidence": evidence(),
    "ask": RequestReview("key", MAX, "brief", "eve"),
    "answer": AnswerReview("key", LEO, "Q1", Opinion.FINE),
    "withdraw": WithdrawRequest("key", ANA, "Q1"),
    "reading": RecordReading("key", EVE, "churn", "2.5", "%", MONDAY, "warehouse"),
    "claim": ClaimTask("key", ANA, "brief"),
    "complete": CompleteTask("key", ANA, "brief"),
    "change": ChangeLaunch("key", PIA, "because", charter={"title": "Borealis"}),
}
RUNNING: dict[str, Refused] = {**dict.fromkeys(LAUNCH_COMMANDS), "resume": WrongState}
HELD: dict[str, Refused] = {
    **dict.fromkeys(LAUNCH_COMMANDS, WrongState),
    "resume": None,
    "cancel": None,
    "evidence": None,
    "ask": None,
    "answer": None,
    "withdraw": None,
    "reading": None,
    "change": None,
}
OVER: dict[str, Refused] = {**dict.fromkeys(LAUNCH_COMMANDS, WrongState)}
LAUNCH_TABLE = {
    LaunchState.RUNNING: RUNNING,
    LaunchState.HELD: HELD,
    LaunchState.FINISHED: OVER,
    LaunchState.CANCELLED: OVER,
    LaunchState.KILLED: OVER,
}
STEERING = {"hold", "resume", "cancel", "change"}


def in_state(state: LaunchState) -> Journey:
    """A launch in this state."""
    if state is LaunchState.KILLED:
        journey = Journey.begin(SCORED)
        journey.act(RequestReview("key", ANA, "brief", "leo"))
        journey.to_g1()
        journey.decide("G1", DecisionKind.KILL)
        return journey
    journey = Journey.begin(MEASURED)
    journey.act(RequestReview("key", ANA, "brief", "leo"))
    if state is LaunchState.HELD:
        journey.hold()
    if state is LaunchState.FINISHED:
        journey.complete("brief", ANA)
    if state is LaunchState.CANCELLED:
        journey.cancel()
    return journey


def as_previewed(journey: Journey, command: Command) -> Command:
    """A change names what it would do."""
    if isinstance(command, ChangeLaunch) and not journey.launch.ended:
        return replace(command, impact=preview(journey.launch, command).digest)
    return command


@pytest.mark.parametrize("move", LAUNCH_COMMANDS)
@pytest.mark.parametrize("state", LAUNCH_TABLE)
def test_every_move_of_a_launch(state: LaunchState, move: str) -> None:
    """A held launch waits, a launch that is over takes nothing; a refusal names the ways on."""
    journey = in_state(state)
    assert journey.launch.state is state

    error = expect(journey, as_previewed(journey, LAUNCH_COMMANDS[move]), LAUNCH_TABLE[state][move])
    if isinstance(error, WrongState):
        legal = {name for name, refused in LAUNCH_TABLE[state].items() if refused is None and name in STEERING}
        assert set(error.legal) == legal
        assert error.facts["state"] == state


def test_the_tables_are_complete() -> None:
    """Every state of a task and a launch, and every command there is."""
    assert set(TASK_TABLE) == set(TaskState)
    assert set(LAUNCH_TABLE) == set(LaunchState)
    steering = {type(command) for command in LAUNCH_COMMANDS.values()}
    ballots = {RevokeVote, RevokeAttestation, AddApprover, ReviewBallots}
    gates = {
        Attest,
        CastVote,
        Decide,
        ConfirmProposal,
        DeclineProposal,
        WithdrawProposal,
        WaiveCriterion,
        BreakGlass,
        ScoreGate,
    }
    tasks = {type(make("brief")) for make in TASK_COMMANDS.values()}
    assert {*tasks, *steering, *ballots, *gates} == set(RULES)
