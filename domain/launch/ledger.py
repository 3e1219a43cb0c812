"""What is kept of decisions that were not plain: who stood for them, against what, and what they undid."""

from dataclasses import dataclass
from datetime import datetime


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
class Override:
    """The two people behind a decision that no one person may take, and every reason that stood against it."""

    against: tuple[str, ...]
    proposed_by: str
    proposed_at: datetime
    rationale: str
    """The proposer's."""
    seconded_by: str
    seconded_at: datetime
    second_rationale: str
    proposed_for: str | None = None
    """On whose behalf the proposer acted."""
    seconded_for: str | None = None
    silent: tuple[str, ...] = ()
    """Seats and departments whose word was still missing when time had run out."""
    subject: str | None = None
    """Digest of what the proposer was shown; None if it was proposed before that was kept."""
    second_subject: str | None = None
    """Digest of what whoever seconded it was shown."""


@dataclass(frozen=True)
class Voided:
    """What going back to a stage undoes. Names are local ids."""

    stages: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    """Those that had begun, or were done."""
    gates: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    ballots: int = 0
    attestations: int = 0


@dataclass(frozen=True)
class Waiver:
    """One criterion of a gate that does not count for a time."""

    criterion: str
    by: str
    at: datetime
    until: datetime
    rationale: str
    on_behalf_of: str | None = None
    ended: bool = False
    """Its time came; whether that mattered, `condition` and `moot` tell."""
    moot: bool = False
    """The criterion held by itself by then."""
    condition: str | None = None
    """The condition that took its place, since the gate had passed."""


@dataclass(frozen=True)
class Suspension:
    """One stretch of time in which a launch stood still."""

    since: datetime
    by: str
    reason: str
    gate: str | None = None
    """Local id of the gate that decided it; None when whoever steers the launch did."""
    until: datetime | None = None
    resumed_by: str | None = None
    """None while it lasts, and when the launch ended instead."""
