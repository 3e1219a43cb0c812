"""What people said at a gate: attestations, votes, scores, decisions and proposals."""

from dataclasses import dataclass
from datetime import datetime

from domain.launch.ledger import NewCondition, Override, Voided, Waiver
from domain.launch.state.states import Choice, DecisionKind


@dataclass(frozen=True)
class Attestation:
    """A department's word on its own readiness."""

    department: str
    ready: bool
    by: str
    at: datetime
    note: str = ""
    expires_at: datetime | None = None
    """From then on it no longer counts; None for never."""
    on_behalf_of: str | None = None
    subject: str | None = None
    """Digest of what was shown; None if it was given before that was kept."""

    @property
    def identities(self) -> tuple[str, ...]:
        """Who spoke, and for whom."""
        return (self.by,) if self.on_behalf_of is None else (self.by, self.on_behalf_of)


@dataclass(frozen=True)
class Vote:
    """One ballot, in one seat."""

    seat: str
    voter: str
    choice: Choice
    at: datetime
    rationale: str = ""
    after_reveal: bool = False
    """It was cast, or changed, when the others could be read."""
    expires_at: datetime | None = None
    """From then on it no longer counts; None for never."""
    on_behalf_of: str | None = None
    subject: str | None = None
    """Digest of what was shown; None if it was cast before that was kept."""
    departments: tuple[str, ...] = ()
    """Those of the voter at that time."""

    @property
    def identities(self) -> tuple[str, ...]:
        """Who cast it, and for whom: both fill this seat."""
        return (self.voter,) if self.on_behalf_of is None else (self.voter, self.on_behalf_of)


@dataclass(frozen=True)
class Score:
    """One person's scores at a gate."""

    scorer: str
    roles: tuple[str, ...]
    """The roles they scored for."""
    scores: dict[str, int]
    """By item."""
    at: datetime
    rationale: str = ""
    on_behalf_of: str | None = None
    subject: str | None = None
    """Digest of what was shown; None if they were given before that was kept."""
    departments: tuple[str, ...] = ()
    """Those of the scorer at that time."""
    replaces: tuple[str, ...] = ()
    """Who had scored before for the same roles; those scores count no longer."""

    @property
    def principal(self) -> str:
        """Whose authority they were given with."""
        return self.on_behalf_of or self.scorer

    @property
    def identities(self) -> tuple[str, ...]:
        """Who scored, and for whom."""
        return (self.scorer,) if self.on_behalf_of is None else (self.scorer, self.on_behalf_of)


@dataclass(frozen=True)
class Decision:
    """What the accountable person decided."""

    kind: DecisionKind
    by: str
    at: datetime
    rationale: str
    attempt: int
    on_behalf_of: str | None = None
    recycle_to: str | None = None
    conditions: tuple[str, ...] = ()
    """Local ids of the tasks that a conditional go created."""
    override: Override | None = None
    """Set, for ever, when it took two people to decide past what stood against it."""
    break_glass: bool = False
    """It was taken in an emergency, past readiness and conflicts of interest; `override` names the two."""
    review: str | None = None
    """Local id of the task that looks back on a broken glass."""
    voided: Voided | None = None
    """What a recycle undid."""
    ballots: tuple[Vote, ...] = ()
    """The votes it was taken on, so that they survive the attempt; none for a hold, since voting goes on after it."""
    dissent: tuple[str, ...] = ()
    """Who voted otherwise than it was decided."""
    subject: str | None = None
    """Digest of what was shown when it took effect; None if it was taken before that was kept. Of an override, what
    each of the two was shown stands there."""
    acknowledged: tuple[str, ...] = ()
    """Changes that came after an earlier gate had passed, which this go takes over."""


@dataclass(frozen=True)
class Proposal:
    """A decision that waits for a second person; afterwards, how that ended."""

    kind: DecisionKind
    by: str
    at: datetime
    rationale: str
    against: tuple[str, ...]
    """Every reason against it, as they stood when it was proposed."""
    attempt: int
    on_behalf_of: str | None = None
    silent: tuple[str, ...] = ()
    """Seats and departments that it passes over, since their time was up."""
    recycle_to: str | None = None
    conditions: tuple[NewCondition, ...] = ()
    break_glass: bool = False
    subject: str | None = None
    """Digest of what its proposer was shown; None if it was proposed before that was kept."""
    acknowledged: tuple[str, ...] = ()
    """Changes that came after an earlier gate had passed, which it would take over."""
    outcome: str = "open"
    """`open`, `confirmed`, `declined`, `withdrawn`, `void` or `overtaken`."""
    closed_by: str | None = None
    closed_at: datetime | None = None
    closing: str = ""
    """Why it ended so."""


@dataclass(frozen=True)
class Attempt:
    """One attempt at a gate, as it was when going back ended it. Long rationales and notes are clipped."""

    attempt: int
    opened_at: datetime | None
    ended_at: datetime
    attestations: tuple[Attestation, ...] = ()
    votes: tuple[Vote, ...] = ()
    decisions: tuple[Decision, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    proposals: tuple[Proposal, ...] = ()


KEPT = 10
"""How many earlier attempts, and how many proposals of one attempt, a gate shows; the log has all of them."""
