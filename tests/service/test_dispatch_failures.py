"""Whatever fails on the way to people: everything is delivered, or given up and said so; nothing is lost."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from channels.null import NullChannel
from channels.protocol import Undeliverable
from channels.registry import Setup, open_channels
from domain.errors import StoreUnavailable
from domain.messages import Message
from domain.preferences import Preferences
from service.dispatch import ATTEMPTS, LEASE, Dispatcher
from store import notices as notices_store
from store.notices import DeliveryState
from store.tables import deliveries
from tests.service.messengers import SLACK_FOR_ALL, Recorder, Scene, by_mail, run_dry, run_for_days
from tests.support.eventually import eventually
from tests.support.mailbox import mailbox
from tests.support.webhooks import hooks
from tests.unit.launch.plans import ANA, MONDAY, Journey
from worker.dispatch import dispatching, keep_dispatching


async def test_a_receiver_that_fails_now_and_then_gets_everything(scene: Scene) -> None:
    """Three in ten requests fail: each message arrives, exactly once where nobody died."""
    for person in ("ana", "head", "pia", "leo", "chief", "eve", "max"):
        await scene.prefer(person, SLACK_FOR_ALL)
    await scene.step(Journey.to_g1)
    async with hooks(lambda number: (503 if number % 10 in (0, 4, 7) else 200, {})) as hook:
        dispatcher = scene.dispatcher(open_channels(Setup(webhooks_to_loopback=True)), slack_url=hook.url)
        await run_for_days(dispatcher, 1)

    states = await scene.states()
    assert {state for _, _, state in states} <= {"sent", "moot"}
    assert len(hook.bodies) == sum(state == "sent" for _, _, state in states) >= 3
    assert hook.requests > len(hook.bodies)


async def test_a_receiver_that_stays_away_is_given_up_after_three_days(scene: Scene) -> None:
    """Ten attempts, further and further apart; then it is dead, and the reason is kept."""
    async with mailbox(lambda _: "451 Busy") as box:
        dispatcher = by_mail(scene, box)
        await run_for_days(dispatcher)

    rows = await scene.rows()
    assert {(row.state, row.attempts) for row in rows} == {("dead", ATTEMPTS)}
    assert "451" in rows[0].error
    assert box.attempts == len(rows) * ATTEMPTS
    async with scene.database.read() as conn:
        last = await conn.scalar(select(func.max(deliveries.c.next_at)))
    assert timedelta(hours=51) < last - MONDAY < timedelta(hours=93)


async def test_a_refusal_for_good_is_dead_at_once(scene: Scene) -> None:
    """Nothing is sent to it again."""
    async with mailbox(lambda _: "550 Nobody here") as box:
        await run_for_days(by_mail(scene, box), 1)

    assert {(row.state, row.attempts) for row in await scene.rows()} == {("dead", 1)}
    assert box.attempts == 3


async def test_a_receiver_that_asks_for_patience_is_given_it(scene: Scene) -> None:
    """Not a second before."""
    for person in ("ana", "head", "pia"):
        await scene.prefer(person, SLACK_FOR_ALL)
    async with hooks(lambda number: (429, {"Retry-After": "600"}) if number < 3 else (200, {})) as hook:
        dispatcher = scene.dispatcher(open_channels(Setup(webhooks_to_loopback=True)), slack_url=hook.url)
        await run_dry(dispatcher)
        await run_dry(dispatcher, MONDAY + timedelta(seconds=599))
        assert (hook.requests, hook.bodies) == (3, [])
        await run_dry(dispatcher, MONDAY + timedelta(seconds=600))
    assert len(hook.bodies) == 3


async def test_a_receiver_that_hangs_is_left_alone(scene: Scene) -> None:
    """It counts as an attempt, and the others are not held up by it."""
    async with mailbox(lambda number: "hang" if number == 0 else None) as box:
        dispatcher = replace(by_mail(scene, box), send_within=0.3)
        await run_dry(dispatcher)
        assert len(box.mails) == 2
        await run_dry(dispatcher, MONDAY + timedelta(minutes=1))
    assert len(box.mails) == 3


@pytest.mark.parametrize("when", ["before sending", "after sending"])
async def test_a_killed_dispatcher_loses_nothing(scene: Scene, when: str) -> None:
    """Its lease runs out and another one sends again: under the same id, so that it can be told."""
    dying, living = Recorder(), Recorder()
    dying.hang_before, dying.hang_after = when == "before sending", when == "after sending"
    task = asyncio.create_task(scene.dispatcher({"email": dying}).dispatch_once(MONDAY))
    await dying.reached.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

    other = scene.dispatcher({"email": living})
    await run_dry(other, MONDAY + LEASE - timedelta(seconds=1))
    assert living.sent == []  # it may still be alive
    await run_dry(other, MONDAY + LEASE)

    assert len(living.sent) == 3
    assert {one.id for one in dying.sent} <= {one.id for one in living.sent}
    assert {state for _, _, state in await scene.states()} == {"sent"}


async def test_whoever_overslept_does_not_overwrite(scene: Scene) -> None:
    """A lease that ran out is no right to mark what another one has sent since."""
    dispatcher = scene.dispatcher({"email": NullChannel()})
    await dispatcher._tell(MONDAY)
    async with scene.database.write() as conn:
        (late, *_) = await notices_store.lease(conn, MONDAY, LEASE, 16)
    await run_dry(dispatcher, MONDAY + LEASE)
    async with scene.database.write() as conn:
        assert not await conn.run_sync(notices_store.settle_sync, late, DeliveryState.DEAD, MONDAY, "late")

    assert {state for _, _, state in await scene.states()} == {"sent"}


async def test_a_message_that_kills_whoever_sends_it_is_given_up(scene: Scene) -> None:
    """Attempts count from the lease on, so dying is one, too."""
    dispatcher = scene.dispatcher({"email": Recorder()})
    await dispatcher._tell(MONDAY)
    now = MONDAY
    for _ in range(ATTEMPTS):
        async with scene.database.write() as conn:
            assert len(await notices_store.lease(conn, now, LEASE, 16)) == 3
        now += LEASE
    await run_dry(dispatcher, now)

    assert {row.state for row in await scene.rows()} == {"dead"}


async def test_many_dispatchers_send_each_once(scene: Scene) -> None:
    """Several processes on one database share the work."""
    for person in ("ana", "head", "pia"):
        await scene.prefer(person, Preferences({"task": ("email", "slack")}))
    channel = Recorder()
    await scene.step(lambda it: it.complete("brief", ANA))
    crowd = [scene.dispatcher({"email": channel, "slack": channel}, slack_url="https://x.example") for _ in range(4)]
    await asyncio.gather(*(run_dry(one) for one in crowd))

    assert len(channel.sent) == 6
    assert {state for _, _, state in await scene.states()} == {"sent", "moot"}


async def test_an_outage_of_the_database_does_not_end_it(scene: Scene) -> None:
    """It says so, and goes on when the database is back."""
    stop, channel = asyncio.Event(), Recorder()
    dispatcher = _Shaky(scene.database, {"email": channel}, "https://slipway.example")
    running = asyncio.create_task(keep_dispatching(dispatcher, stop, every=0.01))

    await eventually(lambda: _Shaky.calls > 3)
    stop.set()
    await asyncio.wait_for(running, 5)


class _Shaky(Dispatcher):
    """Fails twice, in both ways there are."""

    failures = (StoreUnavailable(), RuntimeError("a mistake"))
    calls = 0

    async def dispatch_once(self, now: object) -> int:  # noqa: ARG002
        """Fail, then find nothing to do."""
        type(self).calls += 1
        if self.calls <= len(self.failures):
            raise self.failures[self.calls - 1]
        return 0


async def test_it_stops_with_the_worker(scene: Scene) -> None:
    """Even in the middle of a message that hangs; what it leaves is sent later."""
    channel = Recorder()
    await scene.step(lambda it: it.complete("brief", ANA))
    stop = asyncio.Event()
    channel.hang_before = True
    dispatcher = _AtMonday(scene.database, {"email": channel}, "https://slipway.example")
    async with dispatching(dispatcher, stop, grace=0.05):
        await channel.reached.wait()
        stop.set()
    channel.hang_before = False
    await run_dry(dispatcher, MONDAY + LEASE)

    assert len(channel.sent) == 3


class _AtMonday(Dispatcher):
    """For whom it is always Monday, unless told."""

    async def dispatch_once(self, now: object) -> int:
        """At the time of the story."""
        moment = now if isinstance(now, type(MONDAY)) and now < MONDAY + timedelta(days=1) else MONDAY
        return await super().dispatch_once(moment)


async def test_why_a_message_was_refused_is_kept(scene: Scene) -> None:
    """A channel's own words are kept as the reason."""

    class Refusing:
        async def send(self, message: Message) -> None:
            raise Undeliverable(f"nobody at {message.address}")

    await run_dry(scene.dispatcher({"email": Refusing()}))

    assert {row.error for row in await scene.rows()} == {
        f"nobody at {name}@example.com" for name in ("ana", "head", "pia")
    }
