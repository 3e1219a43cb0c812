"""What the documents say exists, exists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli.main import app
from domain.errors import error_kinds
from domain.launch.handle import COMMANDS, RULES

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "bench" / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_0-9.]+)?)`")
TARGET = re.compile(r"^([a-z-]+):.*##", re.MULTILINE)
INLINE = re.compile(r"`((?:slipway|make) [^`]+)`")
PLACEHOLDERS = {"FILE": "playbook.yaml"}


def of(text: str) -> str:
    """A document's place, to name its tests by."""
    return str(Path(text).relative_to(ROOT))


def commands() -> Iterator[tuple[str, str]]:
    """Every command line in a document, with where it stands."""
    for document in DOCUMENTS:
        text = document.read_text()
        for block in BLOCK.findall(text):
            for line in block.replace("\\\n", " ").splitlines():
                yield of(str(document)), line.partition("  #")[0].strip()
        for line in INLINE.findall(text):
            yield of(str(document)), line


SLIPWAY = sorted({(where, line) for where, line in commands() if line.startswith("slipway ")})
MAKE = sorted({(where, line) for where, line in commands() if line.startswith("make ")})


@pytest.mark.parametrize(("where", "line"), SLIPWAY)
def test_every_slipway_command_can_be_typed(where: str, line: str) -> None:
    """With the options and arguments it is shown with."""
    words = [PLACEHOLDERS.get(word, word) for word in shlex.split(line)[1:]]
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands") and not (command.invoke_without_command and (not words or words[0][0] == "-")):
        name, *words = words
        assert name in command.commands, f"{where}: no command {name} in {line}"
        command = command.commands[name]
    mentioned_only = not words and where != "README.md"
    if not mentioned_only:
        command.make_context("slipway", words).close()  # raises for an option or argument that is not there


@pytest.mark.parametrize(("where", "line"), MAKE)
def test_every_make_target_is_there(where: str, line: str) -> None:
    """A document names no target that make does not know."""
    targets = TARGET.findall((ROOT / "Makefile").read_text())
    assert line.split()[1] in targets, f"{where}: {line}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: of(str(path)))
def test_every_path_and_link_leads_somewhere(document: Path) -> None:
    """Relative links, and names in backticks that look like places in the tree."""
    text = document.read_text()
    links = [document.parent / link for link in LINK.findall(text)]
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()}
    named = [ROOT / name for name in PATH.findall(text) if name.split("/")[0] in rooms]
    assert [str(path) for path in (*links, *named) if not path.exists()] == []


def test_the_glossary_knows_every_state_and_decision() -> None:
    """The words people meet are explained."""
    text = (ROOT / "docs" / "glossary.md").read_text()
    words = ["pending", "open", "claimed", "done", "skipped", "cancelled", "active", "complete"]
    words += ["go", "conditional_go", "recycle", "hold", "kill"]
    assert [word for word in words if word not in text] == []


def test_decisions_are_listed() -> None:
    """Nobody finds a decision that the index leaves out."""
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    assert [path.name for path in folder.glob("0*.md") if f"({path.name})" not in index] == []


def test_the_tree_of_errors_is_drawn_whole() -> None:
    """The picture at the top of `domain/errors.py` names every error of that file."""
    picture = (ROOT / "domain" / "errors.py").read_text().split('"""')[1]
    named = {kind.__name__ for kind in error_kinds().values() if kind.__module__ == "domain.errors"}
    assert {name for name in named if name not in picture} == set()


def test_every_command_has_a_name_of_its_own() -> None:
    """Two of one name would reach the engine as one."""
    assert len(COMMANDS) == len(RULES)
