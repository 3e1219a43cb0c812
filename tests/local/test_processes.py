"""Child processes of the local stack."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.local.errors import LocalStackError, NotReady, ProcessDied
from cli.local.ports import free_ports, is_free
from cli.local.processes import ManagedProcess
from tests.support.eventually import eventually

SERVER = """
import socket, sys, time
listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
time.sleep(600)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready")
time.sleep(600)
"""
PARENT = """
import sys, time
from pathlib import Path
from cli.local.processes import ManagedProcess
ManagedProcess("server", [sys.executable, "-c", sys.argv[1], sys.argv[2]], Path(sys.argv[3])).start()
time.sleep(600)
"""


def python(script: str, *arguments: str, log: Path) -> ManagedProcess:
    """A child that runs `script`."""
    return ManagedProcess("The child", [sys.executable, "-u", "-c", script, *arguments], log)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where a child writes; the directory is not there yet."""
    return tmp_path / "logs" / "child.log"


async def test_a_child_is_awaited_and_stopped(log: Path) -> None:
    """It is up once it answers, and gone once stopped."""
    (port,) = free_ports(1)
    child = python(SERVER, str(port), log=log)
    child.start()

    await child.wait_until(lambda: asyncio.sleep(0, not is_free(port)), within=10)
    assert child.running
    await child.stop()

    assert child.returncode == -signal.SIGTERM
    assert is_free(port)


async def test_a_child_that_ignores_being_asked_is_made_to_end(log: Path) -> None:
    """The grace is a bound, whatever the child does."""
    child = python(STUBBORN, log=log)
    child.start()
    await child.wait_until(lambda: asyncio.sleep(0, "ready" in log.read_text()), within=10)

    await child.stop(grace=0.1)

    assert child.returncode == -signal.SIGKILL


async def test_a_child_that_ends_too_early_shows_its_log(log: Path) -> None:
    """The message says how it ended and what it last said."""
    child = python("print('no such setting'); raise SystemExit(3)", log=log)
    child.start()

    with pytest.raises(ProcessDied, match=r"(?s)The child ended with code 3 .*no such setting"):
        await child.wait_until(lambda: asyncio.sleep(0, result=False), within=10)


async def test_a_child_that_never_answers_is_given_up(log: Path) -> None:
    """Waiting has an end, and the child is still ours to stop."""
    child = python("import time; time.sleep(600)", log=log)
    child.start()

    with pytest.raises(NotReady, match="did not become ready within 0"):
        await child.wait_until(lambda: asyncio.sleep(0, result=False), within=0)

    assert child.running
    child.kill()
    assert child.returncode == -signal.SIGKILL


async def test_a_child_is_started_once(log: Path) -> None:
    """A second start of a running child is refused; after it ended, it may start again."""
    child = python("import time; time.sleep(600)", log=log)
    child.start()
    with pytest.raises(LocalStackError, match="already running"):
        child.start()
    child.kill()
    first = child.pid

    child.start()

    assert child.pid != first
    await child.stop()


async def test_stopping_what_does_not_run_does_nothing(log: Path) -> None:
    """Cleaning up needs no questions asked."""
    child = python("", log=log)
    await child.stop()
    child.kill()

    with pytest.raises(LocalStackError, match="was not started"):
        _ = child.pid


async def test_ctrl_c_does_not_reach_a_child(log: Path) -> None:
    """A child has a process group of its own: we choose the order in which parts stop."""
    child = python("import time; time.sleep(600)", log=log)
    child.start()

    assert os.getpgid(child.pid) == child.pid != os.getpgid(0)

    await child.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
async def test_a_child_does_not_outlive_a_parent_that_is_killed(log: Path) -> None:
    """A parent that is killed outright cleans nothing up, and still leaves no orphan on its port."""
    (port,) = free_ports(1)
    with subprocess.Popen([sys.executable, "-c", PARENT, SERVER, str(port), str(log)]) as parent:
        await eventually(lambda: not is_free(port), within=20)

        parent.kill()

    await eventually(lambda: is_free(port))
