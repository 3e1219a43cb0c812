"""Running `slipway` as a process of its own, with nothing of the developer's around it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROGRAM = Path(sys.executable).with_name("slipway")


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


class Shell:
    """A working directory and a home directory, both new."""

    def __init__(self, directory: Path, **env: str) -> None:
        """`env` adds to the environment of every command."""
        self.directory = directory
        self.home = directory / "home"
        self.home.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        self.env: Mapping[str, str] = {**kept, "HOME": str(self.home), "COLUMNS": "120", **env}

    def run(self, *arguments: str, within: float = 60.0, stdin: str = "", **env: str) -> Said:
        """Run `slipway` to its end; `stdin` is what is piped into it."""
        done = subprocess.run(
            [PROGRAM, *arguments],
            cwd=self.directory,
            env={**self.env, **env},
            capture_output=True,
            input=stdin,
            text=True,
            timeout=within,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> "Running":
        """Start `slipway` and go on."""
        return Running([str(PROGRAM), *arguments], self.directory, self.env)


class Running:
    """A `slipway` that runs; what it says is collected in a file."""

    def __init__(self, command: list[str], directory: Path, env: Mapping[str, str]) -> None:
        """Starts at once."""
        self._log = directory / f"said-{time.monotonic_ns()}.txt"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=directory, env=env, stdout=log, stderr=subprocess.STDOUT)

    @property
    def said(self) -> str:
        """Everything it said so far."""
        return self._log.read_text()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def until_it_says(self, text: str, *, within: float = 90.0) -> None:
        """Wait for a text; fails when the process ends first."""
        self._wait(lambda: text in self.said or self._process.poll() is not None, within)
        assert text in self.said, self.said

    def interrupt(self, *, within: float = 60.0) -> int:
        """Press Ctrl-C; answers the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self.ends(within=within)

    def ends(self, *, within: float = 60.0) -> int:
        """Wait until it ends; answers the exit code."""
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired as late:
            self.kill()
            raise AssertionError(f"still running after {within:g} s:\n{self.said}") from late

    def kill(self) -> None:
        """End it at once, if it still runs; Linux ends its children with it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def children(self) -> dict[int, str]:
        """Its child processes and their command lines."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(FileNotFoundError, ProcessLookupError):
                if stat.read_text().rpartition(")")[2].split()[1] == str(self.pid):
                    command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(stat.parent.name)] = command
        return found

    def child(self, words: str) -> int:
        """The process id of the child whose command line has these words."""
        return next(pid for pid, command in self.children().items() if words in command)

    def _wait(self, holds: Callable[[], bool], within: float) -> None:
        deadline = time.monotonic() + within
        while not holds():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)


def all_gone(pids: Mapping[int, str]) -> bool:
    """None of these processes is left."""
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)
