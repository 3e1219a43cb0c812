"""Everything Slipway needs, on one machine: the engine, a worker, the API, and a database file."""

import asyncio
import fcntl
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, NoReturn, Self

import httpx

from cli.furnish import Furnished, furnish
from cli.local.engine import EngineOptions, LocalEngine
from cli.local.errors import LocalStackError, ProcessDied, tail
from cli.local.ports import free_ports, require_free
from cli.local.processes import ManagedProcess
from workflows.search_attributes import SEARCH_ATTRIBUTES

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60.0
STOP_WITHIN_SECONDS = 10.0
_WATCH_SECONDS = 0.1


@dataclass(frozen=True)
class StackOptions:
    """How to run it. A port of 0 means any free one."""

    data_dir: Path
    port: int
    engine_port: int
    ui_port: int
    for_demonstration: bool = False
    """Keep the engine's history in memory, and let its clock be moved."""


class Stack:
    """The running parts. Leaving the context stops all of them."""

    def __init__(self, options: StackOptions) -> None:
        """Nothing runs until the context is entered."""
        self._directory = options.data_dir.absolute()
        self._options = options
        self._children: tuple[ManagedProcess, ...] = ()
        self._port = options.port
        self._lock: IO[bytes] | None = None
        self.engine = LocalEngine(
            EngineOptions(
                host=HOST,
                port=options.engine_port,
                ui_port=options.ui_port,
                db_file=None if options.for_demonstration else self._directory / "engine.db",
                time_skipping=options.for_demonstration,
                search_attributes=SEARCH_ATTRIBUTES,
                log=self._log("engine"),
            )
        )
        self.furnished = Furnished(f"sqlite:///{self._directory / 'slipway.db'}")

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://{HOST}:{self._port}"

    async def __aenter__(self) -> Self:
        """Start everything and return once it is ready. Raises `LocalStackError`."""
        try:
            await self._start()
        except BaseException:  # also when cancelled: nothing half-started stays behind
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything."""
        await self._stop()

    async def watch(self) -> NoReturn:
        """Wait until a part ends by itself, and raise `ProcessDied` with the end of its log."""
        while True:
            for child in self._children:
                if not child.running:
                    raise ProcessDied(f"{child.name} ended unexpectedly with code {child.returncode}", child.log)
            if self.engine.pid is None:
                raise ProcessDied("The engine ended unexpectedly", self._log("engine"))
            await asyncio.sleep(_WATCH_SECONDS)

    def tails(self) -> str:
        """The end of each part's log."""
        logs = (self._log(part) for part in ("api", "worker", "engine"))
        return "\n".join(f"The end of {log}:\n{tail(log)}" for log in logs)

    async def _start(self) -> None:
        self._require_free_ports()
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = lock(self._directory)
        if not self._port:
            (self._port,) = free_ports(1, HOST)
        await self.engine.start()
        await furnish(self.furnished.url)
        self._children = (self._python("worker", "The worker"), self._python("api", "The API"))
        for child in self._children:
            child.start()
        _, api = self._children
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as http:
            await api.wait_until(lambda: _is_ready(http), within=READY_WITHIN_SECONDS)

    async def _stop(self) -> None:
        """Doors first, then what works behind them, so that nothing is accepted that could not be carried out."""
        for child in reversed(self._children):
            await child.stop(grace=STOP_WITHIN_SECONDS)
        await self.engine.stop(grace=STOP_WITHIN_SECONDS)
        if self._lock:
            self._lock.close()

    def _require_free_ports(self) -> None:
        for port, flag in (
            (self._options.port, "--port"),
            (self._options.engine_port, "--engine-port"),
            (self._options.ui_port, "--ui-port"),
        ):
            if port:
                require_free(port, flag, HOST)

    def _python(self, module: str, name: str) -> ManagedProcess:
        # -P: a folder of this name in the working directory is not the module that is meant.
        return ManagedProcess(name, [sys.executable, "-P", "-m", module], self._log(module), env=self._environment())

    def _environment(self) -> dict[str, str]:
        given = {
            "DATABASE_URL": self.furnished.url,
            "TEMPORAL_ADDRESS": self.engine.address,
            "TEMPORAL_UI_URL": self.engine.ui_url or "",
            "HOST": HOST,
            "PORT": str(self._port),
            "PUBLIC_URL": self.url,
            "FILES_URL": str(self._directory / "files"),
            # The people of the sample organisation are nobody, so anybody at this machine may be any of them.
            "SAMPLE_SIGN_IN": "true",
        }
        if self._options.for_demonstration:
            # Time is skipped only while nothing runs, and a delivery that stays open for more runs.
            given["DELIVERY_WINDOW_S"] = "0"
        return {**os.environ, **{f"SLIPWAY_{name}": value for name, value in given.items()}}

    def _log(self, part: str) -> Path:
        return self._directory / "logs" / f"{part}.log"


def lock(directory: Path) -> IO[bytes]:
    """Keep a directory to ourselves until the file is closed: two engines on one history would spoil it."""
    file = (directory / "lock").open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise LocalStackError(f"Slipway already runs on {directory}. Stop it, or choose another --data-dir.") from error
    return file


async def _is_ready(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health/ready")).is_success
    except httpx.TransportError:  # not listening yet
        return False
