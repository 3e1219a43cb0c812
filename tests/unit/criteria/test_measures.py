"""Criteria that measure: documents, metrics, scores and expressions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.criteria.finding import Finding
from domain.criteria.registry import KINDS
from domain.errors import Invalid, NotAllowed, SelfApproval, WrongState
from domain.launch.commands import CompleteTask, Decide, FoundOutside, RecordReading, ScoreGate
from domain.launch.outside import inputs_of
from domain.launch.state import DecisionKind
from tests.unit.launch.plans import (
    ANA,
    BRANCHES,
    CEL,
    CHIEF,
    DORA,
    EVE,
    EXPRESSED,
    HEAD,
    LEO,
    MEASURED,
    PIA,
    SCORED,
    Journey,
    evidence,
    should,
)

DAY = timedelta(days=1)
DIGEST = "a" * 64


def find(journey: Journey, kind: str, gate: str = "G1", **params: Any) -> Finding:
    """What a kind finds now."""
    return KINDS[kind](journey.launch, gate, params, journey.now)


def read(journey: Journey, value: str, days_ago: int = 0) -> str:
    """Record churn."""
    when = journey.now - days_ago * DAY
    return journey.act(RecordReading("key", EVE, "churn", value, "%", when, "warehouse"))


@pytest.mark.parametrize(
    ("fields", "params", "passed"),
    [
        pytest.param({"sha256": DIGEST}, {}, True, id="there"),
        pytest.param({}, {}, False, id="no digest"),
        pytest.param({"sha256": DIGEST, "type": "metric"}, {}, False, id="no document"),
        pytest.param({"sha256": DIGEST}, {"title": "PLAN launch"}, True, id="every word, in any order"),
        pytest.param({"sha256": DIGEST}, {"title": "risk plan"}, False, id="a word is missing"),
        pytest.param({"sha256": DIGEST, "target": "brief"}, {"for_task": "brief"}, True, id="for the task"),
        pytest.param({"sha256": DIGEST}, {"for_task": "brief"}, False, id="for no task"),
    ],
)
def test_a_document(fields: dict[str, Any], params: dict[str, Any], passed: bool) -> None:
    """By type, digest, title and task."""
    journey = Journey.begin()
    journey.add_evidence(**{"type": "document", "title": "The launch plan", **fields})

    assert find(journey, "document", **params).passed is passed


def test_a_document_expires() -> None:
    """And then counts no longer."""
    journey = Journey.begin()
    journey.add_evidence(type="document", sha256=DIGEST, expires_at=journey.now + DAY)
    assert find(journey, "document").passed
    journey.now += DAY

    assert find(journey, "document") == Finding(False, "“Five interviews” has expired; add a newer one")


def test_contradicting_evidence_is_never_hidden() -> None:
    """It is counted whatever its strength; support can be asked for."""
    journey = Journey.begin()
    journey.add_evidence()
    journey.add_evidence(supports=False, strength=1)

    assert find(journey, "evidence", count=1, min_strength=3) == Finding(
        True, "1 of 1 pieces, 1 of 1 kinds that count; 1 contradict"
    )
    assert find(journey, "evidence", count=2, min_supporting=2) == Finding(
        False, "2 of 2 pieces, 1 of 1 kinds that count, 1 of 2 in support; 1 contradict"
    )


@pytest.mark.parametrize(
    ("value", "params", "passed"),
    [
        ("2.5", {"max": 2.5}, True),
        ("2.500000000001", {"max": 2.5}, False),
        ("0.1", {"min": "0.1"}, True),
        ("-1", {"min": 0}, False),
        ("5", {"min": 1, "max": 4}, False),
    ],
)
def test_a_metric_is_compared_exactly(value: str, params: dict[str, Any], passed: bool) -> None:
    """As decimals, bounds included."""
    journey = Journey.begin(MEASURED)
    read(journey, value)

    assert KINDS["metric"](journey.launch, "", {"metric": "churn", **params}, journey.now).passed is passed


def test_a_late_reading_does_not_replace_a_newer_one() -> None:
    """What was observed last counts; all are counted."""
    journey = Journey.begin(MEASURED)
    read(journey, "2", days_ago=2)
    read(journey, "9", days_ago=3)

    kept = journey.launch.readings["churn"]
    assert (kept.latest.value, kept.count) == ("2", 2)
    found = KINDS["metric"](journey.launch, "", {"metric": "churn", "fresh_days": 1}, journey.now)
    assert (
        found.why
        == "Churn is 2 %, any value asked; observed 2026-02-28, too old: at most 1 days asked; recorded by eve"
    )
    assert not found.passed


@pytest.mark.parametrize("value", ["NaN", "inf", "-Infinity", "1e3", "", " 1", "1,5", "0x1", "1" * 19])
def test_only_decimals_are_readings(value: str) -> None:
    """Nothing that is no number, and no way of writing one that means something else elsewhere."""
    with pytest.raises(Invalid) as refused:
        read(Journey.begin(MEASURED), value)
    assert [problem.pointer for problem in refused.value.problems] == ["/value"]


def test_who_records_readings() -> None:
    """The metric's department and whoever steers."""
    journey = Journey.begin(MEASURED)
    for actor in (EVE, PIA):
        journey.act(RecordReading("key", actor, "churn", "1", "%", journey.now, "warehouse"))
    with pytest.raises(NotAllowed):
        journey.act(RecordReading("key", LEO, "churn", "1", "%", journey.now, "warehouse"))


def test_scores_stay_blind_until_all_are_in_or_time_is_up() -> None:
    """Then they count, and say how far apart they are."""
    journey = Journey.begin(SCORED).to_g1()
    params = SCORED.gates[0].criteria[-1].params
    journey.act(ScoreGate("key", HEAD, "G1", {"fit": 2}))
    assert find(journey, "score", **params) == Finding(False, "1 scored, 1 still expected")
    journey.act(ScoreGate("key", HEAD, "G1", {"fit": 5}))
    assert find(journey, "score", **params) == Finding(False, "1 scored, 1 still expected")
    late = replace(journey).later(days=5)
    assert find(late, "score", **params).why == (
        "50.0 %, 60 % asked; 1 scored, agreement high (at most 0 points apart); 1 never scored"
    )
    journey.act(ScoreGate("key", CHIEF, "G1", {"fit": 7}))

    assert (
        find(journey, "score", **params)
        == Finding(True, "60.0 %, 60 % asked; 2 scored, agreement medium (at most 2 points apart)")
        or find(journey, "score", **params).passed
    )


@pytest.mark.parametrize(
    ("actor", "scores", "refused"),
    [
        (HEAD, {}, Invalid),
        (HEAD, {"fit": 0}, Invalid),
        (HEAD, {"fit": 11}, Invalid),
        (HEAD, {"fit": 5, "risk": 5}, Invalid),
        (LEO, {"fit": 5}, NotAllowed),
        (replace(ANA, roles=("head_product",)), {"fit": 5}, SelfApproval),
        (replace(HEAD, on_behalf_of="pia"), {"fit": 5}, SelfApproval),
    ],
)
def test_scores_that_are_refused(actor: Any, scores: dict[str, int], refused: type[Exception]) -> None:
    """Incomplete ones, foreign ones, and those on one's own work."""
    with pytest.raises(refused):
        Journey.begin(SCORED).to_g1().act(ScoreGate("key", actor, "G1", scores))


def test_a_gate_without_a_scorecard() -> None:
    """Takes no scores."""
    with pytest.raises(Invalid):
        Journey.begin(BRANCHES).to_g1().act(ScoreGate("key", HEAD, "G1", {"fit": 5}))


def _expressed(journey: Journey, passed: bool = True, inputs: str | None = None) -> FoundOutside:
    digest = inputs or inputs_of(journey.launch, CEL.params, journey.now)
    return FoundOutside("G1", "cel", passed, "because", digest)


def test_a_finding_counts_while_its_inputs_are_so() -> None:
    """It is recorded once, and is worth nothing once what it rests on has changed."""
    journey = Journey.begin(EXPRESSED)
    assert find(journey, "cel", **CEL.params).why == "not evaluated yet; a decision evaluates it"
    journey.act(CompleteTask("key", ANA, "brief", findings=(_expressed(journey),)))
    assert not find(journey, "cel", **CEL.params).passed, "found before the task was done"
    read(journey, "2")
    found = _expressed(journey)
    journey.act(replace(evidence_of_users(journey), findings=(found,)))
    assert find(journey, "cel", **CEL.params).passed, "user feedback is not what it speaks of"
    journey.act(replace(evidence_of_users(journey), findings=(found,)))
    assert [event.action for event in journey.events].count("criterion.evaluated") == 1
    read(journey, "3")

    assert find(journey, "cel", **CEL.params).why == (
        "what it rests on has changed since; a decision evaluates it again"
    )


def evidence_of_users(journey: Journey) -> Any:
    """A command that changes nothing the expression speaks of."""
    return evidence(ANA, observed_at=journey.now)


def test_a_stale_finding_passes_no_gate() -> None:
    """Neither one recorded before, nor one sent with the decision; a fresh one does."""
    journey = Journey.begin(EXPRESSED)
    journey.complete("brief", ANA)
    journey.vote("G1", HEAD)
    old = _expressed(journey)
    read(journey, "9")

    def go(found: FoundOutside) -> str:
        return journey.act(Decide("key", DORA, "G1", DecisionKind.GO, "because", findings=(found,)))

    for worthless in (old, _expressed(journey, passed=False)):
        with pytest.raises(WrongState):
            go(worthless)
    assert go(_expressed(journey)) == "go"


def test_what_an_expression_does_not_name_does_not_matter() -> None:
    """Unless a comment could hide a name."""
    journey = Journey.begin(EXPRESSED)
    plain = {"expression": "metrics . churn < 2.0", "dropped": ()}
    hidden = {"expression": "metrics.//\nchurn < 2.0", "dropped": ()}
    before = [inputs_of(journey.launch, params, journey.now) for params in (plain, hidden)]
    journey.complete("brief", ANA)
    after = [inputs_of(journey.launch, params, journey.now) for params in (plain, hidden)]
    read(journey, "2")

    assert (before[0] == after[0], before[1] == after[1]) == (True, False)
    assert inputs_of(journey.launch, plain, journey.now) != after[0]
    assert should("cel", **plain).params == plain
