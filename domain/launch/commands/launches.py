"""What people ask of a whole launch."""

from dataclasses import dataclass
from datetime import datetime

from domain.actors import Actor
from domain.launch.commands.findings import FoundOutside
from domain.launch.state import Charter
from domain.plan import Plan


@dataclass(frozen=True)
class StartLaunch:
    """Begin; the input of the workflow."""

    command_key: str
    actor: Actor
    charter: Charter
    plan: Plan


@dataclass(frozen=True)
class AddEvidence:
    """Attach the label and digest of a piece of evidence."""

    command_key: str
    actor: Actor
    type: str
    title: str
    source: str
    strength: int
    observed_at: datetime
    supports: bool = True
    expires_at: datetime | None = None
    sha256: str | None = None
    target: str | None = None
    summary: str = ""
    findings: tuple[FoundOutside, ...] = ()


@dataclass(frozen=True)
class HoldLaunch:
    """Pause everything; clocks stand still."""

    command_key: str
    actor: Actor
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True)
class ResumeLaunch:
    """Go on after a hold."""

    command_key: str
    actor: Actor
    note: str = ""
    expected_version: int | None = None


@dataclass(frozen=True)
class CancelLaunch:
    """Stop for good, keeping the record."""

    command_key: str
    actor: Actor
    reason: str
    expected_version: int | None = None


LaunchCommand = HoldLaunch | ResumeLaunch | CancelLaunch | AddEvidence
