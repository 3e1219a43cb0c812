"""One running stack for all tests that only look at it, or start launches of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.crew import Crew
from tests.cli.shell import Shell

ANY_PORTS = ("--port", "0", "--engine-port", "0", "--ui-port", "0")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell in a directory where `slipway up` runs, signed in as the product manager Amara."""
    shell = Shell(tmp_path_factory.mktemp("stack"))
    up = shell.start("up", *ANY_PORTS)
    try:
        up.until_it_says("Ctrl-C stops")
        yield shell
    finally:
        up.interrupt()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty directory, signed in to nothing."""
    return Shell(tmp_path)


@pytest.fixture
def launch(stack: Shell) -> str:
    """The key of a new launch."""
    said = stack.run(*START)
    assert said.code == 0, said.err
    return said.out.strip()


@pytest.fixture(scope="session")
def crew(stack: Shell) -> Crew:
    """Everybody of the sample organisation, with a playbook that asks for everything there is."""
    everybody = Crew(stack)
    said = everybody.did("imre", "playbook", "publish", str(Path(__file__).with_name("rehearsal.yaml")))
    assert said == "rehearsal@1 is published: Rehearsal\n"
    return everybody


START = (
    *("launch", "start", "--title", "Dark mode", "--product", "Aurora", "--tier", "T3"),
    *("--objective", "Grow", "--user-need", "Tired eyes", "--fact", "duplicate_resolved=yes"),
)
