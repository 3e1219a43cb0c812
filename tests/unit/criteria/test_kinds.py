"""Criterion kinds: each holds when it should, and says why in words for people."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.criteria.finding import Finding
from domain.criteria.registry import KINDS
from domain.launch.state import DecisionKind
from tests.unit.launch.plans import CHARTER, LEO, MONDAY, Journey, condition

DAY = timedelta(days=1)


def find(journey: Journey, kind: str, gate: str = "G2", **params: Any) -> Finding:
    """What a kind finds now."""
    return KINDS[kind](journey.launch, gate, params, journey.now)


@pytest.mark.parametrize(
    ("fields", "params", "passed"),
    [
        pytest.param({}, {}, True, id="one piece is enough by default"),
        pytest.param({}, {"count": 2}, False, id="two are asked for"),
        pytest.param({}, {"types": ["metric"]}, False, id="of another type"),
        pytest.param({}, {"types": ["metric", "user_feedback"]}, True, id="of one of the types"),
        pytest.param({"strength": 2}, {"min_strength": 3}, False, id="too weak"),
        pytest.param({"strength": 3}, {"min_strength": 3}, True, id="just strong enough"),
        pytest.param({"observed_at": MONDAY - 31 * DAY}, {"fresh_days": 30}, False, id="too old"),
        pytest.param({"observed_at": MONDAY - 30 * DAY}, {"fresh_days": 30}, True, id="just fresh enough"),
        pytest.param({"observed_at": MONDAY - 999 * DAY}, {}, True, id="age does not matter unless asked"),
        pytest.param({"observed_at": MONDAY - DAY, "expires_at": MONDAY}, {}, False, id="expires this moment"),
        pytest.param({"expires_at": MONDAY + DAY}, {}, True, id="not expired yet"),
        pytest.param({}, {"classes": 2}, False, id="two kinds are asked for"),
    ],
)
def test_evidence_counts_what_is_admissible(fields: dict[str, Any], params: dict[str, Any], passed: bool) -> None:
    """By type, strength, age and expiry."""
    journey = Journey.begin()
    journey.add_evidence(**fields)

    assert find(journey, "evidence", **params).passed is passed


def test_evidence_of_several_kinds() -> None:
    """Three pieces of two kinds, of which one is too weak."""
    journey = Journey.begin()
    journey.add_evidence(strength=4)
    journey.add_evidence(type="metric", strength=5)
    journey.add_evidence(type="document", strength=1)

    assert find(journey, "evidence", count=2, classes=2, min_strength=3).passed
    found = find(journey, "evidence", count=3, classes=3, min_strength=3)
    assert found == Finding(passed=False, why="2 of 3 pieces, 2 of 3 kinds that count; 0 contradict")


def test_no_evidence() -> None:
    """Nothing is not something."""
    assert not find(Journey.begin(), "evidence").passed


@pytest.mark.parametrize(
    ("facts", "expected", "why"),
    [
        ({"reversible": True}, True, "reversible is yes, expected yes"),
        ({"reversible": False}, True, "reversible is no, expected yes"),
        ({}, True, "reversible is unanswered, expected yes"),
        ({"reversible": "often"}, 3, "reversible is often, expected 3"),
    ],
)
def test_a_fact_equals(facts: dict[str, Any], expected: Any, why: str) -> None:
    """An answer given at the start; no answer is not the right one."""
    journey = Journey.begin(charter=replace(CHARTER, facts=facts))
    found = find(journey, "fact", name="reversible", equals=expected)

    assert found == Finding(passed=facts.get("reversible") == expected, why=why)


@pytest.mark.parametrize(("objective", "need"), [("", "need"), ("objective", " "), ("", "")])
def test_both_an_objective_and_a_need(objective: str, need: str) -> None:
    """Blanks are neither."""
    journey = Journey.begin(charter=replace(CHARTER, objective=objective, user_need=need))

    assert not find(journey, "objective").passed


def test_a_linked_objective_is_named() -> None:
    """For whoever decides."""
    assert find(Journey.begin(), "objective") == Finding(passed=True, why="serves “Grow abroad”")


def test_tasks_are_done() -> None:
    """Those that this launch has; the others were never its to do."""
    journey = Journey.begin()
    asked = ["brief", "spec", "of another tier"]
    assert find(journey, "tasks", tasks=asked) == Finding(passed=False, why="not done: Do brief; Do spec")
    journey.to_g1()

    assert find(journey, "tasks", tasks=asked) == Finding(passed=True, why="2 of 2 done")


def test_a_cancelled_task_is_not_done() -> None:
    """Over is not the same as done."""
    journey = Journey.begin()
    journey.cancel()

    assert not find(journey, "tasks", tasks=["brief"]).passed


def test_conditions_are_met() -> None:
    """Those that block this gate, and no others."""
    owed = condition(title="Sign the contract"), condition(title="Train support", before_gate="G3")
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=owed)

    assert find(journey, "conditions") == Finding(passed=False, why="still open: Sign the contract")
    assert find(journey, "conditions", gate="G3").why == "still open: Train support"
    assert find(journey, "conditions", gate="G1").passed
    journey.complete("C1", LEO)
    assert find(journey, "conditions") == Finding(passed=True, why="no open condition")
