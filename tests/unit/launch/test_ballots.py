"""What becomes of ballots besides being cast: vetoes, turns, additions, leavers, and time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotAllowed, SelfApproval, WrongState
from domain.ids import SYSTEM
from domain.launch.blind import blind
from domain.launch.commands import AddApprover, CastVote, ReviewBallots, RevokeAttestation, RevokeVote
from domain.launch.deadlines import next_deadline
from domain.launch.electorate import MOST_SEATS
from domain.launch.pending import gate_acts
from domain.launch.show import show_gate
from domain.launch.state import Choice, DecisionKind
from domain.launch.views import GateView
from domain.plan import Plan
from tests.unit.launch.plans import (
    ANA,
    CHIEF,
    CMO,
    DORA,
    HEAD,
    LEO,
    MAX,
    PIA,
    Journey,
    gate,
    plan,
    stage,
)

SEATS = ("head_product", "head_engineering")


def one_gate(**fields: Any) -> Plan:
    """One gate over a stage without tasks, with two seats that must both approve."""
    given = {"policy": "all@1", "seats": SEATS, "recycle_to": ("idea",), **fields}
    return plan((stage("idea"),), (), (gate("G1", "idea", **given),))


def view(journey: Journey) -> GateView:
    """The gate as the arbiter sees it."""
    return show_gate(journey.launch, journey.launch.gates["G1"])


def add(journey: Journey, person: str, by: Actor = DORA) -> str:
    """Add an approver, with a reason."""
    return journey.act(AddApprover("key", by, "G1", person, "because"))


def asked(journey: Journey) -> list[str]:
    """Which seats stand in inboxes."""
    return [act.part for act in gate_acts(view(journey)) if act.act == "vote"]


# -- vetoes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "params"),
    [
        ("none@1", {}),
        ("any@1", {}),
        ("all@1", {}),
        ("majority@1", {}),
        ("n_of_m@1", {"n": 1}),
        ("percent@1", {"percent": 1}),
        ("weighted@1", {"weights": dict.fromkeys(SEATS, 1), "threshold": 1}),
        ("sequential@1", {}),
    ],
)
def test_a_standing_veto_blocks_under_every_policy(policy: str, params: dict[str, Any]) -> None:
    """Until it is taken back; it names the seat once all is revealed."""
    journey = Journey.begin(one_gate(policy=policy, params=params, veto=(SEATS[1],)))
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF, Choice.VETO)

    with pytest.raises(WrongState, match="head_engineering vetoes"):
        journey.decide("G1")
    journey.vote("G1", CHIEF)
    assert journey.decide("G1") == "go"


def test_only_a_seat_that_has_it_may_veto() -> None:
    """The problem points at the choice."""
    journey = Journey.begin(one_gate(veto=(SEATS[1],)))
    with pytest.raises(Invalid, match="head_product may not veto") as refused:
        journey.vote("G1", HEAD, Choice.VETO)
    assert [problem.pointer for problem in refused.value.problems] == ["/choice"]


@pytest.mark.parametrize("policy", ["none@1", "any@1"])
def test_an_unrevealed_veto_looks_like_an_approval(policy: str) -> None:
    """Where somebody may veto all are heard, so that waiting tells nothing."""
    views = []
    for choice in (Choice.APPROVE, Choice.VETO):
        journey = Journey.begin(one_gate(policy=policy, veto=(SEATS[0],)))
        journey.vote("G1", HEAD, choice)
        views.append(blind(view(journey), "dora"))
    assert views[0] == views[1]
    assert views[0].waiting == ("head_engineering has not voted",)


# -- turns ---------------------------------------------------------------------------------------------------


def test_seats_take_turns() -> None:
    """One is asked at a time; who is not says why, and whose turn it is."""
    journey = Journey.begin(one_gate(policy="sequential@1"))
    assert asked(journey) == ["head_product"]
    with pytest.raises(WrongState, match="it is head_product's turn"):
        journey.vote("G1", CHIEF)
    journey.vote("G1", HEAD, Choice.REJECT)
    assert asked(journey) == []
    with pytest.raises(WrongState, match="did not approve"):
        journey.vote("G1", CHIEF)
    journey.vote("G1", HEAD)
    assert asked(journey) == ["head_engineering"]


# -- additions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["all@1", "any@1", "majority@1", "none@1"])
def test_the_word_of_an_added_approver_is_needed(policy: str) -> None:
    """Adding somebody never makes it easier to carry."""
    journey = Journey.begin(one_gate(policy=policy))
    add(journey, "cmo")
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    with pytest.raises(WrongState, match="person:cmo has not voted"):
        journey.decide("G1")
    assert journey.vote("G1", CMO) == "voted as person:cmo"
    assert journey.decide("G1") == "go"


def test_a_friend_is_not_counted_among_n() -> None:
    """Their approval comes besides what the policy asks of its own seats."""
    journey = Journey.begin(one_gate(policy="n_of_m@1", params={"n": 2}))
    add(journey, "cmo")
    journey.vote("G1", CMO)
    journey.vote("G1", HEAD)
    with pytest.raises(WrongState):
        journey.decide("G1")


def test_who_may_add_and_who_may_be_added() -> None:
    """The decider's role, who steers, an operator; nobody whose work it is, nobody twice, and not without end."""
    journey = Journey.begin(one_gate())
    with pytest.raises(NotAllowed, match="are added by director"):
        add(journey, "cmo", by=MAX)
    with pytest.raises(SelfApproval):
        add(journey, "pia")
    with pytest.raises(Invalid):
        journey.act(AddApprover("key", DORA, "G1", "cmo", " "))
    assert add(journey, "cmo", by=PIA) == "cmo is asked to approve"
    with pytest.raises(Conflict, match="asked to approve G1 already"):
        add(journey, "cmo")
    journey.vote("G1", HEAD)
    with pytest.raises(Conflict, match="voted as head_product"):
        add(journey, "head")
    for number in range(MOST_SEATS - len(SEATS) - 1):
        add(journey, f"p{number}")
    with pytest.raises(Conflict, match="decide nothing"):
        add(journey, "one_more")


def test_an_added_approver_fills_no_other_seat() -> None:
    """Else nobody could fill theirs."""
    journey = Journey.begin(one_gate())
    add(journey, "head")
    with pytest.raises(Invalid):
        journey.vote("G1", HEAD, seat="head_product")
    assert journey.vote("G1", HEAD) == "voted as person:head"


def test_added_approvers_go_with_a_recycle() -> None:
    """To the next attempt, without their ballots."""
    journey = Journey.begin(one_gate())
    add(journey, "cmo")
    journey.vote("G1", CMO)
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    assert (view(journey).attempt, view(journey).seats, view(journey).votes) == (2, (*SEATS, "person:cmo"), ())
    (past,) = view(journey).past
    assert ([one.voter for one in past.ballots], past.dissent) == (["cmo"], ("cmo",))


# -- the reveal ----------------------------------------------------------------------------------------------


def test_the_deadline_reveals() -> None:
    """At its 100 % mark; what is said afterwards is marked, and what is settled is said."""
    journey = Journey.begin(one_gate())
    journey.vote("G1", HEAD, Choice.REJECT)
    assert not view(journey).revealed
    journey.later(days=3)
    assert view(journey).revealed
    assert view(journey).settled
    assert view(journey).waiting == (
        "head_product rejects",
        "head_engineering has not voted",
    )
    journey.vote("G1", CHIEF)
    assert {one.voter: one.after_reveal for one in view(journey).votes} == {"head": False, "chief": True}


def test_what_was_seen_stays_seen() -> None:
    """A ballot taken back hides nothing again, and another one carries the mark."""
    journey = Journey.begin(one_gate())
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    journey.act(RevokeVote("key", CHIEF, "G1"))
    assert view(journey).revealed
    journey.vote("G1", CHIEF)
    assert {one.voter: one.after_reveal for one in view(journey).votes} == {"head": False, "chief": True}


# -- taking back ---------------------------------------------------------------------------------------------


def test_a_ballot_is_taken_back() -> None:
    """By its voter, also without the role; the seat says why it is empty."""
    journey = Journey.begin(one_gate())
    journey.vote("G1", HEAD)
    assert journey.act(RevokeVote("key", replace(HEAD, roles=()), "G1")) == "head_product is empty again"
    assert view(journey).waiting[0] == "head_product is empty again: head took the ballot back"
    with pytest.raises(WrongState, match="nothing to revoke"):
        journey.act(RevokeVote("key", HEAD, "G1"))


def test_an_attestation_is_taken_back() -> None:
    """By a member of its department."""
    journey = Journey.begin(one_gate(attest=("legal",)))
    with pytest.raises(WrongState, match="has not attested"):
        journey.act(RevokeAttestation("key", LEO, "G1", "legal"))
    journey.attest("G1", LEO)
    with pytest.raises(NotAllowed):
        journey.act(RevokeAttestation("key", ANA, "G1", "legal"))
    journey.act(RevokeAttestation("key", LEO, "G1", "legal"))
    assert view(journey).waiting[0] == "legal has to attest again: leo took its word back"


# -- time ----------------------------------------------------------------------------------------------------


def test_an_approval_expires() -> None:
    """At its moment and not before; the seat is asked again, and the timer knows."""
    journey = Journey.begin(one_gate(approval_days=1, attest=("legal",)))
    journey.vote("G1", HEAD)
    journey.attest("G1", LEO)
    expires_at = view(journey).votes[0].expires_at
    assert expires_at is not None
    assert next_deadline(journey.launch) == expires_at
    journey.now = expires_at - timedelta(seconds=1)
    journey.vote("G1", CHIEF)
    journey.now = expires_at
    with pytest.raises(WrongState, match="head_product has not voted"):
        journey.decide("G1")  # also before the timer fires
    journey.later()
    assert asked(journey) == ["head_product"]
    assert view(journey).waiting[0] == "legal has to attest again: what was said is older than 1 business days"
    assert [event.data for event in journey.events if event.action == "gate.approval_expired"] == [
        {"seat": "head_product", "attempt": 1},
        {"department": "legal", "attempt": 1},
    ]


def test_a_hold_stops_approvals_from_ageing() -> None:
    """What a ballot had left it still has afterwards, like the clock of the gate."""
    journey = Journey.begin(one_gate(approval_days=2))
    journey.vote("G1", HEAD)
    journey.later(hours=4)
    journey.hold()
    journey.later(days=28)
    assert [one.voter for one in view(journey).votes] == ["head"]
    journey.resume()
    (ballot,) = view(journey).votes
    assert ballot.expires_at == journey.now + timedelta(days=1, hours=4)


# -- leavers -------------------------------------------------------------------------------------------------


def test_ballots_of_who_left_are_void() -> None:
    """Slipway says so, nobody else; once."""
    journey = Journey.begin(one_gate())
    journey.vote("G1", HEAD)
    review = ReviewBallots("key", Actor(SYSTEM), "G1", ("head",))
    with pytest.raises(NotAllowed):
        journey.act(replace(review, actor=DORA))
    assert journey.act(review) == "voided head_product"
    assert view(journey).waiting[0] == "head_product is empty again: head no longer holds it"
    with pytest.raises(WrongState, match="no ballot of head to void"):
        journey.act(review)


def test_a_playbook_may_keep_them() -> None:
    """Then there is nothing to void."""
    journey = Journey.begin(one_gate(on_leaving="keep"))
    journey.vote("G1", HEAD)
    with pytest.raises(WrongState):
        journey.act(ReviewBallots("key", Actor(SYSTEM), "G1", ("head",)))


def test_a_seat_of_a_department_or_a_person() -> None:
    """Any member of the one, nobody but the other."""
    journey = Journey.begin(one_gate(seats=("department:legal", "person:max")))
    acts = [act.audience for act in gate_acts(view(journey)) if act.act == "vote"]
    assert acts == ["department:legal", "person:max"]
    with pytest.raises(NotAllowed, match="asks legal, max to vote"):
        journey.act(CastVote("key", HEAD, "G1", Choice.APPROVE, ""))
    assert journey.vote("G1", LEO) == "voted as department:legal"
    assert journey.vote("G1", MAX) == "voted as person:max"
    assert journey.decide("G1") == "go"
