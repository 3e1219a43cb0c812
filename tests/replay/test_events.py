"""A launch under way makes its events anew when it is replayed: they must come out the same, hash by hash."""

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from domain.launch.handle import Outcome
from service.converter import CONVERTER
from tests.replay.test_histories import PATHS
from workflows.launch import LaunchWorkflow
from workflows.state import LaunchInput

MADE: list[str] = []


@workflow.defn(name="Launch")
class Watched(LaunchWorkflow):
    """Says which events it makes."""

    @workflow.init
    def __init__(self, given: LaunchInput) -> None:
        """As ever."""
        super().__init__(given)

    @workflow.run
    async def run(self, given: LaunchInput) -> str:
        """As ever."""
        return await super().run(given)

    def _adopt(self, outcome: Outcome) -> None:
        MADE.extend(event.hash for event in outcome.events)
        super()._adopt(outcome)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_replayed_events_have_the_hashes_that_were_delivered(path: Path) -> None:
    """Another byte in one of them would break the chain between what tables hold and what comes next."""
    MADE.clear()
    replayer = Replayer(workflows=[Watched], data_converter=CONVERTER, workflow_runner=UnsandboxedWorkflowRunner())
    await replayer.replay_workflow(WorkflowHistory.from_json(f"launch/{path.stem}", path.read_text()))

    history = json.loads(path.read_text())
    given = "".join(_inputs(history, "workflowExecutionStartedEventAttributes"))
    batches = [json.loads(text) for text in _inputs(history, "activityTaskScheduledEventAttributes")]
    delivered = {event["hash"] for batch in batches for event in batch["events"]}
    assert delivered
    # What an earlier run made came with the input.
    assert [one for one in sorted(delivered) if one not in MADE and one not in given] == []


def _inputs(history: dict[str, Any], kind: str) -> Iterator[str]:
    """What events of this kind were given, as JSON."""
    for event in history["events"]:
        for payload in event[kind]["input"]["payloads"] if kind in event else ():
            yield b64decode(payload["data"]).decode()
