"""Scores are words like ballots: one for each role, bound to what was shown, void when that changes materially."""

from dataclasses import replace
from typing import Any

import pytest

from domain.actors import Actor
from domain.errors import Conflict, SubjectChanged
from domain.events import Event
from domain.launch.apply import replay
from domain.launch.commands import ChangeLaunch, ScoreGate
from domain.launch.consent import CURRENT
from domain.launch.pending import gate_acts
from domain.launch.show import changes, show_gate
from domain.launch.state import DecisionKind, Score, begin
from domain.launch.subject import subject
from domain.notices import notices_of
from domain.plan import Plan
from tests.unit.launch.plans import (
    BRANCHES,
    CHARTER,
    CHIEF,
    EVE,
    HEAD,
    LEO,
    MAX,
    PIA,
    SCORED,
    VERA,
    Journey,
    acting,
    should,
)

CARD = should(
    "score",
    items={
        "fit": {"title": "Fit", "weight": 1},
        "risk": {"title": "Risk", "weight": 1, "roles": ["head_engineering"]},
    },
    min_scorers=1,
)
BOUND = replace(
    BRANCHES,
    gates=(replace(BRANCHES.gates[0], criteria=(CARD,)), *BRANCHES.gates[1:]),
    binds_every_word=True,
)
"""As `BRANCHES`; both seats of its first gate score the fit, the head of engineering the risk too."""
HEDY = Actor("hedy", departments=("product",), roles=("head_product",))


def at_g1(of: Plan = BOUND, told: dict[str, Any] | None = None) -> Journey:
    """At the gate that asks for scores, in a plan where changes matter to these."""
    return Journey.begin(replace(of, materiality=told or {})).to_g1()


def score(journey: Journey, by: Actor, fit: int = 7, seen: str | None = CURRENT) -> str:
    """All that is theirs to score."""
    risk = {"risk": fit} if "head_engineering" in by.roles and "risk" in str(journey.launch.plan.gates[0]) else {}
    return journey.act(ScoreGate("key", by, "G1", {"fit": fit, **risk}, subject=seen))


def given(journey: Journey) -> dict[str, Score]:
    """What counts, by scorer."""
    return {one.scorer: one for one in journey.launch.gates["G1"].scores}


# -- one voice a role ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(acting(EVE, HEAD), HEAD, id="the principal after a substitute"),
        pytest.param(HEAD, acting(EVE, HEAD), id="a substitute after the principal"),
        pytest.param(acting(EVE, HEAD), acting(MAX, HEAD), id="another substitute"),
        pytest.param(HEAD, HEDY, id="another holder of the role"),
        pytest.param(HEAD, HEAD, id="the same person"),
    ],
)
def test_a_role_speaks_once(first: Actor, second: Actor) -> None:
    """The later score counts, with both identities; it says whose it took the place of."""
    journey = at_g1()
    score(journey, first, 3)
    score(journey, second, 9)

    (kept,) = journey.launch.gates["G1"].scores
    assert (kept.scorer, kept.on_behalf_of, kept.scores) == (second.id, second.on_behalf_of, {"fit": 9})
    assert kept.replaces == ((first.id,) if first.id != second.id else ())
    assert replay(begin(CHARTER, BOUND), journey.events) == journey.launch


def test_who_scored_for_two_roles_is_heard_for_the_one_that_is_left() -> None:
    """Of the other only what somebody else says counts."""
    journey = at_g1()
    both = replace(CHIEF, id="both", roles=("head_product", "head_engineering"))
    score(journey, both, 4)
    score(journey, CHIEF, 8)

    assert given(journey)["both"].roles == ("head_product",)
    assert given(journey)["both"].scores == {"fit": 4}
    assert given(journey)["chief"].scores == {"fit": 8, "risk": 8}


def test_a_panel_hears_each_person_once() -> None:
    """Where a card asks for more people than it has roles, all holders of a role count, a substitute's not twice."""
    card = replace(CARD, params={**CARD.params, "min_scorers": 3})
    gates = (replace(BOUND.gates[0], criteria=(card,)), *BOUND.gates[1:])
    journey = at_g1(replace(BOUND, gates=gates))
    for one in (HEAD, HEDY, acting(EVE, HEAD), CHIEF):
        score(journey, one)

    assert set(given(journey)) == {"hedy", "eve", "chief"}


def test_nobody_scores_twice_by_being_a_substitute() -> None:
    """As nobody votes twice."""
    journey = at_g1()
    score(journey, HEAD)
    with pytest.raises(Conflict, match="head scored already"):
        score(journey, acting(HEAD, CHIEF))
    score(journey, acting(EVE, CHIEF))
    with pytest.raises(Conflict, match="eve scored for chief already"):
        score(journey, acting(EVE, HEAD))


def test_an_older_launch_counts_scores_as_it_did() -> None:
    """A principal's beside a substitute's."""
    journey = at_g1(SCORED)
    score(journey, acting(EVE, HEAD), 3, None)
    score(journey, HEAD, 9, None)

    assert set(given(journey)) == {"eve", "head"}
    assert all(set(event.data) == {"scores", "rationale", "roles"} for event in scored(journey))


def scored(journey: Journey) -> list[Event]:
    """The events of scores."""
    return [event for event in journey.events if event.action == "gate.scored"]


# -- bound to what was shown ---------------------------------------------------------------------------------


def test_scores_keep_what_was_shown() -> None:
    """With the departments of the scorer; on anything older they are refused."""
    journey = at_g1()
    old = subject(journey.launch, "G1").digest
    score(journey, HEAD, seen=old)
    assert (given(journey)["head"].subject, given(journey)["head"].departments) == (old, ("product",))
    journey.add_evidence(LEO)

    with pytest.raises(SubjectChanged):
        score(journey, CHIEF, seen=old)
    score(journey, CHIEF)
    assert given(journey)["chief"].subject == subject(journey.launch, "G1").digest != old


@pytest.mark.parametrize(
    ("told", "void"),
    [
        pytest.param(None, {"head", "chief"}, id="everybody"),
        pytest.param((), set(), id="nobody"),
        pytest.param(("head_product",), {"head"}, id="a role that scored"),
        pytest.param(("engineering",), {"chief"}, id="the department of a scorer"),
        pytest.param(("marketing",), set(), id="somebody else"),
    ],
)
def test_a_change_voids_the_scores_it_matters_to(told: tuple[str, ...] | None, void: set[str]) -> None:
    """And no others; the preview says so, the gate says who must score again and why, and they are told."""
    journey = at_g1(told={"fact:price": told})
    score(journey, HEAD)
    score(journey, CHIEF)
    roles = {"head": "head_product", "chief": "head_engineering"}
    wanted = ChangeLaunch("key", PIA, "because", facts={"price": 12}, plan=journey.launch.plan)
    impact = journey.preview(wanted)
    before, so_far = journey.launch, len(journey.events)
    journey.change(facts={"price": 12})

    assert {(one.scorer, one.roles, one.fields) for one in impact.scores_voided} == {
        (who, (roles[who],), ("fact:price",)) for who in void
    }
    assert {f"role:{roles[who]}" for who in void} <= set(impact.told)
    assert set(given(journey)) == {"head", "chief"} - void
    gate = journey.launch.gates["G1"]
    assert {item.roles: (item.because, item.by) for item in gate.voided} == {(roles[w],): ("R1", w) for w in void}
    explained = show_gate(journey.launch, gate).explanation
    missing = {one.part: one.again for one in explained.missing if one.kind == "score"}
    assert missing == {roles[who]: "price changed (R1)" for who in void}
    steps = [one.words for one in explained.would_open if one.act == "score"]
    assert steps == ["score what is theirs to score again: price changed (R1)"] * len(void)
    told_now = notices_of(changes(before, journey.launch, tuple(journey.events[so_far:])))
    assert {one.audience for one in told_now if one.act == "score"} == {f"role:{roles[who]}" for who in void}
    for who in void:
        score(journey, {"head": HEAD, "chief": CHIEF}[who])
    assert journey.launch.gates["G1"].voided == ()
    assert journey.launch.gates["G1"].emptied == ()


def test_scores_that_another_card_would_not_take_are_void() -> None:
    """Another item, a role that is asked no more, or no card at all."""
    other = replace(CARD, params={**CARD.params, "items": {"fit": CARD.params["items"]["fit"]}})
    for criteria, left in (((other,), {"head"}), ((), set[str]()), ((CARD,), {"head", "chief"})):
        journey = at_g1(told={"tier": ()})
        score(journey, HEAD)
        score(journey, CHIEF)
        gates = (replace(BOUND.gates[0], criteria=criteria), *BOUND.gates[1:])
        journey.change(tier="T1", plan=replace(journey.launch.plan, tier="T1", gates=gates))
        assert set(given(journey)) == left


def test_who_takes_the_launch_over_loses_the_scores_they_gave() -> None:
    """As a ballot is lost; the preview shows it."""
    journey = at_g1(told={"owner": ()})
    score(journey, HEAD)
    wanted = ChangeLaunch("key", PIA, "because", charter={"owner": "head"})
    assert [(one.scorer, one.fields) for one in journey.preview(wanted).scores_voided] == [("head", ("owner",))]
    journey.change(owner="head")

    assert given(journey) == {}
    assert [event.action for event in journey.events].count("gate.score_voided") == 1


def test_scores_from_before_digests_were_kept_are_void_in_doubt() -> None:
    """What matters to nobody still leaves them alone."""
    journey = at_g1(told={"fact:price": ("marketing",), "title": ()})
    score(journey, HEAD, seen=None)
    journey.change(title="Borealis")
    assert set(given(journey)) == {"head"}
    journey.change(facts={"price": 12})
    assert given(journey) == {}


def test_an_older_launch_keeps_its_scores() -> None:
    """Nor does what its changes would do read otherwise."""
    journey = at_g1(replace(BOUND, binds_every_word=False))
    score(journey, HEAD)
    journey.change(scope="Less")

    assert set(given(journey)) == {"head"}


def test_the_inbox_leaves_both_alone_whose_score_it_is() -> None:
    """Substitute and principal, though the other roles are still asked."""
    journey = at_g1()
    score(journey, acting(EVE, HEAD))

    (entry,) = [one for one in gate_acts(show_gate(journey.launch, journey.launch.gates["G1"])) if one.act == "score"]
    assert {"eve", "head"} <= set(entry.excluded)


# -- what waits for a second person --------------------------------------------------------------------------


def proposed(told: dict[str, Any]) -> Journey:
    """A kill at G1 that the majority is against, waiting for the sponsor."""
    gates = (replace(BOUND.gates[0], criteria=(), majority_binds=True), *BOUND.gates[1:])
    journey = at_g1(replace(BOUND, gates=gates), told)
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    journey.override("G1", DecisionKind.KILL)
    return journey


@pytest.mark.parametrize(
    ("told", "void"),
    [
        pytest.param(None, True, id="everybody"),
        pytest.param(("director",), True, id="the decider"),
        pytest.param((), False, id="nobody"),
        pytest.param(("marketing",), False, id="somebody else"),
    ],
)
def test_a_material_change_voids_what_was_proposed(told: tuple[str, ...] | None, void: bool) -> None:
    """Though nothing else may stand against it then; the preview says so, and its proposer is told."""
    journey = proposed({"fact:price": told})
    wanted = ChangeLaunch("key", PIA, "because", facts={"price": 12}, plan=journey.launch.plan)
    impact = journey.preview(wanted)
    before, so_far = journey.launch, len(journey.events)
    journey.change(facts={"price": 12})

    told_now = notices_of(changes(before, journey.launch, tuple(journey.events[so_far:])))
    assert ("What you proposed is void: price changed (R1)." in str(told_now)) is void
    gate = journey.launch.gates["G1"]
    assert impact.proposals_voided == (("G1",) if void else ())
    assert ("person:dora" in impact.told) is void
    assert [one.closing for one in gate.past_proposals] == (["price changed (R1)"] if void else [])
    if not void:
        assert journey.confirm("G1") == "kill"


def test_a_proposal_behind_glass_is_void_too() -> None:
    """Nothing stands against it that could change, so only this voids it."""
    journey = at_g1()
    journey.break_glass("G1")
    journey.change(scope="Less")

    assert journey.launch.gates["G1"].proposal is None
    journey.break_glass("G1")
    assert journey.confirm("G1", VERA) == "go"


def test_whoever_takes_the_launch_over_proposes_nothing_any_more() -> None:
    """It would be their own work that they decide on."""
    journey = proposed({"owner": ()})
    journey.change(owner="dora")

    assert [one.closing for one in journey.launch.gates["G1"].past_proposals] == ["owner changed (R1)"]


def test_a_gate_that_passed_on_scores_is_marked_when_a_scorers_role_is_concerned() -> None:
    """Also when that role has no seat."""
    card = replace(CARD, params={"items": {"fit": {"title": "Fit", "weight": 1, "roles": ["developer"]}}})
    gates = (replace(BOUND.gates[0], criteria=(card,)), *BOUND.gates[1:])
    journey = at_g1(replace(BOUND, gates=gates), {"fact:price": ("developer",)})
    score(journey, EVE)
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    journey.decide("G1")
    journey.change(facts={"price": 12})

    assert [one.because for one in journey.launch.gates["G1"].outdated] == ["R1"]
