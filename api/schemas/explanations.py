"""A gate's account of itself over the wire."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Out


class ReasonOut(Out):
    """A criterion, and why it stands as it does."""

    criterion: str
    title: str
    level: str
    why: str = Field(description="For a waived one: the rationale of the waiver.")


class MissingOut(Out):
    """Something somebody has yet to do."""

    kind: str = Field(description="`attest`, `vote`, `score`, `decide`, `confirm` or `condition`.")
    audience: str = Field(description="Whom it waits for: `person:…`, `role:…` or `department:…`.")
    part: str = Field(description="The department, the seat, the role, or the local id of the condition.")
    since: datetime | None
    due: datetime | None
    again: str = Field(description="Why it is asked for again, when it had been given before.")


class StepOut(Out):
    """One act on the way to an open gate."""

    act: str = Field(
        description="`task`, `mend`, `waive`, `attest`, `vote`, `score`, `override`, `confirm` or `decide`; all but "
        "`mend` and `override` (a decision with `override`) are acts of their own."
    )
    audience: str
    part: str
    words: str


class ExplanationOut(Out):
    """Why a gate stands where it stands. It never depends on how ballots went that are still blind."""

    passed: tuple[ReasonOut, ...] = Field(description="Criteria that hold.")
    failed: tuple[ReasonOut, ...]
    waived: tuple[ReasonOut, ...] = Field(description="Criteria that fail and do not count for a time.")
    missing: tuple[MissingOut, ...]
    why_waiting: str
    would_open: tuple[StepOut, ...] = Field(description="In the order in which they make sense.")
    may_decide: tuple[str, ...] = Field(
        description="Decisions one person may take now; what only a blind ballot allows is told once all are revealed."
    )
    needs_override: tuple[str, ...] = Field(description="Decisions that take a second person.")
