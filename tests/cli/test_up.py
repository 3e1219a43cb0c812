"""`slipway up`: what is kept, what is said when it cannot run, and that nothing is left behind."""

import os
import signal
import socket

import pytest

from cli.furnish import sample_organisation
from playbooks.loader import shipped
from tests.cli.conftest import ANY_PORTS, START
from tests.cli.shell import Shell, all_gone
from tests.support.eventually import eventually


@pytest.mark.parametrize("flag", ["--port", "--engine-port", "--ui-port"])
def test_a_port_in_use_is_named_with_its_flag(shell: Shell, flag: str) -> None:
    """Before anything is started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = shell.run("up", *ANY_PORTS, flag, port)

    assert said.code == 1
    assert f"Port {port} is already in use" in said.err
    assert f" {flag}," in said.err


def test_data_outlives_a_restart_and_no_process_does(shell: Shell) -> None:
    """Launches, people and the sign-in are there again; Ctrl-C is the ordinary way to end it."""
    up = shell.start("up", *ANY_PORTS)
    up.until_it_says("Ctrl-C stops")
    key = shell.run(*START).out.strip()
    children = up.children()
    assert len(children) == 3

    assert up.interrupt() == 0
    assert all_gone(children)

    again = shell.start("up", *ANY_PORTS)
    try:
        again.until_it_says("Ctrl-C stops")
        assert shell.run("task", "claim", f"{key}.frame_problem").code == 0
        assert shell.run("audit", "verify", key).code == 0
        beside = shell.run("up", *ANY_PORTS)
        assert beside.code == 1
        assert "--data-dir" in beside.err
    finally:
        children = again.children()
        again.interrupt()
    assert all_gone(children)


def test_a_part_that_dies_is_named_with_the_end_of_its_log(shell: Shell) -> None:
    """The others are stopped, for half a stack helps nobody. Data lies where it was asked for, for its owner only."""
    up = shell.start("up", *ANY_PORTS, "--data-dir", "harbour")
    up.until_it_says("Ctrl-C stops")
    children = up.children()

    os.kill(up.child("-m worker"), signal.SIGKILL)

    assert up.ends() == 1
    assert "The worker ended unexpectedly" in up.said
    assert "worker ready" in up.said
    assert all_gone(children)
    harbour = shell.directory / "harbour"
    assert harbour.stat().st_mode & 0o077 == 0
    assert {"slipway.db", "engine.db", "cli.json", "logs"} <= {path.name for path in harbour.iterdir()}


async def test_ctrl_c_while_starting_leaves_nothing(shell: Shell) -> None:
    """Also half-way, when only the engine is there."""
    up = shell.start("up", *ANY_PORTS)
    children = await eventually(up.children, within=30)

    assert up.interrupt() == 0
    assert all_gone(children)


def test_the_sample_organisation_staffs_every_shipped_playbook() -> None:
    """Each department and role has somebody, and judges have nobody's work to judge but others'."""
    organisation = sample_organisation()
    staffed = {department for person in organisation.people for department in person.departments}
    held = {role for person in organisation.people for role in person.roles}

    for playbook in (source.load() for source in shipped()):
        assert {department.id for department in playbook.departments} <= staffed
        assert {role for role, _ in playbook.roles} <= held
    assert len(organisation.departments) >= 9
    assert len(organisation.people) >= 14
    assert {person.manager for person in organisation.people} - {None} <= {person.id for person in organisation.people}
