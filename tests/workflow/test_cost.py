"""What a launch costs: actions are what an engine in the cloud bills, events what a history may have."""

import re
from collections import Counter
from pathlib import Path

import httpx
from temporalio.client import Client

from cli.local.engine import EngineOptions, LocalEngine
from domain.plan import Plan
from tests.support.eventually import eventually
from tests.workflow.driver import Drive, launches_over, worker_of
from tests.workflow.plans import SEATS, gate, plan, task
from workflows import search_attributes as names

STAGES, TASKS = 7, 6
COMMANDS = STAGES * (TASKS + 3)
"""Every task is completed, and every gate gets two ballots and a decision."""


def typical() -> Plan:
    """Seven stages of six tasks, each closed by a gate with two seats; everything has a due date."""
    stages = [f"s{number}" for number in range(1, STAGES + 1)]
    tasks = [task(f"{stage}_t{number}", stage, sla_days=5) for stage in stages for number in range(1, TASKS + 1)]
    return plan(tasks, [gate(f"{stage}_gate", stage, seats=SEATS) for stage in stages])


async def actions(engine: LocalEngine) -> dict[str, int]:
    """Billable actions so far, by kind."""
    async with httpx.AsyncClient(trust_env=False) as http:
        text = (await http.get(engine.metrics_url)).text
    found: Counter[str] = Counter()
    for labels, value in re.findall(r"^action\{(.*)\} (\S+)$", text, re.MULTILINE):
        kind = re.search(r'action_type="([^"]*)"', labels)
        if kind and 'namespace="default"' in labels:
            found[kind[1]] += int(float(value))
    return found


async def _whole_launch(drive: Drive) -> None:
    for number in range(1, STAGES + 1):
        await drive.complete(*(f"s{number}_t{task}" for task in range(1, TASKS + 1)))
        await drive.pass_gate(f"s{number}_gate")
    assert await drive.handle.result() == "finished"


async def test_a_typical_launch_stays_within_its_budget(tmp_path: Path) -> None:
    """Every command waits for the one before it: the dearest way, since then each is delivered alone."""
    options = EngineOptions(port=0, ui_port=None, search_attributes=names.SEARCH_ATTRIBUTES, log=tmp_path / "log")
    async with LocalEngine(options) as engine:
        launches = launches_over(await Client.connect(engine.address))
        async with worker_of(launches):
            drive = await launches.start(typical())
            await _whole_launch(drive)
            kinds = await drive.kinds()

        async def all_counted() -> dict[str, int]:
            """The server adds its counters up once a second."""
            found = await actions(engine)
            assert found["message_UpdateWorkflowExecution_Acceptance"] == COMMANDS
            assert found["command_ScheduleActivityTask"] == kinds["ACTIVITY_TASK_SCHEDULED"]
            return found

        spent = await eventually(all_counted)

    assert spent == {
        "grpc_StartWorkflowExecution": 1,
        "message_UpdateWorkflowExecution_Acceptance": COMMANDS,
        "command_ScheduleActivityTask": kinds["ACTIVITY_TASK_SCHEDULED"],
        "command_StartTimer": kinds["TIMER_STARTED"],
        "command_UpsertWorkflowSearchAttributes": 1 + STAGES,
    }
    assert kinds["ACTIVITY_TASK_SCHEDULED"] <= COMMANDS + 1
    assert kinds["TIMER_STARTED"] <= 2
    assert sum(spent.values()) <= 160
    assert kinds.total() <= 750
