"""Done work against all there is to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.burn_up import Point, burn_up
from domain.errors import SlipwayError
from domain.events import Event
from domain.launch.state import Launch, TaskState
from domain.plan import Plan
from tests.unit.launch.plans import Journey
from tests.unit.launch.strategies import any_commands, fitting_commands, plans

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST = {"brief": "idea", "ship": "live"}


def events(*said: tuple[str, str, dict[str, Any]]) -> list[Event]:
    """One an hour."""
    return [
        Event(number, "", "", NOON + timedelta(hours=number), "pia", action, target, data)
        for number, (action, target, data) in enumerate(said)
    ]


def counts(points: tuple[Point, ...]) -> list[tuple[int, int]]:
    """What was done, of how much."""
    return [(point.done, point.scope) for point in points]


STARTED: tuple[str, str, dict[str, Any]] = ("launch.started", "AUR-1", {})


def test_work_gets_done() -> None:
    """Each point says from when on it counts; what changes nothing is none."""
    points = burn_up(events(STARTED, ("task.completed", "brief", {}), ("task.withdrawn", "ship", {})), FIRST)

    assert points == (Point(NOON, 0, 2), Point(NOON + timedelta(hours=1), 1, 2))


def test_what_nobody_does_is_no_part_of_the_scope() -> None:
    """Skipped or cancelled; a condition is, from when it was made."""
    log = events(STARTED, ("task.skipped", "brief", {}), ("condition.added", "C1", {}), ("task.cancelled", "C1", {}))
    assert counts(burn_up(log, FIRST)) == [(0, 2), (0, 1), (0, 2), (0, 1)]


def test_work_done_again_is_not_done() -> None:
    """Returned, reopened, or all of a stage."""
    log = events(
        STARTED,
        ("task.completed", "brief", {}),
        ("task.returned", "brief", {}),
        ("task.completed", "brief", {}),
        ("stage.reopened", "idea", {}),
    )
    assert counts(burn_up(log, FIRST)) == [(0, 2), (1, 2), (0, 2), (1, 2), (0, 2)]


def test_a_change_brings_work_and_takes_some_out() -> None:
    """What was done before it was taken out stays done."""
    plan = {"tasks": [{"id": "ship", "stage": "live"}, {"id": "certify", "stage": "live"}, {"id": "sell", "stage": ""}]}
    log = events(STARTED, ("task.completed", "brief", {}), ("launch.changed", "AUR-1", {"plan": plan}))

    assert counts(burn_up(log, FIRST)) == [(0, 2), (1, 2), (1, 4)]


def test_whatever_is_unfinished_ends_with_the_launch() -> None:
    """What is left is what was done; a look back on a broken glass is still to come while it winds down."""
    log = events(
        STARTED,
        ("task.completed", "brief", {}),
        ("review.added", "V1", {}),
        ("launch.winding_down", "AUR-1", {}),
        ("launch.killed", "AUR-1", {}),
    )
    assert counts(burn_up(log, FIRST)) == [(0, 2), (1, 2), (1, 3), (1, 2), (1, 1)]


@given(plans(), st.data())
@settings(max_examples=15)
def test_the_last_point_is_what_the_launch_says(made: Plan, data: st.DataObject) -> None:
    """Whatever happened on the way, changes and recycles included."""
    journey = Journey.begin(made)
    for _ in range(25):
        if journey.launch.ended:
            break
        sensible = data.draw(fitting_commands(journey.launch))
        try:
            journey.act(sensible if sensible is not None else data.draw(any_commands(journey.launch)))
        except SlipwayError:
            continue

    last = burn_up(journey.events, {task.id: task.stage for task in made.tasks})[-1]
    assert (last.done, last.scope) == _counted(journey.launch)


def _counted(launch: Launch) -> tuple[int, int]:
    states = [task.state for task in launch.tasks.values()]
    left_out = {TaskState.SKIPPED, TaskState.CANCELLED}
    return states.count(TaskState.DONE), sum(state not in left_out for state in states)
