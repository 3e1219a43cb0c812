"""A gate, and what changed under it."""

from dataclasses import dataclass
from datetime import datetime

from domain.clock import Clock
from domain.launch.ledger import Waiver
from domain.launch.state.states import GateState
from domain.launch.state.words import Attempt, Attestation, Decision, Proposal, Score, Vote


@dataclass(frozen=True)
class Approver:
    """Somebody asked to vote although the playbook did not name them."""

    person: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Void:
    """A ballot, an attestation or scores that count no longer: one of `seat`, `department` and `roles` says which."""

    because: str
    """Id of the change, such as `R1`."""
    fields: tuple[str, ...]
    """What it changed."""
    by: str
    """Whose word it was."""
    at: datetime
    seat: str | None = None
    department: str | None = None
    roles: tuple[str, ...] = ()
    """Those that were scored for."""


@dataclass(frozen=True)
class Outdated:
    """A gate passed before something changed that it was about."""

    because: str
    """Id of the change, such as `R1`."""
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Emptied:
    """A seat, the attestation of a department (`attest:legal`), or the scores of a role (`score:qa_lead`), that was
    filled before, and why it is not now."""

    part: str
    because: str


@dataclass(frozen=True)
class Evaluated:
    """What was last found, outside, of a criterion that the rules cannot check themselves."""

    criterion: str
    passed: bool
    why: str
    inputs: str
    """Digest of what it was found from."""
    at: datetime


@dataclass(frozen=True)
class Gate:
    """A gate's progress. `past` keeps the decisions that did not open it."""

    id: str
    state: GateState = GateState.PENDING
    attempt: int = 1
    version: int = 0
    opened_at: datetime | None = None
    attestations: tuple[Attestation, ...] = ()
    votes: tuple[Vote, ...] = ()
    decision: Decision | None = None
    past: tuple[Decision, ...] = ()
    clock: Clock | None = None
    proposal: Proposal | None = None
    """The decision that waits for a second person."""
    past_proposals: tuple[Proposal, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    """Of this attempt; one a criterion, the latest."""
    history: tuple[Attempt, ...] = ()
    """Earlier attempts, oldest first."""
    added: tuple[Approver, ...] = ()
    """Approvers added while it was open; they stay for the attempts after a recycle."""
    revealed: bool = False
    """Ballots were shown in this attempt; what was seen cannot be hidden again."""
    emptied: tuple[Emptied, ...] = ()
    scores: tuple[Score, ...] = ()
    evaluated: tuple[Evaluated, ...] = ()
    voided: tuple[Void, ...] = ()
    """Ballots, attestations and scores that a change made void, until they are given again."""
    outdated: tuple[Outdated, ...] = ()
    """Changes to what it passed on, until a later gate acknowledges them."""
    planned_due_at: datetime | None = None
    """When it was last planned to be due. It counts while the gate is not open."""
