"""A launch whose batches are delivered, an organisation to tell, and dispatchers that tell it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from channels.protocol import Channel
from channels.registry import Setup, open_channels
from domain.launch.show import changes
from domain.launch.views import Batch
from domain.messages import Message
from domain.preferences import Preferences
from service.dispatch import Dispatcher
from store import people, preferences
from store.database import Database
from store.projection import project
from store.records import Department, Organisation, Person, Role
from store.tables import deliveries
from tests.support.mailbox import Mailbox
from tests.unit.launch.plans import BRANCHES, DEPARTMENTS, MONDAY, PEOPLE, ROLES, Journey

URL = "https://slipway.example"
SLACK_FOR_ALL = Preferences(dict.fromkeys(("task", "gate", "overdue", "decided", "followed", "launch"), ("slack",)))


def organisation() -> Organisation:
    """Everybody of the tiny plans, with the authority they have there."""
    roles = (*ROLES, "developer", "exec_sponsor")
    return Organisation(
        departments=tuple(Department(name, name) for name in DEPARTMENTS),
        roles=tuple(Role(name, name) for name in roles),
        people=tuple(
            Person(one.id, one.id.title(), f"{one.id}@example.com", departments=one.departments, roles=one.roles)
            for one in PEOPLE
        ),
    )


@dataclass
class Scene:
    """One launch over one database."""

    database: Database
    journey: Journey = field(default_factory=lambda: Journey.begin(BRANCHES))

    async def begin(self) -> None:
        """Put the organisation in place and deliver the start."""
        async with self.database.write() as conn:
            await people.put(conn, organisation())
            await project(conn, changes(None, self.journey.launch, tuple(self.journey.events)))

    async def step(self, act: Callable[[Journey], object]) -> Batch:
        """Let something happen, and deliver what it led to."""
        before, known = self.journey.launch, len(self.journey.events)
        act(self.journey)
        batch = changes(before, self.journey.launch, tuple(self.journey.events[known:]))
        async with self.database.write() as conn:
            await project(conn, batch)
        return batch

    async def prefer(self, person: str, chosen: Preferences, slack_url: str | None = None) -> None:
        """Choose for somebody."""
        async with self.database.write() as conn:
            await preferences.choose(conn, person, chosen)
            if slack_url:
                await preferences.set_slack_url(conn, person, slack_url)

    async def states(self) -> list[tuple[str, str, str]]:
        """Person, channel and state of each delivery."""
        async with self.database.read() as conn:
            columns = deliveries.c
            rows = await conn.execute(select(columns.person, columns.channel, columns.state))
            return sorted((row.person, row.channel, row.state) for row in rows)

    async def rows(self) -> list[Any]:
        """Each delivery."""
        async with self.database.read() as conn:
            return list((await conn.execute(select(deliveries).order_by(deliveries.c.person))).all())

    def dispatcher(self, channels: Mapping[str, Channel] | None = None, **settings: Any) -> Dispatcher:
        """Somebody who tells; of several, each is one process."""
        given = channels if channels is not None else open_channels(Setup())
        return Dispatcher(self.database, given, URL, **{"chance": Random(7), **settings})


async def run_dry(dispatcher: Dispatcher, now: Any = MONDAY) -> None:
    """Dispatch until nothing is due at this moment."""
    while await dispatcher.dispatch_once(now):
        pass


async def run_for_days(dispatcher: Dispatcher, days: int = 7) -> None:
    """Dispatch through some days of a clock that goes by the minute at first, then by the hour."""
    moments = [timedelta(minutes=minute) for minute in range(120)]
    moments += [timedelta(hours=hour) for hour in range(2, 24 * days)]
    for moment in moments:
        await run_dry(dispatcher, MONDAY + moment)


def by_mail(scene: Scene, box: Mailbox) -> Dispatcher:
    """A dispatcher with email and nothing else."""
    return scene.dispatcher(open_channels(Setup(smtp_url=box.url, mail_from="slipway@example.com")))


class Recorder:
    """A channel that remembers, and may stop in the middle."""

    def __init__(self) -> None:
        """Accepts everything until `stop_after` is set."""
        self.sent: list[Message] = []
        self.hang_before = self.hang_after = False
        self.reached = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Take a message."""
        if self.hang_before:
            self.reached.set()
            await asyncio.Event().wait()
        self.sent.append(message)
        if self.hang_after:
            self.reached.set()
            await asyncio.Event().wait()

    def told(self) -> list[str]:
        """Who was told what, by the ends of the ids."""
        return sorted(f"{one.name.lower()}: {one.subject}" for one in self.sent)
