"""Each gate of the newest playbooks can be reached and opened in every tier, and each of its criteria can be met."""

from dataclasses import replace
from typing import Any

import pytest

from cli.demo.answers import ANSWERS
from cli.demo.story import WANTED
from domain.errors import WrongState
from domain.launch.changing import preview
from domain.launch.commands import ChangeLaunch, CheckItem, CompleteTask
from domain.launch.impact import Impact
from playbooks.forms import wrong_answers
from tests.playbooks.test_shipped import PLAYBOOKS, STANDARD, plan_for
from tests.playbooks.walk import OWNER, Walk

ALL_WORK = {
    "duplicate_resolved": True,
    "predicted_adoption": 35,
    "price_change": True,
    "personal_data": True,
    "outside_vendor": True,
    "new_executable": True,
}
"""Answers that leave out no task and no gate of a tier."""

EXPRESS_WAY = {"duplicate_resolved": True, "predicted_adoption": 35, "reversible": True}


def begin(tier: str, **facts: Any) -> Walk:
    """A launch of the standard playbook by the sample organisation."""
    given = {fact.name: fact.default for fact in STANDARD.facts} | facts
    return Walk.begin(plan_for(STANDARD, tier, **given), given)


def to(tier: str, gate: str, **facts: Any) -> Walk:
    """The same, when a gate has opened and nobody has said a word."""
    walk = begin(tier, **{**ALL_WORK, **facts})
    walk.work()
    while walk.open_gates() != [gate]:
        walk.go()
        walk.work()
    return walk


@pytest.mark.parametrize("facts", [ALL_WORK, EXPRESS_WAY], ids=["all work", "express way"])
@pytest.mark.parametrize("tier", STANDARD.tiers)
def test_the_sample_organisation_brings_a_launch_to_its_end(tier: str, facts: dict[str, Any]) -> None:
    """No gate goes unasked, every criterion of every gate comes to hold, and somebody impartial fills each seat."""
    walk = begin(tier, **facts)
    passed = []
    walk.work()

    while gates := walk.open_gates():
        (gate,) = gates
        if walk.launch.gate_plan(gate).seats or walk.launch.gate_plan(gate).attest or walk.failing(gate):
            with pytest.raises(WrongState, match="may not go"):
                walk.decide(gate)
        walk.prove()
        walk.speak(gate)
        assert walk.failing(gate) == {}
        walk.decide(gate)
        passed.append(gate)
        walk.work()

    assert walk.launch.state == "finished"
    assert passed == [gate.id for gate in walk.launch.plan.gates]


def test_an_express_launch_comes_to_its_end() -> None:
    """Its form and checklist stand in the way of nothing but the gate."""
    facts = {"reversible": True}
    walk = Walk.begin(plan_for(PLAYBOOKS["express@2.yaml"], "T3", **facts), facts)
    walk.work()
    assert walk.failing("ship") == {}
    walk.decide("ship")
    walk.work()

    assert walk.launch.state == "finished"


@pytest.mark.parametrize("tier", ["T1", "T2"])
@pytest.mark.parametrize(
    ("fact", "value", "whose"), [("monthly_price", 24, "finance"), ("public_promise", "Soon", "marketing")]
)
def test_a_change_voids_the_words_of_those_it_matters_to(tier: str, fact: str, value: Any, whose: str) -> None:
    """A price is for finance and legal, a promise for marketing and legal; nobody else is asked again at G3."""
    walk = to(tier, "G3")
    walk.prove()
    walk.speak("G3")

    voided = {
        word.department or str(word.seat).removeprefix("department:") for word in _impact(walk, fact, value).voided
    }

    assert voided == {whose, "legal"}


def _impact(walk: Walk, fact: str, value: Any) -> Impact:
    """What the owner is shown before a fact is changed."""
    facts = {**walk.launch.charter.facts, fact: value}
    plan = plan_for(STANDARD, walk.launch.plan.tier, **facts)
    wanted = ChangeLaunch("key", OWNER, "because", charter={}, tier=None, facts={fact: value}, plan=plan)
    return preview(replace(walk.launch, updated_at=walk.now), wanted)


@pytest.mark.parametrize(
    ("tier", "score", "enough"), [("T1", 6, False), ("T1", 7, True), ("T2", 5, False), ("T2", 6, True)]
)
def test_scores_below_the_threshold_keep_the_problem_gate_shut(tier: str, score: int, enough: bool) -> None:
    """A larger launch has to score higher."""
    walk = to(tier, "G1")
    walk.prove()
    walk.speak("G1", score)

    assert ("worth_it" not in walk.failing("G1")) is enough


@pytest.mark.parametrize(("predicted", "holds"), [(60, True), (61, False)])
def test_the_review_compares_with_what_was_foretold(predicted: int, holds: bool) -> None:
    """Sixty percent came; less than foretold advises against going on, and stops nobody."""
    walk = to("T2", "G5", predicted_adoption=predicted)
    walk.prove()
    walk.speak("G5")

    assert ("as_foretold" not in walk.failing("G5")) is holds
    walk.decide("G5")


@pytest.mark.parametrize("task", [task.id for task in STANDARD.tasks if task.checklist])
def test_an_item_that_is_unchecked_blocks_its_task(task: str) -> None:
    """Whoever does it, and whatever else they checked."""
    walk = begin("T1", **ALL_WORK)
    walk.work(leaving=task)
    while walk.launch.tasks[task].state != "open":
        walk.go()
        walk.work(leaving=task)
    doer, items = walk.doer(task), walk.launch.task_plan(task).checklist
    for item in items[1:]:
        walk.act(CheckItem("key", doer, task, item.id))

    with pytest.raises(WrongState, match=items[0].title):
        walk.act(CompleteTask("key", doer, task, "Done."))


@pytest.mark.parametrize(
    ("task", "other"),
    [
        ("security_review", "architecture"),
        ("code_review", "build"),
        ("acceptance_test", "build"),
        ("manual_steps", "rehearse_rollback"),
        ("score_forecast", "define_metrics"),
    ],
)
def test_nobody_looks_at_their_own_work(task: str, other: str) -> None:
    """Four eyes, whatever departments somebody belongs to."""
    assert other in plan_for(STANDARD, "T1").task(task).not_by


def test_what_the_demonstration_writes_fits_the_forms() -> None:
    """One set of answers for each form of the standard playbook, and no other."""
    forms = {task.id: task.form for task in STANDARD.tasks if task.form}

    assert set(forms) == set(ANSWERS)
    assert {task: wrong_answers(form, ANSWERS[task]) for task, form in forms.items()} == {task: [] for task in forms}
    plan_for(STANDARD, WANTED["tier"], **WANTED["facts"])


@pytest.mark.parametrize("tier", STANDARD.tiers)
def test_an_override_takes_a_second_role(tier: str) -> None:
    """Nobody who decides at a gate is also the one to second there."""
    plan = plan_for(STANDARD, tier)

    assert all(gate.override_by and gate.override_by != gate.decider for gate in plan.gates)


@pytest.mark.parametrize("tier", STANDARD.tiers)
def test_what_protects_people_is_never_waived(tier: str) -> None:
    """Promises of earlier gates, the reviews, the rollback, who is on call and what would stop it."""
    plan = plan_for(STANDARD, tier, **ALL_WORK)
    firm = {(gate.id, one.id) for gate in plan.gates for one in gate.criteria if not one.waivable}

    assert {("G2", "reviewed"), ("G3", "rollback"), ("G4", "on_call"), ("G4", "kill_criteria")} <= firm
    assert {(gate.id, "conditions") for gate in plan.gates if gate.id in {"G1", "G2", "G3", "G4"}} <= firm


def test_every_question_is_a_question_in_plain_words() -> None:
    """Whoever starts a launch reads it without a manual; only what sinks a launch matters to everybody."""
    assert [fact.name for fact in STANDARD.facts if "?" not in fact.title] == []
    assert [fact.name for fact in STANDARD.facts if fact.material_to is None] == ["killer_variable"]
