"""What a run of a launch is given, and what it hands to the next run."""

from dataclasses import dataclass

from domain.events import Event
from domain.launch.commands import StartLaunch
from domain.launch.state import Launch

REMEMBERED = 500
"""How many recent commands a launch recognises when they are repeated."""


@dataclass(frozen=True)
class Remembered:
    """A command that was carried out, so that its repeat is answered and not done again."""

    command_key: str
    seq: int
    target: str
    verdict: str
    fingerprint: str = ""
    """What it asked; empty if it was carried out before fingerprints were kept."""


@dataclass(frozen=True)
class Carried:
    """The state of a launch between runs. Fields are added with defaults; a changed meaning raises `version`."""

    launch: Launch
    outbox: tuple[Event, ...] = ()
    """Events that the read model has not confirmed."""
    remembered: tuple[Remembered, ...] = ()
    version: int = 1


@dataclass(frozen=True)
class LaunchInput:
    """Exactly one is set: a launch that begins, or one that goes on in a new run."""

    start: StartLaunch | None = None
    carried: Carried | None = None
