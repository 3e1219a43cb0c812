"""Who is told that due dates move: each whose they are, once, and nobody of their own act."""

from collections.abc import Callable
from dataclasses import replace

from domain.launch.commands import ReturnTask
from domain.launch.show import changes
from domain.notices import Notice, notices_of
from tests.unit.launch.plans import ANA, CHARTER, EVE, PIA, Journey
from tests.unit.launch.test_moving import LINE, at, under_way


def told(journey: Journey, step: Callable[[Journey], object]) -> tuple[Notice, ...]:
    """The notices of a step."""
    before, known = journey.launch, len(journey.events)
    step(journey)
    return notices_of(changes(before, journey.launch, tuple(journey.events[known:])))


def of_moves(notices: tuple[Notice, ...]) -> dict[str, str]:
    """What each audience is told of due dates."""
    return {one.audience: one.text for one in notices if one.subject.startswith("Due dates moved")}


def test_each_audience_is_told_once_what_of_theirs_moves() -> None:
    """From when to when, and why; together with the slip, so that nobody hears of it twice."""
    found = told(under_way(), lambda it: it.later(days=1, hours=8))

    texts = of_moves(found)
    assert list(texts) == ["department:engineering", "role:director"]
    assert texts["department:engineering"] == (
        "“Do brief” is late.\n\n"
        "spec: due 2026-03-06 17:00 UTC, no longer 2026-03-05 17:00 UTC\n"
        "code: due 2026-03-12 17:00 UTC, no longer 2026-03-11 17:00 UTC"
    )
    assert not [one for one in found if one.subject.startswith("Held up")], "those who are held up hear it here"
    (path,) = {one.path for one in found if one.subject.startswith("Due dates moved")}
    assert path == "/tasks/AUR-1.brief"


def test_who_is_held_up_but_not_moved_is_told_that() -> None:
    """A task without a due date has none to move; whose it is hears of the slip, under the same topic."""
    tasks = tuple(replace(one, sla_days=None) if one.id == "spec" else one for one in LINE.tasks)
    found = told(under_way(replace(LINE, tasks=tasks)), lambda it: it.later(days=1, hours=8))

    engineers = [one for one in found if one.audience == "department:engineering"]
    assert [one.subject.partition(":")[0] for one in engineers] == ["Due dates moved"], "the code of theirs moves"
    lonely = replace(LINE, tasks=tuple(one for one in tasks if one.id != "code"))
    found = told(under_way(lonely), lambda it: it.later(days=1, hours=8))
    topics = {one.subject.partition(":")[0]: one.topic for one in found if one.kind == "overdue"}
    assert topics["Held up"] == topics["Due dates moved"]


def test_nobody_is_told_of_their_own_act() -> None:
    """Whoever sends work back, or does it at last, knows."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.claim("spec", EVE)
    journey.now = at(3, 9)
    back = told(journey, lambda it: it.act(ReturnTask("key", PIA, "brief", "once more")))
    moves = [one for one in back if one.subject.startswith(("Due dates moved", "Held up"))]
    assert {one.audience for one in moves} >= {"person:eve", "role:director"}
    assert {one.excluded for one in moves} == {("pia",)}

    journey.later(days=3)
    done = told(journey, lambda it: it.complete("brief", ANA))
    assert {one.excluded for one in done if one.subject.startswith("Due dates moved")} == {("ana",)}
    assert [one.subject for one in done if one.audience == "person:eve"] == ["To do: Do spec (AUR-1)"], "it goes on"


def test_the_owner_is_told_that_the_target_date_will_be_missed() -> None:
    """And of nothing else, unless it is theirs."""
    journey = under_way(LINE, replace(CHARTER, target_date="2026-03-13"))
    texts = of_moves(told(journey, lambda it: it.later(days=1, hours=8)))

    assert texts["person:pia"] == (
        "“Do brief” is late.\n\nThe target date 2026-03-13 is missed: it will be 2026-03-16 17:00 UTC"
    )
    in_time = under_way(LINE, replace(CHARTER, target_date="2026-04-13"))
    assert "person:pia" not in of_moves(told(in_time, lambda it: it.later(days=1, hours=8)))


def test_a_first_plan_tells_nobody() -> None:
    """What a recycle brings back had no due date to move; the work itself asks for its people when it opens."""
    journey = under_way()
    journey.complete("brief", ANA)
    journey.complete("spec", EVE)
    found = told(journey, lambda it: it.change(plan=replace(LINE, tier="T3"), tier="T3"))

    assert of_moves(found) == {}
