"""Commands against a running server: what they print, and how they end."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import START
from tests.cli.shell import PROGRAM, Said, Shell

SHIPPED = Path(__file__).parents[2] / "playbooks" / "standard.yaml"


def test_help_needs_no_server(shell: Shell) -> None:
    """And has neither boxes nor colour."""
    said = shell.run("--help")

    assert said.code == 0
    assert "launch" in said.out
    assert said.out.isascii()


@pytest.mark.parametrize(
    "command", [["launch", "bogus"], ["launch", "list", "--bogus"], ["gate", "vote", "X-1.G0", "maybe"]]
)
def test_what_makes_no_sense_exits_with_2(shell: Shell, command: list[str]) -> None:
    """Before any server is asked."""
    assert shell.run(*command).code == 2


def test_without_a_token_it_exits_with_4(shell: Shell) -> None:
    """Scripts can tell this from any other failure."""
    said = shell.run("launch", "list")

    assert (said.code, said.out) == (4, "")
    assert "slipway token create" in said.err


def test_an_unknown_token_exits_with_4(stack: Shell) -> None:
    """It is the server that does not know it."""
    assert stack.run("launch", "list", "--token", "slp_nobody").code == 4


def test_a_server_that_is_away_is_named(shell: Shell) -> None:
    """With how to start one."""
    said = shell.run("launch", "list", "--server", "http://127.0.0.1:1", "--token", "x")

    assert said.code == 1
    assert "http://127.0.0.1:1" in said.err
    assert "slipway up" in said.err


def test_golden_json(stack: Shell, launch: str) -> None:
    """Field names and shapes are promises to scripts."""
    shown = json.loads(stack.run("launch", "show", launch, "--json", "key,title,tier,state,stage,waiting_on").out)
    task = json.loads(stack.run("task", "list", launch, "--state", "open", "--json", "id,state,role,department").out)
    inbox = json.loads(stack.run("task", "list", "--json", "item,act,audience,launch_title").out)

    assert shown == {
        "key": launch,
        "title": "Dark mode",
        "tier": "T3",
        "state": "running",
        "stage": "idea",
        "waiting_on": ["product"],
    }
    assert task == [{"id": f"{launch}.frame_problem", "state": "open", "role": "pm", "department": "product"}]
    assert {
        "item": f"{launch}.frame_problem",
        "act": "task",
        "audience": "role:pm",
        "launch_title": "Dark mode",
    } in inbox


@pytest.mark.parametrize(
    "command",
    [
        "launch list",
        "launch show {key}",
        "launch events {key}",
        "task list {key}",
        "launch schedule {key}",
        "launch preview --fact personal_data=yes",
        "launch retier {key} T2",
        "task show {key}.frame_problem",
        "gate list {key}",
        "gate show {key}.G0",
        "gate explain {key}.G0",
        "gate subject {key}.G0",
        "gate recycle-preview {key}.G0 --to idea",
        "inbox",
        "inbox next",
        "inbox counts",
        "person list",
        "preferences show",
        "playbook list",
    ],
)
def test_a_pipe_gets_plain_text(stack: Shell, launch: str, command: str) -> None:
    """No escape sequence and no box, whatever FORCE_COLOR would like."""
    said = stack.run(*command.format(key=launch).split(), FORCE_COLOR="1")

    assert said.code == 0
    assert said.out
    assert "\x1b" not in said.out
    assert not set("│─┃━╭╰┏┗").intersection(said.out)


@pytest.mark.parametrize(("env", "styled"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_a_heading(stack: Shell, launch: str, env: dict[str, str], styled: bool) -> None:
    """Styled, unless NO_COLOR asks for none."""
    shown = in_terminal(stack, "launch", "list", TERM="xterm-256color", **env)

    assert "WAITING ON" in shown
    assert launch in shown
    assert ("\x1b[" in shown) is styled


def test_a_task_is_claimed_and_completed(stack: Shell, launch: str) -> None:
    """A second time is a conflict, said in words."""
    task = f"{launch}.frame_problem"

    assert stack.run("task", "claim", task).code == 0
    assert "is done" in stack.run("task", "complete", task, "--note", "One page").out
    again = stack.run("task", "complete", task)

    assert again.code == 1
    assert "cannot be completed" in again.err


def test_a_refusal_names_each_field(stack: Shell) -> None:
    """With the pointer into what was sent."""
    said = stack.run(*START, "--playbook", "nonesuch")

    assert said.code == 1
    assert "/playbook: " in said.err


def test_gates_are_attested_voted_and_decided(stack: Shell, launch: str) -> None:
    """Whoever may not is told so; the owner may not even where the role would fit."""
    for task in ("frame_problem", "link_objective", "score_tier"):
        assert stack.run("task", "complete", f"{launch}.{task}").code == 0

    decided = stack.run("gate", "decide", f"{launch}.G0", "go", "--rationale", "It is mine and I like it")
    voted = stack.run("gate", "vote", f"{launch}.G0", "approve")
    attested = stack.run("gate", "attest", f"{launch}.G0", "product", "--ready")
    shown = stack.run("gate", "show", f"{launch}.G0")

    assert (decided.code, voted.code, attested.code) == (1, 1, 1)
    assert "somebody else must decide" in decided.err
    assert "asks nobody to vote" in voted.err
    assert "/department" in attested.err
    assert "Open, attempt 1" in shown.out
    assert "pass  must" in shown.out


def test_evidence_is_uploaded_with_its_file(stack: Shell, launch: str) -> None:
    """And recorded with its digest."""
    (stack.directory / "study.txt").write_text("Seven of nine")
    wanted = ("--type", "user_feedback", "--title", "Interviews", "--source", "wiki", "--file", "study.txt")

    added = stack.run("evidence", "add", launch, *wanted).out.strip()
    listed = json.loads(stack.run("evidence", "list", launch, "--json", "id,type,sha256").out)

    assert [item["id"] for item in listed] == [added]
    assert len(listed[0]["sha256"]) == 64


@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--exit-status",), 1)])
def test_watching_ends_with_the_launch(stack: Shell, launch: str, flags: tuple[str, ...], code: int) -> None:
    """A cancelled launch is a failure only to those who ask."""
    watching = stack.start("launch", "watch", launch, "--interval", "0.1", *flags)
    watching.until_it_says("waiting on")
    stack.run("launch", "cancel", launch, "--reason", "No longer needed")

    assert watching.ends() == code
    assert "Cancelled: No longer needed" in watching.said


def test_watching_can_be_interrupted(stack: Shell, launch: str) -> None:
    """Which is neither success nor failure."""
    watching = stack.start("launch", "watch", launch)
    watching.until_it_says("waiting on")

    assert watching.interrupt() == 2


def test_steering_is_said_in_words(stack: Shell, launch: str) -> None:
    """Hold and resume."""
    assert "On hold: Holiday" in stack.run("launch", "hold", launch, "--reason", "Holiday").out
    assert "waiting on product" in stack.run("launch", "resume", launch).out


def test_a_token_makes_one_somebody_else(stack: Shell) -> None:
    """Shown once, for whoever is named; for nobody else."""
    token = stack.run("token", "create", "nadia").out.strip()
    unknown = stack.run("token", "create", "nobody")

    asked = stack.run("inbox", "--json", "item", SLIPWAY_TOKEN=token)
    assert asked.code == 0
    assert (unknown.code, unknown.out) == (1, "")


def test_a_saved_token_signs_in(stack: Shell, tmp_path: Path) -> None:
    """From any directory, when its server and database are named."""
    here = Shell(tmp_path, SLIPWAY_DATABASE_URL=f"sqlite:///{stack.directory}/.slipway/slipway.db")
    server = json.loads((stack.directory / ".slipway" / "cli.json").read_text())["server"]

    saved = here.run("token", "create", "nadia", "--save", "--server", server)
    kept = here.home / ".config" / "slipway" / "cli.json"

    assert saved.code == 0, saved.err
    assert "slp_" not in saved.out
    assert kept.stat().st_mode & 0o777 == 0o600
    assert here.run("launch", "list").code == 0


def test_the_log_is_proved_whole(stack: Shell, launch: str) -> None:
    """With the engine as a witness; the process leaves cleanly though the engine's runtime lives."""
    audited = stack.run("audit", "verify", launch)

    assert audited.code == 0, audited.err
    assert "intact" in audited.out
    assert stack.run("audit", "verify", "NIX-1").code == 1


def test_the_database_and_the_engine_agree(stack: Shell, launch: str) -> None:
    """Nothing to mend."""
    assert stack.run("reconcile") == Said(0, "The database and the engine agree.\n", "")


def test_migrating_again_changes_nothing(stack: Shell) -> None:
    """It says where the database is."""
    assert stack.run("db", "upgrade").out.startswith("The database is at revision ")


def test_a_database_that_is_not_there_is_said_so(shell: Shell) -> None:
    """With what makes one, and without making an empty one."""
    said = shell.run("token", "create", "amara")

    assert said.code == 1
    assert "slipway db upgrade" in said.err
    assert not (shell.directory / ".slipway").exists()


def test_a_playbook_is_checked_without_a_server(shell: Shell) -> None:
    """Each finding where an editor can jump to."""
    (shell.directory / "mine.yaml").write_text(SHIPPED.read_text().replace("closes: [idea]", "closes: [idee]"))

    wrong = shell.run("playbook", "check", "mine.yaml")
    right = shell.run("playbook", "check", str(SHIPPED))
    absent = shell.run("playbook", "check", "absent.yaml")

    assert wrong.code == 1
    assert all(line.startswith("mine.yaml:") for line in wrong.out.splitlines())
    assert "idee" in wrong.out
    assert (right.code, absent.code) == (0, 2)


def in_terminal(shell: Shell, *arguments: str, **env: str) -> str:
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, *arguments], cwd=shell.directory, env={**shell.env, **env}, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # how Linux says that the other side is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(ours)
    assert process.wait(60) == 0, shown
    return shown.decode()
