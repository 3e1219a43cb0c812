"""Launches over the wire."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt

from api.schemas.base import Day, Id, In, Line, Out, SafeText, Text
from api.schemas.metrics import MetricOut
from domain.launch.state import LaunchState
from service.launches import NewLaunch

Answer = StrictBool | Annotated[StrictInt, Field(gt=-(2**53), lt=2**53)] | Annotated[SafeText, Field(max_length=200)]
"""An answer to one of a playbook's questions."""


class LaunchPreviewIn(In):
    """A launch that may be started; what has not been thought of yet may be left out."""

    playbook: Id = Field(description="`standard` for the newest version, `standard@1` for one.")
    tier: Id = Field(description="`T1`, `T2` or `T3`.")
    title: Line = ""
    product: Line = ""
    objective: Text = Field("", description="The business objective it serves.")
    user_need: Text = Field("", description="The need of users it serves.")
    owner: Id | None = Field(None, description="Who steers it; you, unless named.")
    prefix: str | None = Field(
        None, pattern=r"^[A-Z][A-Z0-9]{1,9}$", description="How its key begins; made from the product unless given."
    )
    priority: StrictInt = Field(3, ge=1, le=5, description="1 (drop everything) to 5 (when there is time).")
    target_date: Day | None = None
    facts: dict[Id, Answer] = Field(
        default_factory=dict, max_length=100, description="Answers to the playbook's questions."
    )

    scope: Text = Field("", description="What is part of it, and what is not.")

    def wanted(self) -> NewLaunch:
        """What the use case takes."""
        return NewLaunch(**dict(self))


class LaunchIn(LaunchPreviewIn):
    """A launch to start."""

    title: Line
    product: Line
    objective: Text = Field(min_length=1, description="The business objective it serves.")
    user_need: Text = Field(min_length=1, description="The need of users it serves.")


class HoldIn(In):
    """Why a launch is to pause."""

    reason: Text


class ResumeIn(In):
    """What to say when a launch goes on."""

    note: Text = ""


class CancelIn(In):
    """Why a launch is to stop for good."""

    reason: Text


class StageOut(Out):
    """A stage."""

    id: str
    title: str
    state: str
    attempt: int
    after: tuple[str, ...]
    started_at: datetime | None
    completed_at: datetime | None


class SuspensionOut(Out):
    """A stretch of time in which a launch stood still."""

    since: datetime
    by: str
    reason: str
    gate: str | None = Field(description="The gate that decided to hold; null when whoever steers the launch did.")
    until: datetime | None
    resumed_by: str | None = Field(description="Null while it lasts, and when the launch ended instead.")


class ExpressionOut(Out):
    """A criterion in CEL."""

    gate: str = Field(description="Local id.")
    criterion: str
    expression: str
    dropped: tuple[str, ...] = Field(description="Tasks it names that this launch does not have: not waited for.")


class ChangeMadeOut(Out):
    """A change to a launch under way; what it was before stands in the log."""

    id: str
    fields: tuple[str, ...]
    by: str
    at: datetime
    reason: str


class LaunchOut(Out):
    """A launch."""

    key: str
    title: str
    product: str
    owner: str
    started_by: str
    objective: str
    user_need: str
    tier: str
    priority: int
    state: LaunchState
    reason: str = Field(description="Why it is held, cancelled or killed.")
    health: str = Field(description="`on_track`, `at_risk`, `late`, `held` or `ended`.")
    health_reason: str
    summary: str = Field(description="One sentence of where it stands.")
    playbook: str
    playbook_digest: str
    active_stages: tuple[str, ...]
    waiting_on: tuple[str, ...] = Field(description="Departments and roles that have something to do.")
    stages: tuple[StageOut, ...]
    facts: dict[str, Any]
    seq: int = Field(description="Number of its latest event; also its ETag.")
    head: str = Field(description="Hash of that event.")
    target_date: str | None
    next_due_at: datetime | None
    started_at: datetime | None
    updated_at: datetime | None
    ended_at: datetime | None
    suspensions: tuple[SuspensionOut, ...] = Field(description="Every time it stood still, in order.")
    overrides: int = Field(description="Decisions that two people took past what stood against them.")
    break_glasses: int = Field(description="Those of them that were taken in an emergency.")
    metrics: tuple[MetricOut, ...]
    checks: tuple[ExpressionOut, ...] = Field(description="The criteria in CEL, of every gate.")
    held_at: datetime | None
    scope: str
    changes: tuple[ChangeMadeOut, ...] = Field(description="What was changed under way, first change first.")
    passed_on_old_facts: tuple[str, ...] = Field(description="Gates that passed before something changed.")
    target_expected_at: datetime | None = Field(
        description="When the target will be reached instead, once due dates miss the target date."
    )

    @property
    def version(self) -> int:
        """What its ETag says."""
        return self.seq


class EventOut(Out):
    """One fact in a launch's log."""

    seq: int
    prev_hash: str
    hash: str
    occurred_at: datetime
    actor: str
    on_behalf_of: str | None
    action: str
    target: str
    data: dict[str, Any]
