"""What people said is void once they may no longer say it: attestations and scores as well as ballots."""

from dataclasses import replace

import pytest

from domain.actors import Actor
from domain.errors import NotAllowed, WrongState
from domain.ids import SYSTEM
from domain.launch.commands import LeftWord, ReviewBallots, ScoreGate, fingerprint
from domain.launch.consent import CURRENT
from domain.launch.readiness import readiness
from domain.launch.show import changes, show_gate
from domain.notices import notices_of
from tests.unit.launch.plans import CHIEF, EVE, HEAD, LEO, SCORED, Journey, acting

SLIPWAY = Actor(SYSTEM)
LEFT = ReviewBallots("key", SLIPWAY, "G1", (), (LeftWord("legal", "leo"),), ("head",))


def full() -> Journey:
    """The first gate with everybody's word and scores."""
    journey = Journey.begin(replace(SCORED, binds_every_word=True)).to_g1()
    journey.attest("G1", LEO)
    for one in (HEAD, CHIEF):
        journey.vote("G1", one)
        journey.act(ScoreGate("key", one, "G1", {"fit": 7}, subject=CURRENT))
    return journey


def test_what_somebody_said_for_a_department_they_left_is_void() -> None:
    """So are scores for a role that is no longer theirs; both are asked again, with the reason, and told."""
    journey = full()
    before, so_far = journey.launch, len(journey.events)
    assert journey.act(LEFT) == "voided legal, head"

    gate = journey.launch.gates["G1"]
    assert (gate.attestations, [one.scorer for one in gate.scores]) == ((), ["chief"])
    assert {vote.voter for vote in gate.votes} == {"head", "chief"}
    found = readiness(journey.launch, gate, journey.launch.gate_plan("G1"), journey.now)
    assert found.silent == ("legal has to attest again: leo no longer speaks for it",)
    missing = {
        one.part: one.again
        for one in show_gate(journey.launch, gate).explanation.missing
        if one.kind in {"attest", "score"}
    }
    assert missing == {"legal": "leo no longer speaks for it", "head_product": "head no longer scores for it"}
    told = notices_of(changes(before, journey.launch, tuple(journey.events[so_far:])))
    assert {one.audience for one in told} == {"department:legal", "role:head_product"}


def test_a_substitutes_word_goes_with_either_of_the_two() -> None:
    """By the identity that left."""
    for left in ("eve", "leo"):
        journey = Journey.begin(SCORED).to_g1()
        journey.attest("G1", acting(EVE, LEO))
        journey.act(replace(LEFT, attested=(LeftWord("legal", left),), scored=()))
        assert journey.launch.gates["G1"].attestations == ()


def test_a_word_that_was_given_anew_stands() -> None:
    """By somebody else, before the leaver's was voided; nor is a word for another department concerned."""
    journey = full()
    journey.attest("G1", Actor("lara", departments=("legal",)))
    for word in (LeftWord("legal", "leo"), LeftWord("marketing", "lara")):
        with pytest.raises(WrongState, match="has no ballot of"):
            journey.act(replace(LEFT, attested=(word,), scored=()))


def test_a_gate_that_keeps_ballots_keeps_every_word() -> None:
    """And nobody but Slipway says who left."""
    keeping = replace(SCORED, gates=(replace(SCORED.gates[0], on_leaving="keep"), *SCORED.gates[1:]))
    journey = Journey.begin(keeping).to_g1()
    journey.attest("G1", LEO)
    with pytest.raises(WrongState):
        journey.act(LEFT)
    with pytest.raises(NotAllowed):
        full().act(replace(LEFT, actor=HEAD))


def test_a_review_from_before_is_known_again() -> None:
    """What it did not say then changes nothing of what it asks; and it voids no attestation."""
    old = ReviewBallots("key", SLIPWAY, "G1", ("leo",))
    assert fingerprint(old) == fingerprint(replace(old, attested=(), scored=()))
    assert fingerprint(old) != fingerprint(replace(old, attested=(LeftWord("legal", "leo"),)))
    with pytest.raises(WrongState):
        full().act(old)
