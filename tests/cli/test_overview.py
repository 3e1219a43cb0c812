"""What the command line promises: fields that the API has, commands that are written down, ids that complete."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer.main

from cli import nouns
from cli.commands import gate_reading, inbox, launch_change, launch_preview, preferences
from cli.main import app
from cli.output import Noun
from tests.cli.crew import Crew
from tests.cli.shell import Shell

OVERVIEW = Path(__file__).parents[2] / "docs" / "commands.md"

SCHEMAS = {
    "DeadDeliveryOut": nouns.DEAD_DELIVERY,
    "DeliveryName": nouns.SENT_AGAIN,
    "LaunchOut": nouns.LAUNCH,
    "TaskOut": nouns.TASK,
    "GateOut": nouns.GATE,
    "InboxEntryOut": nouns.INBOX,
    "EvidenceOut": nouns.EVIDENCE,
    "PlaybookSummaryOut": nouns.PLAYBOOK,
    "EventOut": nouns.EVENT,
    "CommentOut": nouns.COMMENT,
    "RequestOut": nouns.REQUEST,
    "DelegationOut": nouns.DELEGATION,
    "MetricOut": nouns.METRIC,
    "ReadingOut": nouns.READING,
    "ChangeMadeOut": nouns.CHANGE,
    "SlotOut": nouns.SLOT,
    "InboxViewOut": nouns.INBOX_VIEW,
    "SnoozeOut": nouns.SNOOZE,
    "FileOut": nouns.FILE,
    "DraftOut": nouns.DRAFT,
    "BulkResultOut": nouns.BULK,
    "PersonOut": nouns.PERSON,
    "SubjectOut": gate_reading.SUBJECT,
    "ExplanationOut": gate_reading.EXPLANATION,
    "VoidedOut": gate_reading.VOIDED,
    "CountsOut": inbox.COUNTS,
    "ImpactOut": launch_change.IMPACT,
    "LaunchPreviewOut": launch_preview.PREVIEW,
    "PreferencesOut": preferences.PREFERENCES,
}


@pytest.fixture(scope="module")
def schemas(stack: Shell) -> dict[str, Any]:
    """The bodies that the running API documents."""
    documented: dict[str, Any] = httpx.get(f"{Crew(stack).server}/api/v1/openapi.json").json()["components"]["schemas"]
    return documented


@pytest.mark.parametrize(("schema", "noun"), SCHEMAS.items(), ids=SCHEMAS)
def test_json_promises_what_the_api_has(schemas: dict[str, Any], schema: str, noun: Noun) -> None:
    """`stage` alone is the command line's own."""
    assert set(noun.fields) - {"stage"} <= set(schemas[schema]["properties"])


def leaves(command: Any, name: str = "slipway") -> Iterator[tuple[str, Any]]:
    """Every command with its full name."""
    if not hasattr(command, "commands"):
        yield name, command
        return
    if command.invoke_without_command:
        yield name, command
    for word, inner in command.commands.items():
        yield from leaves(inner, f"{name} {word}")


COMMANDS = dict(leaves(typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_written_down(name: str) -> None:
    """In the overview, and in a sentence of its own help."""
    assert f"`{name}`" in OVERVIEW.read_text()
    assert COMMANDS[name].help.rstrip().endswith(".")


def test_whatever_asks_the_server_speaks_json() -> None:
    """But for what shows nothing, follows on, or answers a secret or a file."""
    without = {
        name
        for name, command in COMMANDS.items()
        if {"server"} <= {one.name for one in command.params} and "fields" not in {one.name for one in command.params}
    }
    assert without == {
        "slipway launch watch",
        "slipway evidence download",
        "slipway inbox forget",
        "slipway task unsnooze",
        "slipway gate unsnooze",
        "slipway preferences slack",
        "slipway token create",
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("task claim {key}.fr", "{key}.frame_problem"),
        ("gate show {key}.G", "{key}.G0"),
        ("launch show {key}", "{key}"),
        ("task assign {key}.frame_problem am", "amara"),
        ("task claim --on-behalf-of nad", "nadia"),
        ("gate exp", "explain"),
    ],
)
def test_the_shell_completes_ids(stack: Shell, launch: str, typed: str, expected: str) -> None:
    """Asked of the server that one is signed in to."""
    words = f"slipway {typed.format(key=launch)}"
    said = stack.run(_SLIPWAY_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))

    assert expected.format(key=launch) in re.split(r"\s+", said.out), said
    assert "\x1b" not in said.out


def test_completion_is_silent_when_nobody_answers(shell: Shell) -> None:
    """A prompt is no place for errors."""
    said = shell.run(_SLIPWAY_COMPLETE="complete_bash", COMP_WORDS="slipway task claim X", COMP_CWORD="3")

    assert (said.out.strip(), said.err) == ("", "")
