"""What people ask of a gate. `gate` is its local id."""

from dataclasses import dataclass

from domain.actors import Actor
from domain.launch.commands.findings import FoundOutside
from domain.launch.ledger import NewCondition
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
    subject: str | None = None
    """Digest of what the caller was shown, or `CURRENT`."""


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
    subject: str | None = None
    """Digest of what the caller was shown, or `CURRENT`."""


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
    override: bool = False
    """Where reasons stand against it, propose it to a second person; without this such a decision is refused."""
    findings: tuple[FoundOutside, ...] = ()
    subject: str | None = None
    """Digest of what the caller was shown, or `CURRENT`."""
    acknowledged: tuple[str, ...] = ()
    """For a go: the changes that came after an earlier gate had passed, and that the decider takes over."""


@dataclass(frozen=True)
class ConfirmProposal:
    """Second a proposed decision, which takes effect by that."""

    command_key: str
    actor: Actor
    gate: str
    rationale: str
    expected_version: int | None = None
    subject: str | None = None
    """Digest of what the caller was shown, or `CURRENT`."""


@dataclass(frozen=True)
class DeclineProposal:
    """Refuse to second a proposed decision."""

    command_key: str
    actor: Actor
    gate: str
    rationale: str
    expected_version: int | None = None


@dataclass(frozen=True)
class WithdrawProposal:
    """Take back a decision one has proposed."""

    command_key: str
    actor: Actor
    gate: str
    rationale: str = ""
    expected_version: int | None = None


@dataclass(frozen=True)
class ScoreGate:
    """Score the items that are this person's to score; may be changed until the gate is decided."""

    command_key: str
    actor: Actor
    gate: str
    scores: dict[str, int]
    rationale: str = ""
    expected_version: int | None = None
    subject: str | None = None
    """Digest of what the caller was shown, or `CURRENT`."""


@dataclass(frozen=True)
class WaiveCriterion:
    """Let one criterion not count for a time."""

    command_key: str
    actor: Actor
    gate: str
    criterion: str
    rationale: str
    days: int
    """Business days of the gate's department."""
    expected_version: int | None = None


@dataclass(frozen=True)
class BreakGlass:
    """Propose a decision in an emergency: past readiness, and past conflicts of interest."""

    command_key: str
    actor: Actor
    gate: str
    decision: DecisionKind
    rationale: str
    expected_version: int | None = None
    subject: str | None = None
    """Digest of what the caller was shown, or `CURRENT`."""
    acknowledged: tuple[str, ...] = ()
    """As for a decision."""


GateCommand = (
    Attest
    | CastVote
    | Decide
    | ConfirmProposal
    | DeclineProposal
    | WithdrawProposal
    | WaiveCriterion
    | BreakGlass
    | ScoreGate
)
