"""Who is away is stood in for: what is asked of them, and what presses, reaches their substitutes as well."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import event

from domain.delegation import Delegation
from domain.launch.commands import AssignTask
from domain.preferences import Preferences, QuietHours
from store import delegations, people
from store.database import Database
from tests.service.messengers import Recorder, Scene, organisation, run_dry
from tests.unit.launch.plans import ANA, MONDAY, ONE_TASK, PIA, Journey, gate, plan, stage, task

AWAY_UNTIL = MONDAY + timedelta(days=30)


async def away(
    scene: Scene, principal: str, substitute: str, starts: datetime = MONDAY, ends: datetime = AWAY_UNTIL
) -> str:
    """Somebody is away, and another stands in for them; the id of that."""
    one = Delegation(f"D-{principal}-{substitute}", principal, substitute, starts, ends, "leave", principal, MONDAY)
    async with scene.database.write() as conn:
        return (await delegations.put(conn, one)).id


async def told(scene: Scene, now: datetime = MONDAY) -> Recorder:
    """What leaves by email, to whom."""
    channel = Recorder()
    await run_dry(scene.dispatcher({"email": channel}), now)
    return channel


def to(channel: Recorder, name: str) -> list[str]:
    """The subjects that somebody got, up to the colon."""
    return [one.subject.partition(":")[0] for one in channel.sent if one.name == name]


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Scene]:
    """One task without a gate."""
    made = Scene(Database(database_url), Journey.begin(ONE_TASK))
    await made.begin()
    yield made
    await made.database.dispose()


async def test_an_assignment_reaches_the_substitute(small: Scene) -> None:
    """With the name of whom they stand in for; the one who is away is told as ever."""
    await away(small, "ana", "eve")
    await told(small)
    await small.step(lambda it: it.act(AssignTask("key", PIA, "brief", ANA)))
    channel = await told(small)

    assert channel.told() == ["ana: To do: Do brief (AUR-1)", "eve: To do: Do brief (AUR-1)"]
    texts = {one.name: one.text for one in channel.sent}
    assert texts["Eve"] == f"You stand in for Ana.\n\n{texts['Ana']}"


async def test_every_step_of_the_ladder_reaches_substitutes(small: Scene) -> None:
    """Of the holder at 50 %, of whom it is escalated to at 100 %, of the sponsor at 150 %: each once."""
    for principal, substitute in (("ana", "eve"), ("head", "max"), ("vera", "cmo")):
        await away(small, principal, substitute)
    await small.step(lambda it: it.claim("brief", ANA))
    await told(small)
    await small.step(lambda it: it.later(days=7))
    channel = await told(small, MONDAY + timedelta(days=7))

    ladder = {name: to(channel, name) for name in ("Ana", "Eve", "Head", "Max", "Vera", "Cmo")}
    half, whole, more = ["Half of the time is gone"], ["Overdue"], ["Long overdue"]
    assert ladder == {"Ana": half, "Eve": half, "Head": whole, "Max": whole, "Vera": more, "Cmo": more}


async def test_moved_due_dates_reach_substitutes(database_url: str) -> None:
    """Whoever stands in has to plan with them."""
    held_up = plan(
        (stage("one"),),
        (task("a", "one"), task("b", "one", "engineering", after=("a",), people=("eve",))),
        (gate("G", "one"),),
        tells_slips=True,
        moves_dues=True,
    )
    scene = Scene(Database(database_url), Journey.begin(held_up))
    await scene.begin()
    await away(scene, "eve", "max")
    await scene.step(lambda it: it.later(days=1, hours=8))
    channel = await told(scene, MONDAY + timedelta(days=1, hours=8))

    assert to(channel, "Eve") == to(channel, "Max") == ["Due dates moved"]
    await scene.database.dispose()


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        pytest.param(MONDAY + timedelta(hours=1), AWAY_UNTIL, id="not away yet"),
        pytest.param(MONDAY - timedelta(days=9), MONDAY, id="back again"),
    ],
)
async def test_only_while_somebody_is_away(small: Scene, starts: datetime, ends: datetime) -> None:
    """From its first moment until just before its last."""
    await away(small, "ana", "eve", starts, ends)
    assert to(await told(small), "Eve") == []


async def test_a_substitutes_substitute_is_told_too(small: Scene) -> None:
    """Over two hands, as they may act."""
    await away(small, "ana", "eve")
    await away(small, "eve", "max")
    channel = await told(small)

    assert (to(channel, "Eve"), to(channel, "Max")) == (["To do"], ["To do"])
    assert "You stand in for Ana." in next(one.text for one in channel.sent if one.name == "Max")


async def test_whoever_is_asked_themselves_is_told_once(small: Scene) -> None:
    """And as themselves: the department's other members stand in for each other."""
    await away(small, "ana", "head")
    await away(small, "pia", "head")
    channel = await told(small)

    assert to(channel, "Head") == ["To do"]
    assert "stand in" not in "".join(one.text for one in channel.sent)


async def test_a_substitute_who_may_not_act_is_not_told(scene: Scene) -> None:
    """Who did the work a gate judges does not vote or decide on it for others, nor is asked or pressed to."""
    await away(scene, "head", "ana")
    await away(scene, "dora", "ana")
    await away(scene, "chief", "max")
    await scene.step(Journey.to_g1)  # Ana does all of it
    first = await told(scene)
    assert "Vote" not in to(first, "Ana")
    assert "Vote" in to(first, "Max")

    await scene.step(lambda it: it.later(days=7))
    later = await told(scene, MONDAY + timedelta(days=7))
    assert {"Half of the time is gone"} <= set(to(later, "Dora"))
    assert to(later, "Ana") == []


async def test_nobody_is_told_by_way_of_somebody_who_may_not_act(scene: Scene) -> None:
    """A chain through one of the doers hands on nothing that they may not do."""
    await away(scene, "head", "ana")
    await away(scene, "ana", "max")
    await scene.step(Journey.to_g1)

    assert "Vote" not in to(await told(scene), "Max")


async def test_four_eyes_hold_for_substitutes(database_url: str) -> None:
    """Who did the one task is not told of the other for somebody else, though it is assigned to them."""
    eyes = plan(
        (stage("one"),),
        (task("make", "one"), task("inspect", "one", after=("make",), not_by=("make",), people=("pia",))),
    )
    scene = Scene(Database(database_url), Journey.begin(eyes))
    await scene.begin()
    await away(scene, "pia", "ana")
    await away(scene, "pia", "eve")
    await told(scene)
    await scene.step(lambda it: it.complete("make", ANA))
    channel = await told(scene)
    await scene.step(lambda it: it.later(days=7))
    pressed = await told(scene, MONDAY + timedelta(days=7))

    assert channel.told() == ["eve: To do: Do inspect (AUR-1)", "pia: To do: Do inspect (AUR-1)"]
    assert (to(pressed, "Eve"), to(pressed, "Ana")) == (["Half of the time is gone"], [])
    await scene.database.dispose()


async def test_nobody_hears_of_their_own_act_as_a_substitute(small: Scene) -> None:
    """Who gives a task back for somebody knows."""
    await away(small, "pia", "eve")
    await told(small)
    await small.step(lambda it: it.claim("brief", ANA))
    by_eve = replace(ANA, id="eve", on_behalf_of="ana")
    await small.step(lambda it: it.unclaim("brief", by_eve))

    assert to(await told(small), "Eve") == []


async def test_a_substitutes_own_preferences_count(small: Scene) -> None:
    """Their channels and their quiet hours; not those of whom they stand in for."""
    await away(small, "ana", "eve")
    await away(small, "ana", "max")
    await small.prefer("ana", Preferences({"task": ()}))
    await small.prefer("max", Preferences({"task": ()}))
    await small.prefer("eve", Preferences(quiet_hours=QuietHours(time(8), time(12))))
    now = await told(small)
    assert (to(now, "Ana"), to(now, "Max"), to(now, "Eve")) == ([], [], [])
    later = await told(small, MONDAY + timedelta(hours=3))
    assert to(later, "Eve") == ["To do"]


async def end_early(scene: Scene) -> None:
    """The delegation is revoked."""
    async with scene.database.write() as conn:
        await delegations.revoke(conn, "D-ana-eve", MONDAY + timedelta(hours=1))


async def leave(scene: Scene) -> None:
    """Whom somebody stands in for leaves for good."""
    gone = next(replace(one, active=False) for one in organisation().people if one.id == "ana")
    async with scene.database.write() as conn:
        await people.put(conn, replace(organisation(), people=(gone,)))


@pytest.mark.parametrize("ends", [end_early, leave])
async def test_what_ended_before_it_was_sent_is_moot(small: Scene, ends: Callable[[Scene], Awaitable[None]]) -> None:
    """While it waited for the end of quiet hours."""
    await away(small, "ana", "eve")
    await small.prefer("eve", Preferences(quiet_hours=QuietHours(time(8), time(12))))
    await told(small)
    await ends(small)

    assert to(await told(small, MONDAY + timedelta(hours=3)), "Eve") == []
    assert ("eve", "email", "moot") in await small.states()


@pytest.mark.parametrize("more", [0, 5])
async def test_substitutes_are_looked_up_once_a_batch(small: Scene, more: int) -> None:
    """However many there are, and almost nothing when nobody is away."""
    asked: list[str] = []
    for engine in small.database.engines:
        event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    await told(small)
    nobody = len([one for one in asked if "delegations" in one])
    assert nobody <= 1, "one look, which finds nothing"

    crowd = [one.id for one in organisation().people if one.id not in {"ana", "pia", "head"}][: 1 + more]
    for substitute in crowd:
        await away(small, "ana", substitute)
    await small.step(lambda it: it.act(AssignTask("key", PIA, "brief", ANA)))
    asked.clear()
    channel = Recorder()
    dispatcher = small.dispatcher({"email": channel})
    await dispatcher.dispatch_once(MONDAY)

    assert len(channel.sent) == 1 + len(crowd)
    assert len([one for one in asked if "delegations" in one]) == 4, "two hops, to tell and to send"
