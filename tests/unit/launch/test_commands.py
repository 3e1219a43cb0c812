"""Commands: which of them ask the same, and which texts none may carry."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Invalid
from domain.launch.commands import AddEvidence, CastVote, Command, CompleteTask, Decide, HoldLaunch, fingerprint
from domain.launch.state import Choice, DecisionKind
from tests.unit.launch.plans import ANA, DORA, HEAD, MONDAY, PIA, Journey, condition, evidence

CONDITIONAL = Decide("key", DORA, "G1", DecisionKind.CONDITIONAL_GO, "because", conditions=(condition(),))


@pytest.mark.parametrize("command", [CompleteTask("key", ANA, "brief"), evidence(), CONDITIONAL])
def test_a_repeat_asks_the_same(command: CompleteTask | AddEvidence | Decide) -> None:
    """Whoever sends it, and whatever they had seen."""
    assert fingerprint(replace(command, command_key="other", actor=HEAD)) == fingerprint(command)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CompleteTask("key", ANA, "brief"), CompleteTask("key", ANA, "brief", "done")),
        (CompleteTask("key", ANA, "brief"), CompleteTask("key", ANA, "spec")),
        (evidence(), evidence(observed_at=MONDAY + timedelta(microseconds=1))),
        (CONDITIONAL, replace(CONDITIONAL, conditions=(condition(due_days=6),))),
        (HoldLaunch("key", PIA, "why"), HoldLaunch("key", PIA, "why not")),
    ],
)
def test_another_body_asks_something_else(one: Command, other: Command) -> None:
    """However small the difference."""
    assert fingerprint(one) != fingerprint(other)


def test_a_repeat_from_before_a_field_existed_is_known() -> None:
    """A launch under way remembers fingerprints of commands that had no `override` yet."""
    plain = Decide("key", DORA, "G1", DecisionKind.GO, "because")
    asked: dict[str, Any] = {
        "gate": "G1",
        "decision": "go",
        "rationale": "because",
        "recycle_to": None,
        "conditions": [],
    }
    text = json.dumps(["Decide", asked], sort_keys=True)
    assert fingerprint(plain) == hashlib.sha256(text.encode()).hexdigest()
    assert fingerprint(replace(plain, override=True)) != fingerprint(plain)


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800", "\x85"])
def test_text_that_cannot_be_stored_is_refused(text: str) -> None:
    """Half a surrogate pair has no hash: it would stop the launch for good."""
    for command in (
        HoldLaunch("key", PIA, text),
        evidence(title=text),
        CastVote("key", HEAD, "G1", Choice.REJECT, text),
        replace(CONDITIONAL, conditions=(condition(title=text),)),
    ):
        with pytest.raises(Invalid, match="cannot be stored"):
            Journey.begin().to_g1().act(command)
