"""Duties stay separate: through substitutes, and when somebody takes a part later."""

from dataclasses import replace

import pytest

from domain.actors import Actor
from domain.errors import AlreadyClaimed, Conflict, NotAllowed, SelfApproval
from domain.launch.blind import blind, blind_event
from domain.launch.commands import CastVote, StartLaunch, fingerprint
from domain.launch.guards import conflicted
from domain.launch.handle import start
from domain.launch.pending import gate_acts
from domain.launch.show import show_gate
from domain.launch.state import Choice, DecisionKind
from domain.plan import Plan
from tests.unit.launch.plans import (
    ANA,
    BRANCHES,
    CHARTER,
    CHIEF,
    CMO,
    DORA,
    EVE,
    HEAD,
    LEO,
    MAX,
    MONDAY,
    OPS,
    PIA,
    Journey,
    acting,
    condition,
)

ALL = ("owner", "starter", "doers", "evidence")


def separating(*parts: str, plan: Plan = BRANCHES) -> Plan:
    """The plan with gates that keep these parts from voting and deciding."""
    return replace(plan, gates=tuple(replace(gate, separate=parts) for gate in plan.gates))


# -- acting for somebody --------------------------------------------------------------------------------------


def test_whose_authority_it_is() -> None:
    """The principal's, with everybody's hand in it told."""
    stand_in = acting(EVE, HEAD, "max")

    assert (stand_in.principal, stand_in.identities) == ("head", ("eve", "head", "max"))
    assert (EVE.principal, EVE.identities) == ("eve", ("eve",))


def test_authority_is_the_principals_alone() -> None:
    """As a substitute one may do what the principal may, and nothing that is one's own."""
    journey = Journey.begin().to_g1()

    journey.vote("G1", acting(EVE, HEAD))
    with pytest.raises(NotAllowed):
        journey.vote("G1", acting(CHIEF, ANA))
    with pytest.raises(NotAllowed):
        journey.hold(acting(PIA, MAX))
    journey.hold(acting(MAX, PIA))


def test_both_are_on_record() -> None:
    """In the log, on the ballot, on the attestation, on the decision and on evidence."""
    journey = Journey.begin().to_g1()
    journey.attest("G1", acting(MAX, LEO))
    journey.vote("G1", acting(EVE, HEAD))
    journey.vote("G1", CHIEF)
    journey.add_evidence(acting(MAX, LEO))
    journey.decide("G1", by=acting(CMO, DORA))

    gate = journey.launch.gates["G1"]
    assert [(vote.voter, vote.on_behalf_of) for vote in gate.votes] == [("eve", "head"), ("chief", None)]
    assert (gate.attestations[0].by, gate.attestations[0].on_behalf_of) == ("max", "leo")
    assert gate.decision is not None
    assert (gate.decision.by, gate.decision.on_behalf_of) == ("cmo", "dora")
    assert journey.launch.evidence["E1"].on_behalf_of == "leo"
    said = {(event.action, event.actor, event.on_behalf_of) for event in journey.events}
    assert {("gate.voted", "eve", "head"), ("gate.decided", "cmo", "dora"), ("evidence.added", "max", "leo")} <= said


def test_what_a_substitute_takes_stays_with_the_principal() -> None:
    """The task is the principal's: each may complete it for them, and both become its doers."""
    journey = Journey.begin()
    journey.claim("brief", acting(EVE, ANA))

    assert journey.launch.tasks["brief"].claimed_by == "ana"
    with pytest.raises(AlreadyClaimed):
        journey.complete("brief", EVE)
    journey.complete("brief", acting(EVE, ANA))
    journey.complete("spec", acting(LEO, ANA))
    assert journey.launch.tasks["brief"].doers == ("eve", "ana")
    assert journey.launch.tasks["brief"].done_by == "eve"
    assert journey.launch.tasks["spec"].claimed_by == "ana"
    assert set(conflicted(journey.launch, journey.launch.gate_plan("G1"))) == {"pia", "eve", "ana", "leo"}


def test_whoever_a_launch_was_started_for_is_involved() -> None:
    """Both the hand and the name behind it."""
    begun = start(StartLaunch("start", acting(MAX, DORA), CHARTER, BRANCHES), MONDAY)
    journey = Journey(begun.launch, MONDAY, list(begun.events)).to_g1()

    assert conflicted(journey.launch, journey.launch.gate_plan("G1"))[:3] == ("pia", "max", "dora")
    with pytest.raises(SelfApproval):
        journey.decide("G1", DecisionKind.KILL, by=DORA)


def test_the_same_key_for_somebody_else_is_another_command() -> None:
    """A repeat is a repeat only with the same principal."""
    plain, other = (CastVote("key", by, "G1", Choice.APPROVE, "") for by in (HEAD, acting(EVE, HEAD)))

    assert fingerprint(plain) == fingerprint(replace(plain, actor=CHIEF))
    assert fingerprint(plain) != fingerprint(other)


# -- who may not ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(acting(MAX, PIA), id="for the owner"),
        pytest.param(acting(PIA, DORA), id="the owner for somebody else"),
        pytest.param(acting(ANA, DORA), id="a doer for somebody else"),
        pytest.param(acting(MAX, DORA, "ana"), id="through the hands of a doer"),
    ],
)
def test_no_decision_passes_through_the_hands_of_the_involved(by: Actor) -> None:
    """Whichever of the identities it is."""
    journey = Journey.begin().to_g1()
    with pytest.raises(SelfApproval):
        journey.decide("G1", DecisionKind.KILL, by=by)


def test_one_person_fills_one_seat_counting_both() -> None:
    """Neither the substitute nor the principal has another seat, whichever came first."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", acting(CHIEF, HEAD))

    with pytest.raises(Conflict, match="chief voted as head_product for head"):
        journey.vote("G1", CHIEF)
    with pytest.raises(Conflict, match="head voted as head_product"):
        journey.vote("G1", acting(HEAD, CHIEF))
    other = Journey.begin().to_g1()
    other.vote("G1", CHIEF)
    with pytest.raises(Conflict, match="chief voted as head_engineering"):
        other.vote("G1", acting(CHIEF, HEAD))
    with pytest.raises(Conflict, match="chief voted as head_engineering"):
        other.vote("G1", acting(EVE, HEAD, "chief"))


def test_a_ballot_is_the_principals_to_change() -> None:
    """When they are back they may, and so may another substitute of theirs; then nobody else fills the seat."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", acting(CHIEF, HEAD))
    journey.vote("G1", acting(EVE, HEAD), Choice.REJECT)
    journey.vote("G1", HEAD)

    (vote,) = journey.launch.gates["G1"].votes
    assert (vote.voter, vote.on_behalf_of, vote.choice) == ("head", None, Choice.APPROVE)
    journey.vote("G1", CHIEF)
    assert len(journey.launch.gates["G1"].votes) == 2


def test_both_see_a_blind_ballot_and_neither_is_asked_again() -> None:
    """The one who cast it and the one it was cast for."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", acting(CHIEF, HEAD))
    view = show_gate(journey.launch, journey.launch.gates["G1"])
    cast = next(event for event in journey.events if event.action == "gate.voted")

    assert [len(blind(view, person).votes) for person in ("chief", "head", "dora")] == [1, 1, 0]
    assert [blind_event(cast, {"G1": view}, person) == cast for person in ("chief", "head", "dora")] == [1, 1, 0]
    (left,) = [act for act in gate_acts(view) if act.act == "vote"]
    assert {"chief", "head"} <= set(left.excluded)


# -- who added evidence, and what comes later -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "counts"),
    [(None, True), ("G1", True), ("brief", True), ("code", False), ("G2", False)],
)
def test_evidence_that_the_subject_rests_on(target: str | None, counts: bool) -> None:
    """For the launch, the gate or work it judges; not for another gate's."""
    journey = Journey.begin(separating(*ALL))
    journey.add_evidence(acting(MAX, LEO), target=target)

    own = conflicted(journey.launch, journey.launch.gate_plan("G1"))
    assert ("max" in own, "leo" in own) == (counts, counts)


def test_evidence_for_a_condition_of_the_gate() -> None:
    """What is shown for an obligation bears on the gate that it blocks."""
    journey = Journey.begin(separating(*ALL)).past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.add_evidence(CMO, target="C1")

    assert "cmo" in conflicted(journey.launch, journey.launch.gate_plan("G2"))
    assert "cmo" not in conflicted(journey.launch, journey.launch.gate_plan("G3"))


def test_old_plans_separate_as_they_always_did() -> None:
    """Without a word of it: owner, starter and doers, not whoever added evidence."""
    journey = Journey.begin()
    journey.add_evidence(HEAD)
    journey.to_g1().vote("G1", HEAD)

    assert journey.launch.gate_plan("G1").separate == ("owner", "starter", "doers")
    assert len(journey.launch.gates["G1"].votes) == 1


def test_a_plan_may_separate_less() -> None:
    """An owner who did no work may then decide; a doer never may."""
    journey = Journey.begin(separating("doers")).to_g1()

    with pytest.raises(SelfApproval):
        journey.decide("G1", DecisionKind.KILL, by=acting(ANA, DORA))
    journey.decide("G1", DecisionKind.KILL, by=PIA)


@pytest.mark.parametrize("by", [HEAD, acting(HEAD, LEO), acting(MAX, HEAD)])
def test_a_ballot_is_void_once_its_voter_adds_evidence(by: Actor) -> None:
    """At that very moment, on the record, saying why; the seat is free for somebody without a part in it."""
    journey = Journey.begin(separating(*ALL)).to_g1()
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    journey.add_evidence(by, target="brief")

    void = journey.events[-1]
    assert journey.actions()[-2:] == ["evidence.added E1", "gate.vote_voided G1"]
    assert dict(void.data) == {"seat": "head_product", "voter": "head", "person": "head", "because": "conflict"}
    assert [vote.voter for vote in journey.launch.gates["G1"].votes] == ["chief"]
    with pytest.raises(SelfApproval):
        journey.vote("G1", HEAD)
    journey.vote("G1", Actor("hedy", roles=("head_product",)))


def test_a_substitutes_ballot_is_void_when_the_principal_takes_part() -> None:
    """Either identity voids it."""
    journey = Journey.begin(separating(*ALL)).to_g1()
    journey.vote("G1", acting(EVE, HEAD))
    journey.add_evidence(HEAD)

    assert journey.launch.gates["G1"].votes == ()
    assert journey.events[-1].data["person"] == "head"


def test_other_gates_keep_their_ballots() -> None:
    """Evidence for work of another gate voids nothing."""
    journey = Journey.begin(separating(*ALL)).to_g1()
    journey.vote("G1", HEAD)
    journey.add_evidence(HEAD, target="code")

    assert len(journey.launch.gates["G1"].votes) == 1


def test_doing_the_work_again_bars_from_the_next_attempt() -> None:
    """Whoever voted, and then did the work that a recycle brought back, votes no more."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", HEAD)
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    journey.complete("brief", HEAD)
    journey.complete("spec", ANA)

    with pytest.raises(SelfApproval):
        journey.vote("G1", HEAD)
    with pytest.raises(SelfApproval):
        journey.vote("G1", acting(EVE, HEAD))
    with pytest.raises(SelfApproval):
        journey.decide("G1", DecisionKind.KILL, by=acting(HEAD, DORA))


def test_claiming_makes_no_doer() -> None:
    """Holding a task is no work yet: whoever gives it back may vote."""
    journey = Journey.begin()
    journey.claim("brief", HEAD)
    journey.unclaim("brief", HEAD)
    journey.to_g1().vote("G1", HEAD)

    assert "head" not in conflicted(journey.launch, journey.launch.gate_plan("G1"))


def test_an_operator_decides_nothing_by_being_one() -> None:
    """Neither votes nor decides, for anybody."""
    journey = Journey.begin().to_g1()
    with pytest.raises(NotAllowed):
        journey.vote("G1", OPS)
    with pytest.raises(NotAllowed):
        journey.decide("G1", DecisionKind.KILL, by=OPS)
