"""The project's own shape: every room is declared everywhere it has to be."""

import ast
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_SHIPPED = {"bench", "tests"}
ROOMS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_SHIPPED


@pytest.fixture(scope="module")
def tools() -> dict[str, Any]:
    """The `[tool]` table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    return table


def test_every_room_is_shipped(tools: dict[str, Any]) -> None:
    """A new top-level package also goes into the wheel: `tool.hatch.build.targets.wheel`."""
    assert set(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == ROOMS


def test_every_room_has_a_layer(tools: dict[str, Any]) -> None:
    """A new top-level package also gets its place in the layers: `tool.importlinter`."""
    (layers,) = (one["layers"] for one in tools["importlinter"]["contracts"] if one["type"] == "layers")

    assert {room.strip() for layer in layers for room in layer.split("|")} == ROOMS
    assert set(tools["importlinter"]["root_packages"]) == ROOMS


@pytest.mark.parametrize("path", sorted((ROOT / "domain").rglob("*.py")), ids=lambda path: path.stem)
def test_the_rules_import_only_the_standard_library(path: Path) -> None:
    """Import contracts forbid what they list; this allows only what needs nothing installed."""
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= {*sys.stdlib_module_names, "domain"}


def test_the_locks_name_no_place() -> None:
    """A lock holds versions and hashes: no index, no address, no path of the machine that made it."""
    for lock in (ROOT / "requirements").glob("*.txt"):
        for line in lock.read_text().splitlines():
            assert "://" not in line, f"{lock.name}: {line}"
            assert not line.startswith(("-", "/", ".")), f"{lock.name}: {line}"
