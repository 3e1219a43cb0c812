"""Whatever dies, and whenever: an acknowledged command is never lost, and never done twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from temporalio.api.enums.v1 import PendingActivityState

from domain.events import Event, broken_at
from domain.ids import workflow_id
from tests.chaos.stack import Stack, running_stack
from tests.support.eventually import eventually

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(120)]

PARTS = ("worker", "api", "engine")

WANTED = {
    "playbook": "express@1",
    "tier": "T3",
    "title": "Offline mode",
    "product": "Aurora",
    "objective": "Sell to people who travel",
    "user_need": "Work goes on in the train",
    "facts": {"reversible": True},
}


@dataclass(frozen=True)
class Step:
    """One command of an express launch; its path is completed with the launch's key."""

    person: str
    path: str
    body: dict[str, Any]


STEPS = (
    Step("eli", "/tasks/{}.describe_change/claim", {}),
    Step("eli", "/tasks/{}.describe_change/complete", {"note": "Three sentences."}),
    Step("eli", "/tasks/{}.make_change/complete", {"note": "Behind a flag."}),
    Step("mia", "/gates/{}.ship/decision", {"decision": "go", "rationale": "It can be undone."}),
    Step("eli", "/tasks/{}.release_change/complete", {"note": "All quiet."}),
)


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """One for all: what is killed is started again."""
    async with running_stack(tmp_path_factory.mktemp("chaos")) as made:
        yield made


async def _start(stack: Stack, name: str) -> tuple[str, httpx.Response]:
    reply = await stack.command("pia", "/launches", f"{name}-start", **WANTED, prefix=name.upper())
    return reply.json()["key"], reply


async def _left(stack: Stack, launch: str) -> list[Event]:
    """The whole log once the launch is over; checked, with everything else that is left."""

    async def over() -> bool:
        page = await stack.slipway.launches.events("pia", launch, limit=500)
        return page.items[-1].action == "launch.finished" and page.items[-1].seq == len(page.items)

    await eventually(over, within=20)
    log = list((await stack.slipway.launches.events("pia", launch, limit=500)).items)
    assert broken_at(launch, log) is None
    (verdict,) = [found async for found in stack.slipway.audit.verify(launch)]
    assert (verdict.intact, verdict.witnessed, verdict.events) == (True, True, len(log)), verdict
    assert [found async for found in stack.slipway.reconciler.differences() if found.launch == launch] == []
    return log


def _plainly(log: list[Event]) -> list[tuple[Any, ...]]:
    """What happened, without when; what was shown names the launch, so its digest is another for each."""

    def said(event: Event) -> dict[str, Any]:
        return {name: value for name, value in event.data.items() if name != "subject"}

    return [(event.seq, event.actor, event.action, event.target.split("-")[0], said(event)) for event in log]


@pytest.fixture(scope="module")
async def undisturbed(stack: Stack) -> list[tuple[Any, ...]]:
    """How an express launch goes when nothing dies."""
    launch, _ = await _start(stack, "calm")
    for number, step in enumerate(STEPS):
        await stack.command(step.person, step.path.format(launch), f"calm-{number}", **step.body)
    return _plainly(await _left(stack, launch))


def _is_on_record_once(log: list[Event], replies: list[httpx.Response]) -> None:
    """Each acknowledgement names an event that is there, and each act of a person was acknowledged."""
    acknowledged = [int(reply.headers["Slipway-Seq"]) for reply in replies]
    assert acknowledged == sorted(set(acknowledged))
    assert acknowledged[-1] <= len(log)
    acts = [(event.action, event.target) for event in log if event.actor != "system"]
    assert len(acts) == len(set(acts)) == len(replies)


async def test_every_part_dies_between_any_two_commands(stack: Stack, undisturbed: list[tuple[Any, ...]]) -> None:
    """Worker, API and engine, one after the other, at every gap."""
    launch, started = await _start(stack, "gaps")
    replies = [started]
    for number, step in enumerate(STEPS):
        for part in PARTS:
            await stack.crash(part)
        replies.append(await stack.command(step.person, step.path.format(launch), f"gaps-{number}", **step.body))

    log = await _left(stack, launch)

    assert [entry[1:] for entry in _plainly(log)] == [
        (actor, action, target.replace("CALM", "GAPS"), data) for _, actor, action, target, data in undisturbed
    ]
    _is_on_record_once(log, replies)


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_dies_while_it_works_on_a_command(
    stack: Stack, undisturbed: list[tuple[Any, ...]], part: str
) -> None:
    """Nobody knows whether the command took effect; repeated under its key, it does so once."""
    launch, started = await _start(stack, part)
    replies = [started]
    for number, step in enumerate(STEPS):
        sent = asyncio.create_task(
            stack.command(step.person, step.path.format(launch), f"{part}-{number}", **step.body)
        )
        if "decision" in step.path:  # one is enough: the engine gives a worker up only after ten seconds
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(sent), 0.005)
            await stack.crash(part)
        replies.append(await sent)

    log = await _left(stack, launch)

    assert len(log) == len(undisturbed)
    _is_on_record_once(log, replies)


async def test_a_worker_that_dies_with_a_delivery_is_soon_missed(stack: Stack) -> None:
    """By a sign of life that does not come: a delivery may stay open for long, so its time-out would come late."""
    launch, _ = await _start(stack, "missed")
    described = stack.slipway.engine.client.get_workflow_handle(workflow_id(launch)).describe

    async def attempts() -> list[int]:
        pending = (await described()).raw_description.pending_activities
        return [one.attempt for one in pending if one.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED]

    async def open_once() -> bool:
        return await attempts() == [1]

    async def taken_over() -> bool:
        return await attempts() in ([], [2])

    await eventually(open_once)
    await stack.crash("worker")
    assert await attempts() == [1], "the engine does not know yet"
    await eventually(taken_over, within=20)
    await stack.command("pia", f"/launches/{launch}/cancel", "missed-cancel", reason="It was only to be missed")
