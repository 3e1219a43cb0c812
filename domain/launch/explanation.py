"""How a gate explains itself: what holds, what does not, who is waited for, and what would open it.

Nothing here tells how a ballot went that is still blind. Whom a step waits for is an audience, never a name, unless
one person alone owes it.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reason:
    """A criterion, and why it stands as it does."""

    criterion: str
    title: str
    level: str
    why: str


@dataclass(frozen=True)
class Missing:
    """Something somebody has yet to do."""

    kind: str
    """`attest`, `vote`, `score`, `decide`, `confirm` or `condition`."""
    audience: str
    """`person:…`, `role:…` or `department:…`."""
    part: str = ""
    """The department, the seat, or the local id of the condition."""
    since: datetime | None = None
    due: datetime | None = None
    again: str = ""
    """Why it is asked for again, when it had been given before."""


@dataclass(frozen=True)
class Step:
    """One act on the way to an open gate."""

    act: str
    """`task`, `mend`, `waive`, `attest`, `vote`, `score`, `override`, `confirm` or `decide`."""
    audience: str
    part: str
    words: str


@dataclass(frozen=True)
class Explanation:
    """Why a gate stands where it stands. Only an open gate has more to say than `why_waiting`."""

    passed: tuple[Reason, ...] = ()
    failed: tuple[Reason, ...] = ()
    waived: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()
    why_waiting: str = ""
    would_open: tuple[Step, ...] = ()
    """In the order in which they make sense."""
    may_decide: tuple[str, ...] = ()
    """Decisions that one person may take now. What only a blind ballot allows is told once all are revealed."""
    needs_override: tuple[str, ...] = ()
    """Decisions that take a second person."""
