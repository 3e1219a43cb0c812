"""The rules are pure: the same launch, command and moment always give the same answer.

That they import nothing from outside is checked in `tests/local/test_rooms.py`; here it is what the standard
library itself could let in: the clock, chance, the machine, and the world outside.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

DOMAIN = Path(__file__).resolve().parents[2] / "domain"
MODULES = sorted(DOMAIN.rglob("*.py"))

IMPURE_MODULES = frozenset(
    {
        *("asyncio", "contextvars", "multiprocessing", "queue", "signal", "subprocess", "threading", "zoneinfo"),
        *("ctypes", "gc", "importlib", "inspect", "sys", "weakref"),
        *(
            "fileinput",
            "glob",
            "io",
            "os",
            "pathlib",
            "platform",
            "shutil",
            "socket",
            "sqlite3",
            "tempfile",
            "zoneinfo",
        ),
        *("getpass", "http", "locale", "logging", "smtplib", "ssl", "urllib", "warnings"),
        *("calendar", "random", "secrets", "time", "uuid"),
    }
)
IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec", "compile", "__import__", "hash", "id", "globals"})
IMPURE_METHODS = frozenset({"now", "utcnow", "today", "fromtimestamp", "getrandbits", "urandom", "uuid4", "monotonic"})


def impurities(source: str) -> Iterator[str]:
    """What in a module may answer differently tomorrow or elsewhere."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            rooms = [name.partition(".")[0] for name in names]
            yield from (f"line {node.lineno}: imports {room}" for room in rooms if room in IMPURE_MODULES)
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id in IMPURE_CALLS:
                yield f"line {node.lineno}: calls {function.id}"
            if isinstance(function, ast.Attribute) and function.attr in IMPURE_METHODS:
                yield f"line {node.lineno}: calls {function.attr}"
        if isinstance(node, ast.Global | ast.AsyncFunctionDef | ast.Await):
            yield f"line {node.lineno}: {type(node).__name__}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(DOMAIN).as_posix())
def test_a_rule_asks_nobody_but_its_arguments(path: Path) -> None:
    """No clock, no chance, no input or output."""
    assert list(impurities(path.read_text())) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(DOMAIN).as_posix())
def test_annotations_stay_readable(path: Path) -> None:
    """The engine's converter reads them at run time, so they are no strings."""
    assert "from __future__ import annotations" not in path.read_text()


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os.path",
        "from random import choice",
        "from datetime import datetime\nstamp = datetime.now()",
        "stamp = date.today()",
        "print('here')",
        "text = open('file').read()",
        "def f():\n    global state",
        "async def f(): ...",
    ],
)
def test_the_scan_finds(source: str) -> None:
    """A scan that finds nothing anywhere would pass too."""
    assert list(impurities(source))


def test_the_scan_covers_the_rules() -> None:
    """All of them, wherever this test is moved."""
    assert {"calendar.py", "gates.py", "registry.py"} <= {path.name for path in MODULES}
