"""What a plan knows about its own order."""

import pytest

from domain.calendar import Calendar
from tests.unit.launch.plans import BRANCHES, ONE_GATE, PARALLEL, TWO_STEPS, gate, plan, stage, task


def test_things_are_found_by_id() -> None:
    """And what is not there is a KeyError."""
    assert BRANCHES.stage("build").title == "Build"
    assert BRANCHES.task("code").department == "engineering"
    assert BRANCHES.gate("G2").closes == ("build", "market")
    for find in (BRANCHES.stage, BRANCHES.task, BRANCHES.gate):
        with pytest.raises(KeyError):
            find("nothing")


def test_what_stands_in_a_stage() -> None:
    """Its tasks, and the gates that close it."""
    assert [item.id for item in BRANCHES.tasks_of("idea")] == ["brief", "spec"]
    assert [item.id for item in BRANCHES.gates_of("market")] == ["G2"]
    assert ONE_GATE.tasks_of("idea") == ()
    assert ONE_GATE.tasks_of("nowhere") == ()


def test_a_department_without_a_calendar_works_in_utc() -> None:
    """Monday to Friday."""
    assert BRANCHES.calendar("nobody") == Calendar()
    assert BRANCHES.calendar("legal") is BRANCHES.calendars["legal"]


def test_departments_are_those_that_anything_names() -> None:
    """Of calendars, of escalations, of tasks and of gates."""
    small = plan(
        (stage("a"),),
        (task("t", "a", "one"),),
        (gate("G", "a", department="two"),),
        calendars={"three": Calendar()},
        escalate_to={"four": "boss"},
    )

    assert small.departments == {"one", "two", "three", "four"}


def test_a_gate_does_not_wait_for_what_waits_for_it() -> None:
    """Directly or through others."""
    assert BRANCHES.settled_before("G1") == ("brief", "spec")
    assert BRANCHES.settled_before("G2") == ("code", "copy")
    assert BRANCHES.settled_before("G3") == ()
    assert ONE_GATE.settled_before("G1") == ()


@pytest.mark.parametrize(
    ("first", "all_after"),
    [
        ("idea", {"idea", "build", "market", "live"}),
        ("build", {"build", "live"}),
        ("live", {"live"}),
    ],
)
def test_from_a_stage_on(first: str, all_after: set[str]) -> None:
    """A stage and all that comes after it; not its neighbour in the other branch."""
    assert BRANCHES.from_stage(first) == all_after
    assert BRANCHES.undone_by(first) == all_after


def test_doing_a_stage_again_undoes_whatever_built_on_it() -> None:
    """Also in a branch beside it, if a task there waits for its gate; and what comes after that branch."""
    assert PARALLEL.from_stage("a") == {"a", "after_a"}
    assert PARALLEL.undone_by("a") == {"a", "after_a", "b", "after_b"}
    assert PARALLEL.undone_by("b") == {"b", "after_b"}


def test_work_in_another_branch_is_undone_with_the_task_it_waits_for() -> None:
    """Not only gates are waited for."""
    crossed = plan((stage("a"), stage("b")), (task("one", "a"), task("two", "b", after=("one",))))

    assert crossed.undone_by("a") == {"a", "b"}
    assert crossed.undone_by("b") == {"b"}


def test_later_gates() -> None:
    """Those that can only be decided after a gate."""
    assert BRANCHES.later_gates("G1") == ("G2", "G3")
    assert BRANCHES.later_gates("G2") == ("G3",)
    assert BRANCHES.later_gates("G3") == ()
    assert TWO_STEPS.later_gates("G1") == ("G2",)
    assert PARALLEL.later_gates("GA") == ("GX",)
