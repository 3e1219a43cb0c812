"""From an event to a mailbox: who is told what, once, whatever fails on the way."""

from collections import Counter
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import event, func, select

from domain.launch.show import changes
from domain.launch.state import DecisionKind
from domain.preferences import Preferences, QuietHours
from service.dispatch import KEPT_FOR
from store import people
from store.database import Database
from store.projection import apply_sync, project, repair
from store.tables import notices
from tests.service.messengers import Recorder, Scene, by_mail, organisation, run_dry
from tests.support.mailbox import mailbox
from tests.unit.launch.plans import ANA, CHIEF, HEAD, LEO, MONDAY, ONE_TASK, Journey


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


async def test_whoever_left_is_not_told(scene: Scene) -> None:
    """Neither when the notice is addressed, nor when its time comes."""
    dispatcher = scene.dispatcher({"email": Recorder()})
    await dispatcher._tell(MONDAY)
    async with scene.database.write() as conn:
        gone = tuple(replace(one, active=False) for one in organisation().people if one.id == "ana")
        await people.put(conn, replace(organisation(), people=gone))
    await run_dry(dispatcher)

    assert [state for person, _, state in await scene.states() if person == "ana"] == ["moot"]
