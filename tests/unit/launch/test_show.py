"""What the outside sees: views, batches and the few words of how it goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.launch.show import active_stages, changes, show_gate, show_launch, show_task, waiting_on
from domain.launch.snapshot import snapshot
from domain.launch.state import DecisionKind
from tests.unit.launch.plans import (
    ANA,
    BRANCHES,
    CHARTER,
    CHIEF,
    EVE,
    HEAD,
    LEO,
    MONDAY,
    ONE_TASK,
    Journey,
    condition,
    plan,
    stage,
    task,
)
from tests.unit.launch.read_model import ReadModel


def test_a_snapshot_shows_everything_and_no_event() -> None:
    """Every task, condition, gate and piece of evidence."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.add_evidence()
    batch = snapshot(journey.launch)

    assert batch.events == ()
    assert [view.id for view in batch.tasks] == [f"AUR-1.{name}" for name in journey.launch.tasks]
    assert [view.id for view in batch.gates] == ["AUR-1.G1", "AUR-1.G2", "AUR-1.G3"]
    assert [view.id for view in batch.evidence] == ["AUR-1.E1"]
    assert (batch.launch.seq, batch.launch.head) == (journey.launch.seq, journey.events[-1].hash)


def test_a_batch_carries_only_what_changed() -> None:
    """And open gates, since what they wait for depends on the whole launch."""
    journey = Journey.begin()
    before = journey.launch
    journey.claim("brief", ANA)
    batch = changes(before, journey.launch, tuple(journey.events[-1:]))
    assert [view.local_id for view in batch.tasks] == ["brief"]
    assert batch.gates == ()
    assert batch.evidence == ()

    journey.to_g1()
    before = journey.launch
    journey.add_evidence()
    batch = changes(before, journey.launch, ())
    assert batch.tasks == ()
    assert [view.local_id for view in batch.gates] == ["G1"]
    assert [item.passed for item in batch.gates[0].criteria] == [True, True]
    assert [view.evidence.title for view in batch.evidence] == ["Five interviews"]


def test_a_task_shows_its_plan_and_its_progress() -> None:
    """A condition shows which gate it blocks."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    launch = journey.launch
    done, owed = show_task(launch, launch.tasks["brief"]), show_task(launch, launch.tasks["C1"])
    waiting = show_task(launch, launch.tasks["rollout"])

    assert (done.state, done.done_by, done.due_at, done.sla_marks) == ("done", "ana", None, ())
    assert (owed.blocks_gate, owed.stage, owed.department, owed.claimed_by) == ("G2", "", "legal", "leo")
    assert (waiting.after, waiting.blocks_gate, waiting.opened_at) == (("G3",), None, None)


def test_an_open_gate_says_what_it_waits_for() -> None:
    """And who may not judge; a gate that is not open says neither."""
    journey = Journey.begin().to_g1()
    view = show_gate(journey.launch, journey.launch.gates["G1"])
    assert view.waiting == (
        "legal has not attested",
        "head_product has not voted",
        "head_engineering has not voted",
    )
    assert view.conflicted == ("pia", "ana")
    assert [(item.id, item.level, item.passed) for item in view.criteria] == [
        ("objective", "must", True),
        ("evidence", "should", False),
    ]

    later = show_gate(journey.launch, journey.launch.gates["G2"])
    assert (later.waiting, later.conflicted, later.criteria, later.due_at) == ((), (), (), None)


def test_waiting_on_names_each_once() -> None:
    """Departments with tasks, then those a gate asks, then the decider; nobody once it is over."""
    journey = Journey.begin()
    assert waiting_on(journey.launch) == ("product",)
    journey.to_g1()
    assert waiting_on(journey.launch) == ("legal", "head_product", "head_engineering")
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    assert waiting_on(journey.launch) == ("director",)
    journey.hold()
    assert waiting_on(journey.launch) == ()


def test_health_follows_the_marks() -> None:
    """On track, at risk from half time, late from its end; held and ended say why."""
    journey = Journey.begin(ONE_TASK)
    seen = [show_launch(journey.launch)]
    for hours in (8, 24, 24):
        journey.later(hours=hours)
        seen.append(show_launch(journey.launch))
    journey.hold()
    seen.append(show_launch(journey.launch))
    journey.cancel()
    seen.append(show_launch(journey.launch))

    assert [(view.health, view.health_reason) for view in seen] == [
        ("on_track", "nothing is overdue"),
        ("at_risk", "half of the time is gone: Do brief"),
        ("late", "overdue: Do brief"),
        ("late", "overdue: Do brief"),
        ("held", "waiting for a patent"),
        ("ended", "cancelled: no budget"),
    ]
    assert seen[0].next_due_at == MONDAY + timedelta(days=1, hours=8)
    assert seen[-1].next_due_at is None


def test_a_late_gate_makes_a_launch_late() -> None:
    """As a late task does."""
    journey = Journey.begin().to_g1().later(days=4)

    assert show_launch(journey.launch).health_reason == "overdue: Gate G1"


def test_the_summary_is_one_sentence() -> None:
    """Of where it stands, for people."""
    journey = Journey.begin()
    said = [show_launch(journey.launch).summary]
    journey.past_g1()
    said.append(show_launch(journey.launch).summary)
    journey.hold()
    said.append(show_launch(journey.launch).summary)
    journey.cancel()
    said.append(show_launch(journey.launch).summary)
    done = Journey.begin(ONE_TASK)
    done.complete("brief", ANA)
    said.append(show_launch(done.launch).summary)

    assert said == [
        "Idea: waiting on product.",
        "Build and Market: waiting on engineering, marketing.",
        "On hold: waiting for a patent",
        "Cancelled: no budget",
        "Finished.",
    ]


def test_waiting_for_a_day_is_said() -> None:
    """Nobody has to do anything, and that is well."""
    journey = Journey.begin().past_g3()
    journey.complete("rollout", EVE)

    assert show_launch(journey.launch).summary == "Live: waiting for a day to come."


def test_stages_are_shown_in_the_order_of_the_plan() -> None:
    """With when they began and ended."""
    journey = Journey.begin().past_g1()
    views = show_launch(journey.launch).stages

    assert [view.id for view in views] == [item.id for item in BRANCHES.stages]
    assert [view.state for view in views] == ["complete", "active", "active", "pending"]
    assert (views[0].started_at, views[0].completed_at, views[1].after) == (MONDAY, MONDAY, ("idea",))
    assert active_stages(journey.launch) == ("build", "market")


def test_the_clock_changes_what_batches_show() -> None:
    """Marks and holds reach the read model, though they are no version of the task."""
    journey = Journey.begin(ONE_TASK)
    model = ReadModel.of(journey.launch)
    for step in (lambda: journey.later(days=1), journey.hold, lambda: journey.later(days=1), journey.resume):
        before = journey.launch
        step()
        model.write(changes(before, journey.launch, ()))

    assert model == ReadModel.of(journey.launch)
    assert model.tasks["AUR-1.brief"].sla_marks == (50,)


@pytest.mark.parametrize("facts", [{}, {"reversible": True, "countries": 3}])
def test_a_launch_shows_its_charter(facts: dict[str, object]) -> None:
    """What was given at the start, and the playbook it is pinned to."""
    journey = Journey.begin(
        plan((stage("a"),), (task("t", "a"),)), replace(CHARTER, facts=facts, target_date="2026-09-01")
    )
    view = show_launch(journey.launch)

    assert (view.facts, view.target_date, view.tier, view.playbook) == (facts, "2026-09-01", "T2", "tiny@1")
    assert (view.owner, view.started_by, view.started_at) == ("pia", "pia", MONDAY)
