"""What a whole launch costs the engine: 7 stages of 6 tasks, 7 gates of 3 approvals, every act by the use cases."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from bench.stack import stack
from bench.votes import OWNER, settings
from domain.actors import Actor
from domain.ids import workflow_id
from domain.launch.state import Choice, DecisionKind
from service.container import Slipway, open_slipway
from service.launches import NewLaunch
from service.people import Department, Organisation, Person, Role
from store.migrate import upgrade

STAGES, TASKS = 7, 6
DOER, FIRST, SECOND, DECIDER = (
    Actor("doer", departments=("product",)),
    Actor("first", roles=("first",)),
    Actor("second", roles=("second",)),
    Actor("decider", roles=("decider",)),
)
NEW = NewLaunch("standard-launch", "T1", "Whole", "Bench", "Measure", "Cost")
STILL = 4
"""Readings, a second apart, that must agree."""

ACTION = re.compile(r"^action(?:_total)?\{.*?\} (\d+(?:\.\d+)?)$", re.MULTILINE)


@dataclass(frozen=True)
class Cost:
    """Of one launch, from start to finish."""

    actions: int
    """As the engine's own `action` counter has it, which is what Temporal Cloud bills by."""
    events: int
    bytes: int


def playbook() -> str:
    """The launch of the comparison, as a playbook."""
    stages = [
        {
            "id": f"s{stage}",
            "title": f"Stage {stage}",
            "after": [f"s{stage - 1}"] if stage else [],
            "tasks": [
                {"id": f"t{stage}_{task}", "title": f"Task {task}", "department": "product", "sla": 5}
                for task in range(TASKS)
            ],
        }
        for stage in range(STAGES)
    ]
    gates = [
        {
            "id": f"G{stage}",
            "title": f"Gate {stage}",
            "closes": [f"s{stage}"],
            "department": "product",
            "vote": {"policy": "all@1", "seats": ["first", "second"]},
            "decide": "decider",
            "sla": 5,
            "decisions": ["go", "recycle", "hold", "kill"],
            "recycle_to": [f"s{stage}"],
        }
        for stage in range(STAGES)
    ]
    document = {
        "playbook": "standard-launch",
        "version": 1,
        "title": "Seven by six and seven by three",
        "tiers": ["T1"],
        "departments": {"product": {"title": "Product"}},
        "roles": {"first": "First voter", "second": "Second voter", "decider": "Decider"},
        "stages": stages,
        "gates": gates,
    }
    return json.dumps(document)


async def standard_launch(folder: Path, *, shared: bool) -> Cost:
    """Walk the launch to its end and read the engine's counters.

    In life acts lie hours apart, and each is delivered to the read model by itself; here none is sent before the last
    one was, unless they may share deliveries, as those of a burst do.
    """
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'slipway.db'}"
    await upgrade(url)
    apart = {} if shared else {"SLIPWAY_DELIVERY_WINDOW_S": "0"}
    async with stack(folder, worker="worker", api="api", database_url=url, more=apart) as running:
        uses = await open_slipway(settings(running, url))
        try:
            await _organise(uses)
            before = await _actions(running.engine.metrics_url)
            key = await _walk(uses, shared=shared)
            handle = running.client.get_workflow_handle(workflow_id(key))
            await handle.result()
            described = await handle.describe()
            return Cost(
                actions=await _actions(running.engine.metrics_url) - before,
                events=described.history_length,
                bytes=described.raw_description.workflow_execution_info.history_size_bytes,
            )
        finally:
            await uses.close()


async def _organise(uses: Slipway) -> None:
    people = (
        Person("owner", "Owner", "owner@example.org", roles=("operator",)),
        *(
            Person(actor.id, actor.id, f"{actor.id}@example.org", departments=actor.departments, roles=actor.roles)
            for actor in (DOER, FIRST, SECOND, DECIDER)
        ),
    )
    roles = tuple(Role(role, role) for role in ("first", "second", "decider", "operator"))
    await uses.people.load_organisation(Organisation((Department("product", "Product"),), roles, people))
    await uses.playbooks.publish(OWNER, playbook())


async def _walk(uses: Slipway, *, shared: bool) -> str:
    key = (await uses.launches.start(OWNER, "start", NEW)).view.key
    for act in _acts(uses, key):
        if not shared:
            await _delivered(uses, key)
        await act()
    return key


def _acts(uses: Slipway, key: str) -> Iterator[Callable[[], Awaitable[object]]]:
    """Everything that people do on it, one after the other."""
    for stage in range(STAGES):
        for task in range(TASKS):
            yield partial(uses.tasks.complete, DOER, f"t{stage}-{task}", f"{key}.t{stage}_{task}", note="Done.")
        gate = f"{key}.G{stage}"
        for voter in (FIRST, SECOND):
            yield partial(uses.gates.vote, voter, f"v{stage}-{voter.id}", gate, choice=Choice.APPROVE)
        yield partial(uses.gates.decide, DECIDER, f"d{stage}", gate, decision=DecisionKind.GO, rationale="All is well.")


async def _delivered(uses: Slipway, key: str) -> None:
    """Wait until the workflow waits for nothing but people. Describing it is no action, unlike a query."""
    handle = uses.engine.client.get_workflow_handle(workflow_id(key))
    async with asyncio.timeout(60):
        while True:
            described = (await handle.describe()).raw_description
            if not described.pending_activities and not described.HasField("pending_workflow_task"):
                return
            await asyncio.sleep(0.01)


async def _actions(metrics_url: str) -> int:
    """The sum of the engine's `action` counter, which lags by a second or so: read until it stands still."""
    seen: list[int] = []
    async with httpx.AsyncClient() as http:
        while len(seen) < STILL or len(set(seen[-STILL:])) > 1:
            text = (await http.get(metrics_url)).text
            seen.append(int(sum(float(value) for value in ACTION.findall(text))))
            await asyncio.sleep(1)
    return seen[-1]
