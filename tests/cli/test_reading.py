"""What people type as values, and what they are told to type next, without a server."""

import io
import sys

import pytest

from cli.commands.bulk import read_commands
from cli.failures import Misused
from cli.reading import answers, day, moment, whole_number
from cli.refusals import next_steps

FORM = {"properties": {"name": {"type": "string"}, "beta": {"type": "boolean"}, "users": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-01", "2026-12-01T00:00:00+00:00"),
        ("2026-12-01T09:00", "2026-12-01T09:00:00+00:00"),
        ("2026-12-01T09:00Z", "2026-12-01T09:00:00+00:00"),
        ("2026-12-01T09:00+01:00", "2026-12-01T09:00:00+01:00"),
    ],
)
def test_a_moment_is_utc_unless_it_says_otherwise(text: str, meant: str) -> None:
    """So that a script means the same on every machine."""
    assert moment(text) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("name=12", "12", id="text where the form wants text"),
        pytest.param("name=yes", "yes", id="also when it looks like an answer"),
        pytest.param("beta=yes", True, id="yes where it wants yes or no"),
        pytest.param("beta=maybe", "maybe", id="what it does not want is left to the form to refuse"),
        pytest.param("users=12", 12, id="a number"),
        pytest.param("more=[1, 2]", [1, 2], id="JSON where it says nothing"),
        pytest.param("more=a=b", "a=b", id="else text"),
    ],
)
def test_answers_are_read_as_the_form_means_them(typed: str, meant: object) -> None:
    """What is right is still the server's to say."""
    assert list(answers([typed], None, FORM).values()) == [meant]


def test_answers_typed_go_before_those_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """One can mend a file's answer without editing it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"users": 1, "name": "x"}'))

    assert answers(["users=2"], "-", FORM) == {"users": 2, "name": "x"}


def test_what_cannot_be_read_says_how_to_write_it() -> None:
    """Each with an example."""
    with pytest.raises(Misused, match="2026-12-01T09:00"):
        moment("later")
    with pytest.raises(Misused, match="2026-12-01"):
        day("2026-13-01")
    with pytest.raises(Misused, match="risk=7"):
        whole_number("ITEM=SCORE:", "risk=high", "risk=7")
    with pytest.raises(Misused, match="users=12"):
        answers(["users"], None, FORM)
    with pytest.raises(Misused, match="claim"):
        read_commands("-", "[1]")


@pytest.mark.parametrize(
    ("code", "instance", "said"),
    [
        ("already-decided", "/api/v1/gates/A-1.G1/decision", "See how it stands: `slipway gate show A-1.G1`."),
        ("stale-version", "/api/v1/tasks/A-1.make/plan", "See how it stands: `slipway task show A-1.make`."),
        ("subject-changed", "/api/v1/gates/A-1.G1/votes", "Read it again: `slipway gate subject A-1.G1`."),
    ],
)
def test_a_refusal_leads_on(code: str, instance: str, said: str) -> None:
    """To a command that can be typed."""
    assert next_steps({"type": f"urn:slipway:problem:{code}", "instance": instance}) == [said]


@pytest.mark.parametrize("problem", [{}, {"type": None, "instance": None}, {"type": "x", "instance": "/api/v1/me"}])
def test_a_refusal_that_says_it_all_leads_nowhere(problem: dict[str, object]) -> None:
    """Nothing is invented."""
    assert next_steps(problem) == []
