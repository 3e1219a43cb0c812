"""What a gate is about, and that every word on it is bound to that."""

import hashlib
import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import SubjectChanged
from domain.launch.commands import Attest, CastVote, Decide, fingerprint
from domain.launch.consent import CURRENT
from domain.launch.handle import check
from domain.launch.show import changes, show_gate
from domain.launch.state import Choice, DecisionKind, Launch
from domain.launch.subject import difference, subject
from tests.unit.launch.plans import CHIEF, DORA, EVE, HEAD, LEO, MAX, Journey, condition


def _names(launch: Launch, gate: str) -> list[str]:
    return [part.name for part in subject(launch, gate).parts]


def test_a_subject_has_all_its_parts_and_no_word_of_anybody() -> None:
    """Launch, facts, done work of the stages it closes, evidence, criteria and open conditions."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.add_evidence()
    journey.complete("code", EVE, "merged")

    assert _names(journey.launch, "G2") == [
        "condition:C1",
        "criterion:conditions",
        "criterion:fact",
        "evidence:E1",
        "fact:reversible",
        "gate",
        "launch",
        "task:code",
    ]
    journey.complete("C1", LEO)
    assert "condition:C1" not in _names(journey.launch, "G2")


def test_words_do_not_change_what_the_next_one_is_about() -> None:
    """Votes are blind, and so is their subject."""
    journey = Journey.begin().to_g1()
    before = subject(journey.launch, "G1").digest
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.decide("G1", DecisionKind.HOLD)

    assert subject(journey.launch, "G1").digest == before


def test_digests_are_of_canonical_json() -> None:
    """Anybody can compute them: of each part its name and content, of the whole the parts' names and digests."""
    found = subject(Journey.begin().to_g1().launch, "G1")

    def sha256(content: Any) -> str:
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    assert all(part.digest == sha256([part.name, part.content]) for part in found.parts)
    assert found.digest == sha256([[part.name, part.digest] for part in found.parts])


def test_what_is_found_again_is_what_would_be_made_anew() -> None:
    """A launch put together from other objects has the same subject, whatever was kept from before."""
    journey = Journey.begin().to_g1()
    first = subject(journey.launch, "G1")
    assert subject(journey.launch, "G1") is first
    assert subject(deepcopy(journey.launch), "G1") == first

    journey.add_evidence()
    assert subject(journey.launch, "G1") == subject(deepcopy(journey.launch), "G1") != first


def test_the_next_attempt_is_another_subject() -> None:
    """Though everything else is as it was."""
    journey = Journey.begin().to_g1()
    before = subject(journey.launch, "G1")
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    journey.to_g1()

    (changed,) = difference(before, subject(journey.launch, "G1"))
    assert (changed["part"], changed["before"], changed["after"]) == ("gate", {"attempt": 1}, {"attempt": 2})


WORDS: dict[str, Attest | CastVote | Decide] = {
    "attestation": Attest("key", LEO, "G1", "legal", ready=True),
    "vote": CastVote("key", HEAD, "G1", Choice.APPROVE, ""),
    "decision": Decide("key", DORA, "G1", DecisionKind.HOLD, "because"),
}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_on_something_else_is_refused(word: str) -> None:
    """With the digest seen and the one now; given on what is shown now, it is taken and keeps its digest."""
    journey = Journey.begin().to_g1()
    seen = subject(journey.launch, "G1").digest
    journey.add_evidence()
    now = subject(journey.launch, "G1").digest
    with pytest.raises(SubjectChanged) as refused:
        check(journey.launch, replace(WORDS[word], subject=seen), journey.now)
    assert (refused.value.facts["seen"], refused.value.facts["current"]) == (seen, now)

    for given in (CURRENT, now):
        other = deepcopy(journey)
        other.act(replace(WORDS[word], subject=given))
        assert other.events[-1].data.get("subject", now) == now
        assert [event.data["subject"] for event in other.events if "subject" in event.data] == [now]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("attestation", {"department": "legal", "ready": True, "note": ""}),
        ("vote", {"seat": "head_product", "choice": "approve", "rationale": ""}),
        ("decision", {"decision": "hold", "rationale": "because", "recycle_to": None, "conditions": []}),
    ],
)
def test_commands_of_recorded_histories_say_to_the_letter_what_they_said(word: str, said: dict[str, Any]) -> None:
    """A running launch makes its events anew when it is replayed: another byte would break its chain of hashes."""
    journey = Journey.begin().to_g1()
    first = len(journey.events)
    journey.act(WORDS[word])

    assert journey.events[first].data == said


def test_what_somebody_saw_is_no_part_of_what_they_ask() -> None:
    """A repeat is known by what it asks, also when it was first asked before these fields came."""
    vote = CastVote("key", HEAD, "G1", Choice.APPROVE, "because")
    decide = Decide("key", DORA, "G1", DecisionKind.GO, "because")
    assert fingerprint(vote) == "5a90cdee7418295bd39008cc1a06b84d3f8a84da258975af1f0bea6dce722fab"
    assert fingerprint(decide) == "21486b6f9563d1e15e3a7dfd13e22a1287668fd2afc1ddbac4daea4b5103724a"
    assert fingerprint(replace(vote, subject="0" * 64)) == fingerprint(vote)
    assert fingerprint(replace(decide, acknowledged=("R1",))) != fingerprint(decide)


def test_a_batch_carries_the_subject_when_it_is_the_first_to_be_acted_on() -> None:
    """Not again with the next vote on it; another one after something has changed."""
    journey = Journey.begin().to_g1()

    def acted(by: Any) -> list[str]:
        before, first = journey.launch, len(journey.events)
        journey.vote("G1", by)
        return [view.digest for view in changes(before, journey.launch, tuple(journey.events[first:])).subjects]

    one = subject(journey.launch, "G1").digest
    assert acted(HEAD) == [one]
    assert acted(CHIEF) == []
    journey.add_evidence()
    assert acted(CHIEF) == [subject(journey.launch, "G1").digest] != [one]


def test_a_batch_of_many_events_carries_each_subject_as_it_was_at_its_event() -> None:
    """Though much has changed since."""
    journey = Journey.begin().to_g1()
    before, first = journey.launch, len(journey.events)
    shown = [subject(journey.launch, "G1")]
    journey.vote("G1", HEAD)
    journey.add_evidence()
    shown.append(subject(journey.launch, "G1"))
    journey.attest("G1", LEO)
    journey.add_evidence()
    journey.vote("G1", CHIEF)
    shown.append(subject(journey.launch, "G1"))
    journey.decide("G1")
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    later = tuple(journey.events[first:])

    batch = changes(before, journey.launch, later)
    assert [(view.digest, view.parts) for view in batch.subjects] == [(one.digest, one.parts) for one in shown]
    assert {view.gate for view in batch.subjects} == {"AUR-1.G1"}
    rest = changes(None, journey.launch, later)
    assert [view.digest for view in rest.subjects] == [shown[-1].digest], "the others cannot be known without `before`"


def test_only_an_open_gate_shows_its_subject() -> None:
    """Of one that has passed the decision says what was shown."""
    journey = Journey.begin().to_g1()
    gates = journey.launch.gates
    now = subject(journey.launch, "G1").digest
    assert (show_gate(journey.launch, gates["G1"]).subject, show_gate(journey.launch, gates["G2"]).subject) == (now, "")
