"""A crowd at one Slipway, and playbooks that let them collide."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from temporalio.client import Client

from store.records import Department, Organisation, Person, Role
from telemetry.setup import Telemetry
from tests.api.driver import Driver, driving

RACERS = 8
SEATS = tuple(f"seat{number}" for number in range(50))
DECIDERS = tuple(f"decider{number}" for number in range(RACERS))
VOTERS = tuple(f"voter{number}" for number in range(len(SEATS)))
CROWD = tuple(f"maker{number}" for number in range(100))


def playbook(name: str, *benches: tuple[str, ...]) -> str:
    """For each bench a task and then a gate, side by side; a majority of the bench carries its gate."""
    seats = dict.fromkeys(seat for bench in benches for seat in bench)
    roles = "".join(f"  {seat}: A seat\n" for seat in seats)
    stages = "".join(_STAGE.format(n=number) for number in range(1, len(benches) + 1))
    gates = "".join(
        _GATE.format(n=number, vote=_VOTE.format(seats=", ".join(bench)) if bench else "")
        for number, bench in enumerate(benches, start=1)
    )
    return f"""\
playbook: {name}
version: 1
title: A race
tiers: [T2]
roles:
  decider: Who decides
{roles}departments:
  making: {{title: Making}}
stages:
{stages}gates:
{gates}"""


_STAGE = """\
  - id: work{n}
    title: Work
    tasks:
      - {{id: make{n}, title: Make it, department: making, sla: 1}}
"""
_GATE = """\
  - id: G{n}
    title: Is it good?
    closes: [work{n}]
    department: making
    decide: decider
    sla: 1
{vote}    decisions: [go, recycle, hold, kill]
    recycle_to: [work{n}]
"""
_VOTE = "    vote: {{policy: majority@1, seats: [{seats}]}}\n"

PLAYBOOKS = (playbook("duel", ()), playbook("parliament", SEATS[:25], SEATS[25:]), playbook("council", SEATS[:5]))


@dataclass(frozen=True)
class Arena:
    """The API, and what races do with it again and again."""

    api: Driver

    async def launch(self, name: str) -> str:
        """Start a launch of one of the playbooks above."""
        return await self.api.launch(playbook=name)

    async def gate(self, name: str, by: str = CROWD[0]) -> str:
        """An open gate of a new launch."""
        key = await self.launch(name)
        await self.api.do(by, f"/tasks/{key}.make1/complete")
        return f"{key}.G1"

    async def post(self, person: str, path: str, **body: object) -> httpx.Response:
        """Send a command, whatever comes of it; on 503, again under the same key, as callers are told to."""
        key = {"Idempotency-Key": uuid4().hex}
        reply = await self.api.by(person).post(f"/api/v1{path}", json=body, headers=key)
        for _ in range(4):
            if reply.status_code == 503:
                reply = await self.api.by(person).post(f"/api/v1{path}", json=body, headers=key)
        return reply

    async def actions(self, launch: str) -> list[str]:
        """What the log of a launch says happened, once all of it is there."""
        await self.api.settled()
        found: list[str] = []
        query: dict[str, Any] = {"limit": 200}
        while True:
            page = await self.api.get("pia", f"/launches/{launch}/events", **query)
            found += [event["action"] for event in page["items"]]
            if page["next_cursor"] is None:
                return found
            query["cursor"] = page["next_cursor"]


async def in_groups(acts: Iterable[Awaitable[None]], at_once: int) -> None:
    """Run everything, so many at the same time."""
    places = asyncio.Semaphore(at_once)

    async def one(act: Awaitable[None]) -> None:
        async with places:
            await act

    async with asyncio.TaskGroup() as tasks:
        for act in acts:
            tasks.create_task(one(act))


def won_and_lost(replies: Iterable[httpx.Response]) -> tuple[list[httpx.Response], list[httpx.Response]]:
    """Those that took effect, and those that were refused."""
    given = list(replies)
    odd = [reply.text for reply in given if reply.status_code not in {200, 202, 409}]
    assert odd == []
    return [reply for reply in given if reply.is_success], [reply for reply in given if not reply.is_success]


@asynccontextmanager
async def opened(client: Client, url: str, telemetry: Telemetry) -> AsyncIterator[Arena]:
    """A worker and the API over one database, with everybody above."""
    async with driving(client, url, telemetry) as api:
        await api.slipway.people.load_organisation(_organisation())
        for name in (*DECIDERS, *VOTERS, *CROWD):
            api.tokens[name] = (await api.slipway.tokens.issue(name, "race")).plaintext
        for source in PLAYBOOKS:
            reply = await api.by("opal").post(
                "/api/v1/playbooks", content=source, headers={"Content-Type": "application/yaml"}
            )
            assert reply.status_code == 201, reply.text
        yield Arena(api)


def _organisation() -> Organisation:
    def person(name: str, *roles: str, departments: tuple[str, ...] = ()) -> Person:
        return Person(name, name, f"{name}@example.com", departments=departments, roles=roles)

    return Organisation(
        departments=(Department("making", "Making"),),
        roles=tuple(Role(name, name) for name in ("decider", *SEATS)),
        people=(
            *(person(name, "decider") for name in DECIDERS),
            *(person(name, seat) for name, seat in zip(VOTERS, SEATS, strict=True)),
            *(person(name, departments=("making",)) for name in CROWD),
        ),
    )
