"""Child processes: started with a log, awaited until ready, stopped within a bound, never orphaned."""

import asyncio
import atexit
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from cli.local import leash
from cli.local.errors import LocalStackError, NotReady, ProcessDied

_POLL_SECONDS = 0.02


@dataclass(eq=False)
class ManagedProcess:
    """One child, in a process group of its own: Ctrl-C reaches only us, and we choose the order of stopping.

    Start it on a thread that lives as long as the child should (the main thread, as a rule): Linux ends a
    leashed child when the *thread* that started it ends.
    """

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    """The child's whole environment; ours when None."""
    cwd: Path | None = None
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def pid(self) -> int:
        """The child's process id; it stays known after the child ended."""
        return self._started().pid

    @property
    def returncode(self) -> int | None:
        """How the child ended (minus the signal's number when a signal did it); None while it runs."""
        return self._started().poll()

    @property
    def running(self) -> bool:
        """Whether the child was started and has not ended."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start the child; what it prints is appended to the log."""
        if self.running:
            raise LocalStackError(f"{self.name} is already running with process id {self.pid}. Stop it first.")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                # -I and -S: nothing from the environment or site-packages is looked at on the way to exec.
                [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                process_group=0,
            )
        atexit.register(self.kill)  # where there is no leash

    async def wait_until(self, ready: Callable[[], Awaitable[bool]], *, within: float) -> None:
        """Poll `ready` until it says so; raise `ProcessDied` or, after `within` seconds, `NotReady`."""
        deadline = monotonic() + within
        while not await ready():
            if not self.running:
                raise ProcessDied(f"{self.name} ended with code {self.returncode} before it was ready", self.log)
            if monotonic() > deadline:
                raise NotReady(f"{self.name} did not become ready within {within:g} s", self.log)
            await asyncio.sleep(_POLL_SECONDS)

    async def wait(self) -> int:
        """Wait until the child ends by itself; return its code."""
        while (code := self.returncode) is None:  # noqa: ASYNC110 - no event tells; a thread per child would
            await asyncio.sleep(_POLL_SECONDS)
        return code

    async def stop(self, *, grace: float = 10.0) -> None:
        """Ask the child to end (SIGTERM); after `grace` seconds, make it. Does nothing when it has ended."""
        if self.running:
            self._signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self.wait(), grace)
            except TimeoutError:
                self.kill()
        atexit.unregister(self.kill)

    def kill(self) -> None:
        """End the child and its group at once (SIGKILL), as a crash would. Does nothing when it has ended."""
        if self.running:
            self._signal(signal.SIGKILL)
            self._started().wait()
        atexit.unregister(self.kill)

    def _signal(self, number: signal.Signals) -> None:
        os.killpg(self.pid, number)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            raise LocalStackError(f"{self.name} was not started.")
        return self._child
