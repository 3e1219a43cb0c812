"""Waivers: a criterion that does not count, for a time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.actors import Actor
from domain.errors import AlreadyDecided, Invalid, NotAllowed, SelfApproval, WrongState
from domain.launch.commands import WaiveCriterion
from domain.launch.deadlines import next_deadline
from domain.launch.show import show_gate
from domain.launch.state import DecisionKind, Gate, GateState, TaskState
from domain.plan import Plan
from tests.unit.launch.plans import ANA, DORA, HEAD, MONDAY, OPS, PIA, VERA, Journey, gate, must, plan, stage, task

PROOF = must("evidence", count=1)
PLAN = plan(
    (stage("idea"), stage("live", "idea"), stage("after", "live")),
    (task("brief", "idea"), task("ship", "live", sla_days=100), task("look", "after", sla_days=100)),
    (
        gate("G1", "idea", criteria=(PROOF,), recycle_to=("idea",), sla_days=100),
        gate("G2", "live", recycle_to=("idea",), sla_days=100),
        gate("G3", "after", recycle_to=("idea",), sla_days=100),
    ),
)


def at_g1(plan_: Plan = PLAN) -> Journey:
    """At G1, which lacks evidence."""
    journey = Journey.begin(plan_)
    journey.complete("brief", ANA)
    return journey


def g1(journey: Journey) -> Gate:
    """The gate now."""
    return journey.launch.gates["G1"]


def test_a_waived_criterion_does_not_count() -> None:
    """It has not passed; the gate may go, and says under whose waiver."""
    journey = at_g1()
    until = MONDAY + timedelta(days=2, hours=8)
    assert journey.waive("G1", "evidence", days=3) == f"evidence waived until {until.isoformat()}"

    shown = show_gate(journey.launch, g1(journey)).criteria[0]
    assert not shown.passed
    assert shown.waived is not None
    assert (shown.waived.by, shown.waived.rationale) == ("dora", "it comes later")
    assert shown.waived.until == until
    assert journey.decide("G1") == "go"
    decision = g1(journey).decision
    assert decision is not None
    assert decision.override is None


@pytest.mark.parametrize(
    ("change", "refused", "said"),
    [
        pytest.param({"actor": OPS}, NotAllowed, "waived by director", id="an operator"),
        pytest.param({"actor": VERA}, NotAllowed, "waived by director", id="the sponsor"),
        pytest.param({"actor": PIA}, SelfApproval, "pia owns", id="the owner, though a director"),
        pytest.param({"actor": Actor("ana", roles=("director",))}, SelfApproval, "ana", id="who did the work"),
        pytest.param({"criterion": "beauty"}, Invalid, "no criterion beauty", id="no such criterion"),
        pytest.param({"days": 0}, Invalid, "lasts", id="for no time"),
        pytest.param({"days": 251}, Invalid, "lasts", id="for ever"),
        pytest.param({"rationale": " "}, Invalid, "why", id="without a reason"),
    ],
)
def test_who_waives_what(change: dict[str, Any], refused: type[Exception], said: str) -> None:
    """The accountable person, with a reason and an end."""
    given = {"actor": DORA, "criterion": "evidence", "rationale": "later", "days": 3, **change}
    with pytest.raises(refused, match=said):
        at_g1().act(WaiveCriterion(command_key="key", gate="G1", **given))


def test_some_are_never_waived() -> None:
    """The playbook says which."""
    never = replace(PLAN.gates[0], criteria=(replace(PROOF, waivable=False),))
    with pytest.raises(WrongState, match="never waived"):
        at_g1(replace(PLAN, gates=(never, *PLAN.gates[1:]))).waive("G1", "evidence")


def test_what_holds_needs_no_waiver_and_one_is_enough() -> None:
    """Whoever comes second learns who was first."""
    journey = at_g1()
    journey.waive("G1", "evidence")
    with pytest.raises(AlreadyDecided, match="dora waived it") as refused:
        journey.waive("G1", "evidence", by=Actor("don", roles=("director",)))
    assert refused.value.facts["decided_by"] == "dora"
    met = at_g1()
    met.add_evidence()
    with pytest.raises(WrongState, match="It holds already"):
        met.waive("G1", "evidence")


def test_its_time_comes() -> None:
    """While the gate is open the criterion simply counts again; it may be waived anew."""
    journey = at_g1()
    journey.waive("G1", "evidence", days=1)
    assert next_deadline(journey.launch) == g1(journey).waivers[0].until

    journey.later(days=1)
    assert journey.events[-1].action == "gate.waiver_expired"
    assert journey.launch.conditions == {}
    with pytest.raises(WrongState, match="Evidence"):
        journey.decide("G1")
    journey.waive("G1", "evidence")
    assert [waiver.ended for waiver in g1(journey).waivers] == [False]


def test_it_ends_on_time_even_if_time_is_told_late() -> None:
    """At the moment itself it no longer counts, whoever comes first."""
    journey = at_g1()
    journey.waive("G1", "evidence", days=1)
    journey.now = g1(journey).waivers[0].until
    with pytest.raises(WrongState):
        journey.decide("G1")


def test_after_the_gate_it_becomes_a_condition() -> None:
    """Owed by whoever waived, to the gate's department, before the next gate that has not passed."""
    journey = at_g1()
    journey.waive("G1", "evidence", days=1)
    journey.decide("G1")
    journey.later(days=1)

    owed = journey.launch.conditions["C1"]
    assert (owed.title, owed.department, owed.blocks_gate) == ("No longer waived: Evidence", "product", "G2")
    assert journey.launch.tasks["C1"].claimed_by == "dora"
    assert g1(journey).waivers[0].condition == "C1"
    journey.complete("ship", ANA)
    with pytest.raises(WrongState, match="condition open: No longer waived"):
        journey.decide("G2")
    journey.complete("C1", DORA)
    with pytest.raises(SelfApproval):
        journey.decide("G2", by=PIA)
    journey.decide("G2")


def test_it_waits_for_the_next_gate_not_yet_passed() -> None:
    """One that has gone meanwhile cannot be blocked any more."""
    journey = at_g1()
    journey.waive("G1", "evidence", days=10)
    journey.decide("G1")
    journey.complete("ship", ANA)
    journey.decide("G2")
    journey.later(days=14)
    assert journey.launch.conditions["C1"].blocks_gate == "G3"


def test_with_no_gate_left_it_still_shows() -> None:
    """As a task of the launch that blocks nothing."""
    last = plan(
        (stage("idea"), stage("end", "idea")),
        (task("brief", "idea"), task("look", "end", sla_days=50)),
        (PLAN.gates[0],),
    )
    journey = at_g1(last)
    journey.waive("G1", "evidence", days=1)
    journey.decide("G1")
    journey.later(days=1)
    assert journey.launch.conditions["C1"].blocks_gate is None
    assert journey.state("C1") == TaskState.CLAIMED


def test_what_holds_by_then_is_moot() -> None:
    """No condition where none is needed."""
    journey = at_g1()
    journey.waive("G1", "evidence", days=1)
    journey.decide("G1")
    journey.add_evidence()
    journey.later(days=1)
    assert journey.launch.conditions == {}
    assert g1(journey).waivers[0].moot


def test_a_hold_does_not_stop_it() -> None:
    """It ends at a moment that was named; what that means is recorded when the launch goes on."""
    journey = at_g1()
    journey.waive("G1", "evidence", days=1)
    journey.decide("G1")
    journey.hold()
    journey.later(days=5)
    assert journey.launch.conditions == {}
    journey.resume()
    journey.later()
    assert "C1" in journey.launch.conditions


def test_going_back_drops_waivers_and_what_they_left() -> None:
    """The next attempt is judged anew; the history keeps them."""
    journey = at_g1()
    journey.waive("G1", "evidence", days=1)
    journey.decide("G1")
    journey.later(days=1)
    journey.complete("ship", ANA)
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="idea")

    assert g1(journey).state is GateState.PENDING
    assert g1(journey).waivers == ()
    assert g1(journey).history[0].waivers[0].condition == "C1"
    assert journey.state("C1") == TaskState.CANCELLED
    assert journey.launch.gates["G2"].past[-1].voided.conditions == ("C1",)  # type: ignore[union-attr]


def test_a_waiver_voids_a_proposed_override() -> None:
    """What stood against it stands no more."""
    journey = at_g1()
    journey.override("G1")
    journey.waive("G1", "evidence")
    assert [one.outcome for one in g1(journey).past_proposals] == ["void"]
    assert HEAD.id not in {waiver.by for waiver in g1(journey).waivers}
