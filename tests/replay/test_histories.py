"""Launches that are under way survive this code: recorded histories are replayed, and must ask for the same things."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import NondeterminismError

from service.converter import CONVERTER
from telemetry.setup import Telemetry
from telemetry.temporal import tracing_plugins
from tests.replay.mutants import AddsATimer, ForgetsTheDoors, NotifiesFirst, TellsNobody
from tests.replay.record import HISTORIES, STORIES, traces_of_machines
from workflows.launch import LaunchWorkflow

PATHS = sorted(HISTORIES.glob("*.json"))

RUNNERS = [
    pytest.param(UnsandboxedWorkflowRunner(), id="as the worker runs it"),
    # Catches a clock, a die or a file that somebody reached for: the sandbox refuses them.
    pytest.param(SandboxedWorkflowRunner(), id="in the sandbox"),
]


def _history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(f"launch/{path.stem}", path.read_text())


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_running_launches_survive_this_code(path: Path, runner: WorkflowRunner) -> None:
    """Fails when an edit would strand a launch in flight; then use `patched()`."""
    replayer = Replayer(workflows=[LaunchWorkflow], data_converter=CONVERTER, workflow_runner=runner)

    await replayer.replay_workflow(_history(path))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_tracing_does_not_get_in_the_way(path: Path) -> None:
    """Launches begun without it go on with it."""
    telemetry = Telemetry.start("replay", {})
    replayer = Replayer(
        workflows=[LaunchWorkflow],
        data_converter=CONVERTER,
        workflow_runner=UnsandboxedWorkflowRunner(),
        plugins=tracing_plugins(telemetry),  # type: ignore[arg-type]  # they are plugins of workers too
    )

    await replayer.replay_workflow(_history(path))


@pytest.mark.parametrize("mutant", [AddsATimer, TellsNobody, NotifiesFirst])
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_a_careless_edit_is_caught(path: Path, mutant: type[LaunchWorkflow]) -> None:
    """One timer more, some commands fewer, one activity more: each would strand what is under way."""
    replayer = Replayer(workflows=[mutant], data_converter=CONVERTER, workflow_runner=UnsandboxedWorkflowRunner())

    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(_history(path))


async def test_what_a_delivery_answered_is_part_of_a_history() -> None:
    """It says what needs no delivery any more; whoever reads it differently asks for another activity."""
    replayer = Replayer(
        workflows=[ForgetsTheDoors], data_converter=CONVERTER, workflow_runner=UnsandboxedWorkflowRunner()
    )

    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(_history(HISTORIES / "confirmed.json"))


def test_every_shape_is_kept() -> None:
    """The stories that are told, and a launch that goes on in a second run."""
    assert {path.stem for path in PATHS} == {*STORIES, "continued_as_new", "carried_on"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_history_tells_nothing_of_the_machine(path: Path) -> None:
    """No name of a host or a process, no path."""
    assert traces_of_machines(path.read_text()) == []
