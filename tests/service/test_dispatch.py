"""From an event to a mailbox: who is told what, once, whatever fails on the way."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import event, func, select

from channels.null import NullChannel
from channels.protocol import Undeliverable
from channels.registry import Setup, open_channels
from domain.errors import StoreUnavailable
from domain.launch.show import changes
from domain.launch.state import DecisionKind
from domain.messages import Message
from domain.preferences import Preferences, QuietHours
from service.dispatch import ATTEMPTS, KEPT_FOR, LEASE, Dispatcher
from store import notices as notices_store
from store import people
from store.database import Database
from store.notices import DeliveryState
from store.projection import apply_sync, project, repair
from store.tables import deliveries, notices
from tests.service.messengers import SLACK_FOR_ALL, Scene, organisation, run_dry, run_for_days
from tests.support.eventually import eventually
from tests.support.mailbox import Mailbox, mailbox
from tests.support.webhooks import hooks
from tests.unit.launch.plans import ANA, CHIEF, HEAD, LEO, MONDAY, ONE_TASK, Journey
from worker.dispatch import dispatching, keep_dispatching


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    """A launch that has begun, on each kind of database."""
    database = Database(database_url)
    made = Scene(database)
    await made.begin()
    yield made
    await database.dispose()


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


async def test_everybody_is_told_once_by_email(scene: Scene) -> None:
    """From the last task before a gate to the mailboxes of those it asks."""
    await scene.step(lambda it: it.complete("brief", ANA))
    await scene.step(lambda it: it.complete("spec", ANA))
    async with mailbox() as box:
        await run_dry(by_mail(scene, box))

    told = sorted((mail["To"].addresses[0].username, mail["Subject"]) for mail in box.mails)
    assert told == [
        ("chief", "Vote: Gate G1 (AUR-1)"),
        ("head", "Vote: Gate G1 (AUR-1)"),
        ("leo", "Attest: Gate G1 (AUR-1)"),
    ]
    assert len({mail["Message-ID"] for mail in box.mails}) == 3
    assert "https://slipway.example/gates/AUR-1.G1" in str(box.mails[0])


async def test_a_batch_that_comes_twice_tells_once(scene: Scene) -> None:
    """Late, again and as a repair: the ids are known."""
    batch = await scene.step(lambda it: it.complete("brief", ANA))
    async with scene.database.write() as conn:
        await conn.run_sync(apply_sync, batch)
        await repair(conn, batch)
        await project(conn, batch)
        assert await conn.scalar(select(func.count()).select_from(notices)) == 2  # the brief and the spec
    channel = Recorder()
    await run_dry(scene.dispatcher({"email": channel}))
    await run_dry(scene.dispatcher({"email": channel}))

    assert channel.told() == [
        "ana: To do: Do spec (AUR-1)",
        "head: To do: Do spec (AUR-1)",
        "pia: To do: Do spec (AUR-1)",
    ]


async def test_a_vote_that_tells_nobody_costs_no_statement(scene: Scene) -> None:
    """The hot path does not touch the table of notices."""
    await scene.step(Journey.to_g1)
    statements: list[str] = []
    for engine in scene.database.engines:
        event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    await scene.step(lambda it: it.vote("G1", HEAD))
    assert statements
    assert not [one for one in statements if "notices" in one]
    await scene.step(lambda it: (it.attest("G1", LEO), it.vote("G1", CHIEF)))
    assert [one for one in statements if "notices" in one]


async def test_nobody_hears_of_their_own_act(scene: Scene) -> None:
    """Whoever gives a task back is one of its candidates, and is not told that it is there to be had."""
    await scene.step(lambda it: it.claim("brief", ANA))
    await run_dry(scene.dispatcher({"email": Recorder()}))  # the first notice is moot: she holds it
    await scene.step(lambda it: it.unclaim("brief", ANA))
    channel = Recorder()
    await run_dry(scene.dispatcher({"email": channel}))

    assert channel.told() == ["head: To do: Do brief (AUR-1)", "pia: To do: Do brief (AUR-1)"]


async def test_whoever_has_several_parts_in_one_event_gets_one_message(scene: Scene) -> None:
    """Both seats and the department."""
    async with scene.database.write() as conn:
        one = next(one for one in organisation().people if one.id == "leo")
        await people.put(
            conn, replace(organisation(), people=(replace(one, roles=("head_product", "head_engineering")),))
        )
    channel = Recorder()
    await scene.step(Journey.to_g1)
    await run_dry(scene.dispatcher({"email": channel}))

    assert [one for one in channel.told() if one.startswith("leo") and "G1" in one] == ["leo: Attest: Gate G1 (AUR-1)"]


async def test_a_mark_tells_a_person_once_whoever_it_names(database_url: str) -> None:
    """The same person is head of product and sponsor: once a mark, not once an audience or a delivery."""
    database = Database(database_url)
    scene = Scene(database, Journey.begin(ONE_TASK))
    await scene.begin()
    async with database.write() as conn:
        one = next(one for one in organisation().people if one.id == "head")
        both = replace(one, roles=("head_product", "exec_sponsor"))
        await people.put(conn, replace(organisation(), people=(both,)))
    channel = Recorder()
    batch = await scene.step(lambda it: it.later(days=7))
    async with database.write() as conn:
        await conn.run_sync(apply_sync, batch)
    await run_dry(scene.dispatcher({"email": channel}), MONDAY + timedelta(days=7))

    about = Counter(one.subject.partition(":")[0] for one in channel.sent if one.name == "Head")
    assert about == {"Half of the time is gone": 1, "Overdue": 1, "Long overdue": 1}
    await database.dispose()


async def test_what_is_no_longer_true_is_not_sent(scene: Scene) -> None:
    """The task was done, and the gate decided, before anybody came to say so."""
    await scene.step(Journey.past_g1)
    channel = Recorder()
    await run_dry(scene.dispatcher({"email": channel}))

    assert channel.told() == [
        "cmo: To do: Do copy (AUR-1)",
        "eve: To do: Do code (AUR-1)",
        "max: To do: Do copy (AUR-1)",
        "pia: Decided: go – Gate G1 (AUR-1)",
    ]
    assert {state for _, _, state in await scene.states()} == {"sent", "moot"}


async def test_the_next_attempt_is_not_the_last_one(scene: Scene) -> None:
    """A gate that was asked for, recycled and is open again asks anew, and the old question is moot."""
    await scene.step(Journey.to_g1)
    await scene.step(lambda it: it.later(hours=1))
    await scene.step(lambda it: it.decide("G1", DecisionKind.RECYCLE, recycle_to="idea"))
    scene.journey.now += timedelta(hours=1)
    await scene.step(Journey.to_g1)
    channel = Recorder()
    await run_dry(scene.dispatcher({"email": channel}), scene.journey.now)

    assert [one for one in channel.told() if one.startswith("chief")] == ["chief: Vote: Gate G1 (AUR-1)"]


async def test_preferences_choose_the_channel(scene: Scene) -> None:
    """Nothing, another channel, or the null channel where one is not set up."""
    await scene.prefer("ana", Preferences({"task": ()}))
    await scene.prefer("head", Preferences({"task": ("slack", "email")}))
    await scene.prefer("pia", Preferences({"task": ("slack",)}), slack_url="https://hooks.example/pia")
    email, slack, null = Recorder(), Recorder(), Recorder()
    await scene.step(lambda it: it.complete("brief", ANA))
    await run_dry(scene.dispatcher({"email": email, "slack": slack, "null": null}))

    told = [(person, channel) for person, channel, state in await scene.states() if state == "sent"]
    assert told == [("head", "email"), ("head", "null"), ("pia", "slack")]
    assert [one.address for one in slack.sent] == ["https://hooks.example/pia"]
    assert [one.address for one in email.sent] == ["head@example.com"]


async def test_without_any_channel_there_is_a_line_in_the_log(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """As it is on a newcomer's machine."""
    with caplog.at_level("INFO"):
        await run_dry(scene.dispatcher())

    assert {channel for _, channel, _ in await scene.states()} == {"null"}
    assert "no channel is set up" in caplog.text


async def test_quiet_hours_wait_for_their_end(scene: Scene) -> None:
    """In the person's own time zone; only what is urgent comes through, and only if they said so."""
    quiet = QuietHours(time(8), time(17))
    await scene.prefer("ana", Preferences({}, quiet, urgent_anyway=True))
    await scene.prefer("head", Preferences({}, QuietHours(time(1), time(2))))
    channel = Recorder()
    dispatcher = scene.dispatcher({"email": channel})
    await run_dry(dispatcher)
    assert channel.told() == ["head: To do: Do brief (AUR-1)", "pia: To do: Do brief (AUR-1)"]

    await run_dry(dispatcher, MONDAY.replace(hour=16, minute=59))
    assert len(channel.sent) == 2
    await run_dry(dispatcher, MONDAY.replace(hour=17))
    assert channel.told()[0] == "ana: To do: Do brief (AUR-1)"
    assert [row.attempts for row in await scene.rows()] == [1, 1, 1]


@pytest.mark.parametrize("anyway", [True, False])
async def test_what_is_urgent_comes_through_if_asked_to(database_url: str, anyway: bool) -> None:
    """An escalation at 150 %, in the middle of the night."""
    database = Database(database_url)
    scene = Scene(database, Journey.begin(ONE_TASK))
    await scene.begin()
    async with database.write() as conn:
        one = next(one for one in organisation().people if one.id == "dora")
        await people.put(conn, replace(organisation(), people=(replace(one, roles=("exec_sponsor",)),)))
    await scene.prefer("dora", Preferences({}, QuietHours(time(0), time(0)), urgent_anyway=anyway))
    await scene.step(lambda it: it.later(days=7))
    channel = Recorder()
    await scene.dispatcher({"email": channel}).dispatch_once(MONDAY + timedelta(days=7))

    assert [one.subject for one in channel.sent if one.name == "Dora"] == (
        ["Long overdue: Do brief (AUR-1)"] if anyway else []
    )
    await database.dispose()


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
        assert not await notices_store.settle(conn, late, DeliveryState.DEAD, MONDAY, "late")

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


async def test_old_notices_are_forgotten(scene: Scene) -> None:
    """After 90 days, with what became of them; and what is delivered again that late tells nobody."""
    dispatcher = scene.dispatcher()
    await run_dry(dispatcher)
    assert await dispatcher.forget_old(MONDAY + KEPT_FOR) == 0
    assert await dispatcher.forget_old(MONDAY + KEPT_FOR + timedelta(seconds=1)) == 1
    assert await scene.states() == []

    async with scene.database.write() as conn:
        await repair(conn, changes(None, scene.journey.launch, tuple(scene.journey.events)))
    await run_dry(dispatcher, MONDAY + KEPT_FOR)
    assert await scene.states() == []


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


async def test_whoever_left_is_not_told(scene: Scene) -> None:
    """Neither when the notice is addressed, nor when its time comes."""
    dispatcher = scene.dispatcher({"email": Recorder()})
    await dispatcher._tell(MONDAY)
    async with scene.database.write() as conn:
        gone = tuple(replace(one, active=False) for one in organisation().people if one.id == "ana")
        await people.put(conn, replace(organisation(), people=gone))
    await run_dry(dispatcher)

    assert [state for person, _, state in await scene.states() if person == "ana"] == ["moot"]


async def test_why_a_message_was_refused_is_kept(scene: Scene) -> None:
    """A channel's own words are kept as the reason."""

    class Refusing:
        async def send(self, message: Message) -> None:
            raise Undeliverable(f"nobody at {message.address}")

    await run_dry(scene.dispatcher({"email": Refusing()}))

    assert {row.error for row in await scene.rows()} == {
        f"nobody at {name}@example.com" for name in ("ana", "head", "pia")
    }
