"""What time alone brings: reminders, escalations, and never an approval."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import GENESIS, Fact, chain
from domain.launch.apply import apply
from domain.launch.deadlines import next_deadline
from domain.launch.state import GateState, TaskState
from tests.unit.launch.plans import ANA, EVE, MONDAY, ONE_GATE, ONE_TASK, Journey

DAY = timedelta(days=1)


def told(journey: Journey) -> list[tuple[str, int, str]]:
    """Who was told of which mark of what."""
    return [
        (event.target, event.data["percent"], event.data["told"])
        for event in journey.events
        if event.action.endswith("overdue")
    ]


def test_marks_pass_one_by_one() -> None:
    """Half way its candidates hear of it, then whom the department escalates to, then the sponsor."""
    journey = Journey.begin(ONE_TASK)
    seen = []
    while (deadline := next_deadline(journey.launch)) is not None:
        seen.append(deadline)
        journey.now = deadline
        journey.later()

    evening = MONDAY + timedelta(hours=8)
    assert seen == [evening, evening + DAY, evening + 2 * DAY]
    assert told(journey) == [("brief", 50, "product"), ("brief", 100, "head_product"), ("brief", 150, "exec_sponsor")]
    assert journey.launch.tasks["brief"].state is TaskState.OPEN, "silence opens, closes and approves nothing"


def test_marks_pass_in_one_jump() -> None:
    """A worker that was away for a month tells everybody, once."""
    journey = Journey.begin(ONE_TASK).later(days=30)
    journey.later(days=30)

    assert [mark for _, mark, _ in told(journey)] == [50, 100, 150]
    assert {event.occurred_at for event in journey.events[3:]} == {MONDAY + 30 * DAY}
    assert next_deadline(journey.launch) is None


def test_the_holder_is_reminded() -> None:
    """Not all the candidates."""
    journey = Journey.begin(ONE_TASK)
    journey.claim("brief", ANA)
    journey.later(days=1)

    assert told(journey) == [("brief", 50, "ana")]


def test_a_role_is_reminded() -> None:
    """Where the task is for one."""
    journey = Journey.begin().past_g1()
    journey.later(days=1)

    assert told(journey) == [("code", 50, "developer"), ("copy", 50, "marketing")]


def test_without_anybody_above_the_department_is_told() -> None:
    """Marketing escalates to nobody, and the launch has no sponsor."""
    small = replace(ONE_TASK, tasks=(replace(ONE_TASK.tasks[0], department="marketing"),), sponsor=None)
    journey = Journey.begin(small).later(days=30)

    assert [who for _, _, who in told(journey)] == ["marketing"] * 3


def test_a_late_gate_calls_the_decider_and_decides_nothing() -> None:
    """Silence never approves, however long it lasts."""
    journey = Journey.begin(ONE_GATE).later(days=3650)

    assert told(journey) == [("G1", 50, "director"), ("G1", 100, "head_product"), ("G1", 150, "exec_sponsor")]
    assert journey.launch.gates["G1"].state is GateState.OPEN
    assert journey.launch.gates["G1"].decision is None


def test_what_is_done_is_never_overdue() -> None:
    """Its clock is gone."""
    journey = Journey.begin()
    journey.complete("brief", ANA)
    journey.complete("spec", ANA)
    journey.now = MONDAY
    journey.later(hours=1)

    assert told(journey) == []


def test_the_next_deadline_is_the_nearest() -> None:
    """Of tasks, of gates, and of days awaited."""
    journey = Journey.begin().past_g3()
    journey.complete("rollout", EVE)

    assert next_deadline(journey.launch) == journey.now + 30 * DAY


def test_an_attempt_is_named() -> None:
    """So that a reminder of the first is not taken for one of the second."""
    journey = Journey.begin(ONE_TASK).later(days=1)

    assert journey.events[-1].data["attempt"] == 1


@pytest.mark.parametrize(("action", "target"), [("task.overdue", "spec"), ("gate.overdue", "G1")])
def test_an_old_log_with_a_mark_and_no_clock_still_replays(action: str, target: str) -> None:
    """A reader of the log never fails on it."""
    launch = Journey.begin().launch
    fact = Fact(action, target, {"percent": 50, "told": "ana", "attempt": 1})
    after = apply(launch, chain(launch.key, launch.seq + 1, GENESIS, fact, MONDAY))

    assert (after.tasks, after.gates) == (launch.tasks, launch.gates)
