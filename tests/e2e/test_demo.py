"""`slipway demo`: a whole launch, told to a pipe."""

import os
import signal
from pathlib import Path

import pytest

from tests.cli.shell import Shell, all_gone

pytestmark = pytest.mark.e2e


TURNS = (
    "jonas holds frame_problem",
    "G0 scores by",
    "/answers/probability: 100 is greater than the maximum of 99",
    "somebody else must decide",
    "G1 recycle, G1 go",
    "Tomas Novak voted otherwise",
    "security_review has unchecked items",
    "G2 conditional go",
    "G2 may not go: security is not ready",
    "the word of legal at G3 and finance at G3 would be void; everybody else's stands",
    "G3 attestations: legal is ready; finance is ready",
    "G3 may not go: ",
    "G4 may not go: marketing is not ready",
    "G4 go (override)",
    "AUR-1 is held",
    "Slipway reminds",
    "30 days pass",
    "60 days pass",
    "G5 compares: As many people use it as was foretold: holds",
    "G5 go",
    "Finished.",
    "the hash chain holds",
    "actions for the whole launch",
)
"""What the story promises."""


@pytest.mark.timeout(240)
def test_the_demo_takes_a_launch_from_idea_to_review_and_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    """With every turn of the story, in plain text; what it prints to try works; then neither process nor file is left.

    Played once for all of it, since it takes most of a minute; `.ci/run` plays it with `--exit`.
    """
    shell = Shell(tmp_path, TMPDIR=str(tmp_path))
    demo = shell.start("demo")
    demo.until_it_says("Serving until Ctrl-C", within=200)
    try:
        assert "\x1b" not in demo.said
        for turn in TURNS:
            assert turn in demo.said
        line = next(line for line in demo.said.splitlines() if "SLIPWAY_TOKEN=" in line)
        _, server, token, *_ = line.split()
        env = {"SLIPWAY_SERVER": server.partition("=")[2], "SLIPWAY_TOKEN": token.partition("=")[2]}

        assert "Finished." in Shell(tmp_path, **env).run("launch", "show", "AUR-1").out
    finally:
        children = demo.children()
        code = demo.interrupt()

    assert code == 0
    assert all_gone(children)
    assert not list(tmp_path.glob("slipway-demo-*"))


@pytest.mark.timeout(120)
def test_ctrl_c_in_the_middle_of_the_story_leaves_nothing(tmp_path: Path) -> None:
    """It was cancelled, and says so to scripts."""
    shell = Shell(tmp_path, TMPDIR=str(tmp_path))
    demo = shell.start("demo", "--exit")
    demo.until_it_says("starts AUR-1")
    children = demo.children()

    assert demo.interrupt() == 2
    assert all_gone(children)
    assert not list(tmp_path.glob("slipway-demo-*"))


@pytest.mark.timeout(120)
def test_a_part_that_dies_in_the_middle_of_the_story_is_the_news(tmp_path: Path) -> None:
    """It is named, with the end of its log."""
    shell = Shell(tmp_path, TMPDIR=str(tmp_path))
    demo = shell.start("demo", "--exit")
    demo.until_it_says("starts AUR-1")
    children = demo.children()

    os.kill(demo.child("-m worker"), signal.SIGKILL)

    assert demo.ends() == 1
    assert "The worker ended unexpectedly" in demo.said
    assert "worker ready" in demo.said
    assert all_gone(children)
