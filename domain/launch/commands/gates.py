"""What people ask of a gate. `gate` is its local id."""

from dataclasses import dataclass

from domain.actors import Actor
from domain.launch.state import Choice, DecisionKind


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


GateCommand = Attest | CastVote | Decide
