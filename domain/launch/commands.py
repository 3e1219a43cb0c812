"""What people ask of a launch: one dataclass an act.

`command_key` is the caller's idempotency key: the same key a second time answers as the first did and changes
nothing. `expected_version` refuses the act when what the caller saw has moved on. Names of tasks and gates are
local ids.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from domain.actors import Actor
from domain.launch.state import Charter, Choice, DecisionKind
from domain.plan import Plan


@dataclass(frozen=True)
class StartLaunch:
    """Begin; the input of the workflow."""

    command_key: str
    actor: Actor
    charter: Charter
    plan: Plan


@dataclass(frozen=True)
class ClaimTask:
    """Take an open task; never overrides another's claim."""

    command_key: str
    actor: Actor
    task: str
    expected_version: int | None = None


@dataclass(frozen=True)
class UnclaimTask:
    """Give a claimed task back to its candidates."""

    command_key: str
    actor: Actor
    task: str
    expected_version: int | None = None


@dataclass(frozen=True)
class CompleteTask:
    """Say a task is done; an unclaimed one is claimed by the same act."""

    command_key: str
    actor: Actor
    task: str
    note: str = ""
    expected_version: int | None = None


@dataclass(frozen=True)
class Attest:
    """Say whether a department's part is ready; may be changed until the gate is decided."""

    command_key: str
    actor: Actor
    gate: str
    department: str
    ready: bool
    note: str = ""
    expected_version: int | None = None


@dataclass(frozen=True)
class CastVote:
    """Cast a ballot, or change it until the gate is decided."""

    command_key: str
    actor: Actor
    gate: str
    choice: Choice
    rationale: str
    seat: str | None = None
    """None: the first seat this person may fill."""
    expected_version: int | None = None


@dataclass(frozen=True)
class NewCondition:
    """An obligation that comes with a conditional go."""

    title: str
    department: str
    owner: str
    """The person who must see to it."""
    before_gate: str
    due_days: int
    """Business days of that department."""


@dataclass(frozen=True)
class Decide:
    """Decide an open gate."""

    command_key: str
    actor: Actor
    gate: str
    decision: DecisionKind
    rationale: str
    recycle_to: str | None = None
    conditions: tuple[NewCondition, ...] = ()
    expected_version: int | None = None


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


TaskCommand = ClaimTask | UnclaimTask | CompleteTask
GateCommand = Attest | CastVote | Decide
LaunchCommand = HoldLaunch | ResumeLaunch | CancelLaunch | AddEvidence
Command = TaskCommand | GateCommand | LaunchCommand


def fingerprint(command: Command) -> str:
    """The sha256, in hex, of what a command asks, whoever asks it: tells a repeat from another under the same key."""
    asked = {
        field.name: getattr(command, field.name)
        for field in fields(command)
        if field.name not in {"command_key", "actor", "expected_version"}
    }
    text = json.dumps([type(command).__name__, asked], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else asdict(value)
