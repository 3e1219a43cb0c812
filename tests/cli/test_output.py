"""What commands print, without a server."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from cli import nouns
from cli.commands.gate_words import parse_condition
from cli.failures import Misused
from cli.main import with_empty_json
from cli.output import Column, Noun, chosen, one_line, plain, show_list, when
from cli.reading import fact as read_fact

SHIPS = Noun(("name", "mast"), (plain("name"), Column("MASTS", lambda row: str(row["mast"]))), empty="No ships.")


def test_rows_are_tab_separated_without_a_heading_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """So `cut` and `while read` work, and nothing has to be stripped."""
    show_list([{"name": "Aurora", "mast": 2}, {"name": "Boreas", "mast": 3}], SHIPS, None)

    assert capsys.readouterr().out == "Aurora\t2\nBoreas\t3\n"


def test_an_empty_list_says_so_beside_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe gets nothing; a person gets a sentence."""
    show_list([], SHIPS, None)

    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "No ships.\n")


def test_json_has_the_fields_asked_for_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever else the server knows stays out."""
    show_list([{"name": "Aurora", "mast": 2, "secret": 1}], SHIPS, chosen("mast, name", SHIPS))

    assert capsys.readouterr().out == json.dumps([{"mast": 2, "name": "Aurora"}], indent=2) + "\n"


@pytest.mark.parametrize("fields", ["", "name,sail", " , "])
def test_other_fields_are_refused_with_those_there_are(fields: str) -> None:
    """As `gh` does."""
    with pytest.raises(Misused, match=r"Fields:\n  mast\n  name"):
        chosen(fields, SHIPS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["launch", "list", "--json"], ["launch", "list", "--json="]),
        (["launch", "list", "--json", "--limit", "3"], ["launch", "list", "--json=", "--limit", "3"]),
        (["launch", "list", "--json", "key"], ["launch", "list", "--json", "key"]),
        ([], []),
    ],
)
def test_json_may_stand_alone(typed: list[str], meant: list[str]) -> None:
    """Then it asks which fields there are."""
    assert with_empty_json(typed) == meant


def test_a_title_cannot_repaint_the_terminal() -> None:
    """Control characters in what others wrote are blanks here."""
    assert one_line("Aurora\x1b[2J\tis\nhere") == "Aurora [2J is here"


def test_a_moment_is_exact_in_a_pipe() -> None:
    """Programs get what the server said."""
    assert when("2026-11-24T17:00:00Z", now=datetime(2026, 11, 24, tzinfo=UTC)) == "2026-11-24T17:00:00Z"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("external=no", ("external", False)),
        ("external=true", ("external", True)),
        ("score=3", ("score", 3)),
        ("note=a=b", ("note", "a=b")),
        ("note=", ("note", "")),
    ],
)
def test_facts_are_read_as_they_are_meant(text: str, fact: tuple[str, object]) -> None:
    """yes and no, whole numbers, and words."""
    assert read_fact(text) == fact


def test_a_condition_is_read_with_its_title_last() -> None:
    """The title may contain commas."""
    text = "department=security,owner=sam,before_gate=G3,due_days=5,title=Close it, and test it"

    assert parse_condition(text) == {
        "title": "Close it, and test it",
        "department": "security",
        "owner": "sam",
        "before_gate": "G3",
        "due_days": 5,
    }


@pytest.mark.parametrize(
    "text",
    [
        "title=Close it",
        "department=security,owner=sam,before_gate=G3,due_days=5",
        "department=security,owner=sam,before_gate=G3,due_days=soon,title=x",
        "department=security,owner=sam,before_gate=G3,due_days=5,colour=red,title=x",
    ],
)
def test_a_condition_that_misses_something_is_refused_with_an_example(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(Misused, match="write it as department="):
        parse_condition(text)


@pytest.mark.parametrize("noun", [noun for noun in vars(nouns).values() if isinstance(noun, Noun)])
def test_each_noun_says_what_is_missing(noun: Noun) -> None:
    """An empty list is no riddle, and no field is promised twice."""
    assert noun.empty.endswith(".")
    assert len(set(noun.fields)) == len(noun.fields)


def test_nothing_heavy_is_loaded_before_a_command_runs() -> None:
    """Help and completion answer at once."""
    heavy = "{'alembic', 'fastapi', 'httpx', 'pydantic_settings', 'rich', 'sqlalchemy', 'temporalio', 'yaml'}"
    program = f"import sys, cli.main; print(sorted({heavy} & set(sys.modules)))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert loaded == "[]\n"
