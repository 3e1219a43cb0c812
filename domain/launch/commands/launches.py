"""What people ask of a whole launch."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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


@dataclass(frozen=True)
class ChangeLaunch:
    """Change what a launch under way is about. `impact` is what the caller was shown that this would do."""

    command_key: str
    actor: Actor
    reason: str
    impact: str = ""
    """Digest of the preview; see `domain.launch.impact`."""
    charter: dict[str, Any] = field(default_factory=dict)
    """New values by field: scope, title, objective, user_need, target_date, priority, owner."""
    tier: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """New answers by name."""
    plan: Plan | None = None
    """What the launch's own version of its playbook makes of the new tier and facts; needed when either is given."""
    expected_version: int | None = None
    findings: tuple[FoundOutside, ...] = ()
    """Of the launch as it will be after the change."""


LaunchCommand = ChangeLaunch | HoldLaunch | ResumeLaunch | CancelLaunch | AddEvidence
