"""Overrides: past what stands against a decision, by two people and never silently."""

from dataclasses import replace
from typing import Any

import pytest

from domain.actors import Actor
from domain.errors import AlreadyDecided, Invalid, NotAllowed, SelfApproval, WrongState
from domain.launch.commands import Decide
from domain.launch.pending import gate_acts
from domain.launch.show import show_gate, show_launch
from domain.launch.state import Choice, DecisionKind, Gate, GateState, LaunchState
from domain.plan import Plan
from tests.unit.launch.plans import (
    BRANCHES,
    CHIEF,
    CMO,
    DORA,
    HEAD,
    LEO,
    MAX,
    OPS,
    PIA,
    REASONS,
    TWO_STEPS,
    VERA,
    Journey,
    condition,
    gate,
    must,
    plan,
    stage,
    task,
)

BOTH = Actor("both", roles=("director", "exec_sponsor"))
"""Decides and seconds, but never the same thing."""
BINDING = replace(BRANCHES, gates=tuple(replace(one, majority_binds=True) for one in BRANCHES.gates))
FAILING = plan(
    (stage("idea"), stage("live", "idea")),
    (task("brief", "idea", "engineering", role="developer"), task("ship", "live")),
    (
        gate("G1", "idea", criteria=(must("fact", name="reversible", equals=False),), recycle_to=("idea",)),
        gate("G2", "live", recycle_to=("idea", "live")),
    ),
)
"""A criterion that nobody can meet, and nobody else to ask."""


def at(journey: Journey, gate_id: str = "G1") -> Gate:
    """The gate now."""
    return journey.launch.gates[gate_id]


def failing(plan_: Plan = FAILING) -> Journey:
    """At G1, which fails."""
    journey = Journey.begin(plan_)
    journey.complete("brief", Actor("eve", departments=("engineering",), roles=("developer",)))
    return journey


def voted(chief: Choice, *, head: Choice = Choice.APPROVE, ready: bool = True, plan_: Plan = BINDING) -> Journey:
    """At G1, where everybody has spoken."""
    journey = Journey.begin(plan_).to_g1()
    journey.attest("G1", LEO, ready, "a signature is missing")
    journey.vote("G1", HEAD, head)
    journey.vote("G1", CHIEF, chief)
    return journey


def test_without_saying_so_it_is_refused() -> None:
    """As ever; the refusal tells that two people could, and who the second would be."""
    with pytest.raises(WrongState, match="G1 may not go: Fact: reversible is yes, expected no") as refused:
        failing().decide("G1")

    assert refused.value.facts["override"] == {
        "possible": True,
        "seconded_by": "exec_sponsor",
        "silent": [],
        "after": None,
    }
    assert refused.value.legal == ("recycle", "hold", "kill")


def test_one_person_only_proposes() -> None:
    """The proposal is on record with what stands against it; nothing else changes."""
    journey = failing()
    before = journey.launch
    assert journey.override("G1") == "go proposed; exec_sponsor must confirm it"

    proposal = at(journey).proposal
    assert proposal is not None
    assert (proposal.kind, proposal.by, proposal.rationale) == (DecisionKind.GO, "dora", REASONS)
    assert proposal.against == ("Fact: reversible is yes, expected no",)
    assert journey.events[-1].action == "gate.override_proposed"
    assert journey.launch.stages == before.stages
    assert journey.launch.tasks == before.tasks
    assert replace(at(journey), proposal=None, version=0) == replace(at(replace_launch(before)), version=0)


def replace_launch(launch: Any) -> Journey:
    """A journey that stands at a launch."""
    return Journey(launch, launch.updated_at)


def test_a_second_person_lets_it_take_effect() -> None:
    """Flagged for ever, with both people, both reasons and all that stood against it."""
    journey = failing()
    journey.override("G1")
    journey.later(hours=1)
    assert journey.confirm("G1") == "go"

    decision = at(journey).decision
    assert decision is not None
    assert decision.override is not None
    assert (decision.kind, decision.by, decision.rationale) == (DecisionKind.GO, "dora", REASONS)
    assert (decision.override.proposed_by, decision.override.seconded_by) == ("dora", "vera")
    assert (decision.override.rationale, decision.override.second_rationale) == (REASONS, "I stand for it too")
    assert decision.override.against == ("Fact: reversible is yes, expected no",)
    decided = next(event for event in journey.events if event.action == "gate.decided")
    assert decided.actor == "vera", "whoever made it happen is on record"
    assert journey.state("live") == "active"
    assert show_launch(journey.launch).overrides == 1
    assert [one.outcome for one in at(journey).past_proposals] == ["confirmed"]


def test_a_reopened_gate_still_tells() -> None:
    """The flag outlives the attempt."""
    journey = failing()
    journey.override("G1")
    journey.confirm("G1")
    journey.complete("ship", Actor("ana", departments=("product",)))
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="idea")

    assert show_launch(journey.launch).overrides == 1
    assert at(journey).history[0].decisions[0].override is not None


@pytest.mark.parametrize(
    ("by", "refused"),
    [
        pytest.param(DORA, NotAllowed, id="the proposer, who is no sponsor"),
        pytest.param(HEAD, NotAllowed, id="somebody else"),
        pytest.param(OPS, NotAllowed, id="an operator"),
        pytest.param(replace(DORA, roles=("director", "exec_sponsor")), SelfApproval, id="the proposer as sponsor"),
        pytest.param(replace(VERA, on_behalf_of="dora"), SelfApproval, id="for the proposer"),
        pytest.param(replace(PIA, roles=("exec_sponsor",)), SelfApproval, id="whose launch it is"),
        pytest.param(Actor("eve", roles=("exec_sponsor",)), SelfApproval, id="who did the work"),
        pytest.param(replace(VERA, on_behalf_of="eve"), SelfApproval, id="for who did the work"),
    ],
)
def test_the_second_person_is_another_without_interest(by: Actor, refused: type[Exception]) -> None:
    """Neither the proposer, nor by delegation, nor with a hand in the work; declining takes the same."""
    journey = failing()
    journey.override("G1")
    for answer in (journey.confirm, journey.decline):
        with pytest.raises(refused):
            answer("G1", by)
    assert at(journey).proposal is not None


def test_whom_one_acted_for_is_no_second_person() -> None:
    """A delegation makes two names, not two people."""
    journey = failing()
    journey.override("G1", by=replace(DORA, on_behalf_of="vera"))
    with pytest.raises(SelfApproval, match="vera proposed this"):
        journey.confirm("G1")


def test_a_gate_may_name_who_seconds() -> None:
    """Then it is nobody else, not even the sponsor."""
    journey = failing(replace(FAILING, gates=(replace(FAILING.gates[0], override_by="head_product"), FAILING.gates[1])))
    journey.override("G1")
    with pytest.raises(NotAllowed):
        journey.confirm("G1")
    journey.confirm("G1", HEAD)
    assert at(journey).state is GateState.PASSED


def test_without_anybody_to_second_there_is_none() -> None:
    """No sponsor and nobody named."""
    journey = failing(replace(FAILING, sponsor=None))
    with pytest.raises(WrongState, match="names nobody who may second"):
        journey.override("G1")


def test_a_word_is_not_enough() -> None:
    """A second person must be able to weigh it; and answers say why, too."""
    journey = failing()
    with pytest.raises(Invalid) as refused:
        journey.act(Decide("key", DORA, "G1", DecisionKind.GO, "because", override=True))
    assert [problem.pointer for problem in refused.value.problems] == ["/rationale"]


def test_declining_is_on_record() -> None:
    """And the gate is as it was: another may be proposed."""
    journey = failing()
    journey.override("G1")
    assert journey.decline("G1") == "declined"

    assert at(journey).state is GateState.OPEN
    ended = at(journey).past_proposals[0]
    assert (ended.outcome, ended.closed_by, ended.closing) == ("declined", "vera", "too risky")
    with pytest.raises(AlreadyDecided, match="vera has declined it") as refused:
        journey.confirm("G1")
    assert (refused.value.facts["decided_by"], refused.value.facts["decision"]) == ("vera", "declined")
    journey.override("G1")
    assert at(journey).proposal is not None


def test_only_who_proposed_withdraws() -> None:
    """The others decline, or wait."""
    journey = failing()
    journey.override("G1")
    with pytest.raises(NotAllowed, match="Only dora"):
        journey.withdraw("G1", VERA)
    journey.withdraw("G1")
    assert [one.outcome for one in at(journey).past_proposals] == ["withdrawn"]


def test_the_second_proposer_learns_who_was_first() -> None:
    """One proposal at a time."""
    journey = failing()
    journey.override("G1")
    with pytest.raises(AlreadyDecided, match="dora proposed go") as refused:
        journey.override("G1", by=BOTH)
    assert (refused.value.facts["decided_by"], refused.value.facts["decision"]) == ("dora", "go")


def test_the_confirmer_of_a_decided_gate_learns_who_decided() -> None:
    """A plain decision overtakes a proposal."""
    journey = failing()
    journey.override("G1")
    journey.decide("G1", DecisionKind.KILL, BOTH)

    assert [one.outcome for one in at(journey).past_proposals] == ["overtaken"]
    with pytest.raises(AlreadyDecided, match="both decided kill"):
        journey.confirm("G1")


def test_of_two_who_confirm_the_second_learns_of_the_first() -> None:
    """Who decided, and who let it take effect."""
    journey = failing()
    journey.override("G1")
    journey.confirm("G1")
    with pytest.raises(AlreadyDecided) as refused:
        journey.confirm("G1", Actor("viv", roles=("exec_sponsor",)))
    assert (refused.value.facts["decided_by"], refused.value.facts["seconded_by"]) == ("dora", "vera")


def test_a_proposal_waits_out_a_hold() -> None:
    """Nothing was decided by it."""
    journey = failing()
    journey.override("G1")
    journey.decide("G1", DecisionKind.HOLD)
    with pytest.raises(AlreadyDecided):
        journey.confirm("G1")
    journey.resume()
    assert journey.confirm("G1") == "go"


@pytest.mark.parametrize(
    ("journey", "kinds"),
    [
        pytest.param(failing(), {"go", "conditional_go"}, id="a failed must"),
        pytest.param(voted(Choice.REJECT), {"go", "conditional_go"}, id="ballots that do not carry"),
        pytest.param(voted(Choice.APPROVE, ready=False), {"go", "recycle", "kill"}, id="one who is not ready"),
        pytest.param(voted(Choice.REJECT, head=Choice.REJECT), {"go", "conditional_go"}, id="a majority that rejects"),
        pytest.param(voted(Choice.APPROVE), {"recycle", "kill"}, id="a majority that approves"),
    ],
)
def test_what_takes_an_override(journey: Journey, kinds: set[str]) -> None:
    """A gate says which decisions do."""
    found = show_gate(journey.launch, at(journey)).explanation

    assert set(found.needs_override) == kinds
    assert set(found.may_decide) == {*DecisionKind} - kinds
    for kind in kinds:
        asks: dict[str, Any] = {"recycle_to": "idea"} if kind == "recycle" else {}
        if kind == "conditional_go":
            asks = {"conditions": (condition(department="product"),)}
        again = Journey(journey.launch, journey.now)
        with pytest.raises(WrongState):
            again.decide("G1", DecisionKind(kind), **asks)
        again.override("G1", DecisionKind(kind), **asks)
        again.confirm("G1")
        decisions = [*at(again).past, at(again).decision]
        assert [one.kind for one in decisions if one and one.override] == [kind]


def test_what_a_plan_allowed_stays_legal() -> None:
    """A plan from before majorities bound goes on as it was promised."""
    journey = voted(Choice.APPROVE, plan_=BRANCHES)
    assert journey.decide("G1", DecisionKind.KILL) == "kill"


def test_blind_ballots_are_no_majority_yet() -> None:
    """Before all have voted, a recycle goes against nobody."""
    journey = Journey.begin(BINDING).to_g1()
    journey.vote("G1", HEAD)
    assert journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea") == "recycle"


def test_it_never_passes_over_who_may_still_speak() -> None:
    """Until the gate's time is up; then it may, and says over whom."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", HEAD, Choice.REJECT)
    with pytest.raises(WrongState, match="legal, head_engineering may still speak until") as refused:
        journey.override("G1")
    assert refused.value.facts["override"]["possible"] is False
    assert refused.value.facts["override"]["after"]

    journey.later(days=3)
    journey.override("G1")
    proposal = at(journey).proposal
    assert proposal is not None
    assert proposal.silent == ("legal", "head_engineering")
    assert proposal.against == ("legal has not attested", "head_product rejects", "head_engineering has not voted")
    journey.confirm("G1")
    decision = at(journey).decision
    assert decision is not None
    assert decision.override is not None
    assert decision.override.silent == ("legal", "head_engineering")


def test_a_promise_is_no_reason_to_override() -> None:
    """An open condition is met, or the launch waits."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.complete("code", Actor("eve", departments=("engineering",), roles=("developer",)))
    journey.complete("copy", MAX)
    journey.attest("G2", LEO)
    journey.attest("G2", MAX)
    for voter in (HEAD, CHIEF, CMO):
        journey.vote("G2", voter, Choice.REJECT)
    with pytest.raises(WrongState, match="No override lifts a promise"):
        journey.override("G2")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(lambda j: j.vote("G1", CHIEF, Choice.APPROVE), "no longer: head_engineering rejects", id="ballot"),
        pytest.param(
            lambda j: j.vote("G1", HEAD, Choice.REJECT),
            "now: head_product rejects, the majority is against it: 0 approve and 2 reject",
            id="another ballot",
        ),
        pytest.param(
            lambda j: j.attest("G1", LEO, False, "no contract"),
            "now: legal is not ready: no contract",
            id="attestation",
        ),
    ],
)
def test_what_changes_voids_the_proposal(change: Any, why: str) -> None:
    """The second person would sign something else than was proposed; the gate says what changed."""
    journey = voted(Choice.REJECT)
    journey.override("G1")
    change(journey)

    assert at(journey).proposal is None
    ended = at(journey).past_proposals[0]
    assert (ended.outcome, ended.closing) == ("void", why)
    with pytest.raises(WrongState, match="Nothing is proposed"):
        journey.confirm("G1")


def test_time_alone_voids_it_too() -> None:
    """Evidence that grew stale before the second signature is another decision."""
    stale = must("evidence", count=2, fresh_days=1)
    journey = failing(replace(FAILING, gates=(replace(FAILING.gates[0], criteria=(stale,)), FAILING.gates[1])))
    journey.add_evidence(observed_at=journey.now)
    journey.override("G1")
    journey.now = journey.now.replace(day=journey.now.day + 2)

    with pytest.raises(WrongState, match=r"void, for things have changed \(now: .*0 of 2 pieces"):
        journey.confirm("G1")
    journey.override("G1")
    assert [one.outcome for one in at(journey).past_proposals] == ["void"]
    journey.confirm("G1")


def test_what_does_not_matter_voids_nothing() -> None:
    """Evidence that nobody asked for."""
    journey = voted(Choice.REJECT)
    journey.override("G1")
    journey.add_evidence()
    assert journey.confirm("G1") == "go"


def test_the_second_person_finds_it_in_the_inbox() -> None:
    """Until it is answered, and without whoever may not."""
    journey = failing()
    assert "confirm" not in {act.act for act in gate_acts(show_gate(journey.launch, at(journey)))}
    journey.override("G1")

    acts = {act.act: act for act in gate_acts(show_gate(journey.launch, at(journey)))}
    assert (acts["confirm"].audience, acts["confirm"].part) == ("role:exec_sponsor", "exec_sponsor")
    assert set(acts["confirm"].excluded) == {"pia", "eve", "dora"}
    assert show_launch(journey.launch).waiting_on == ("exec_sponsor",)
    journey.decline("G1")
    assert "confirm" not in {act.act for act in gate_acts(show_gate(journey.launch, at(journey)))}


def test_where_nothing_stands_against_it_one_person_decides() -> None:
    """The wish to override does not make two of one."""
    journey = Journey.begin(TWO_STEPS)
    journey.complete("brief", Actor("ana", departments=("product",)))
    assert journey.override("G1") == "go"
    assert show_launch(journey.launch).overrides == 0


def test_a_proposed_kill_ends_the_launch_when_confirmed() -> None:
    """And not before."""
    journey = voted(Choice.APPROVE)
    journey.override("G1", DecisionKind.KILL)
    assert not journey.launch.ended
    journey.confirm("G1")
    assert journey.launch.state is LaunchState.KILLED
    assert journey.launch.reason == REASONS


def test_going_back_ends_a_proposal() -> None:
    """What was proposed belongs to its attempt."""
    journey = failing()
    journey.override("G1")
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    assert at(journey).proposal is None
    assert [one.outcome for one in at(journey).history[0].proposals] == ["overtaken"]
