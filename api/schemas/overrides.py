"""What goes past the rules, over the wire: proposals, waivers, broken glass and going back."""

from datetime import datetime
from typing import Literal

from pydantic import Field, StrictInt

from api.schemas.base import SEEN, Digest, Id, In, Out, Text
from domain.launch.state import DecisionKind


class AnswerIn(In):
    """Why one confirms or declines what somebody else proposed."""

    rationale: Text


class ConfirmationIn(AnswerIn):
    """Why one seconds what somebody else proposed, and what one was shown."""

    subject: Digest | None = SEEN


class WithdrawalIn(In):
    """Why a proposal is taken back."""

    rationale: Text = ""


class WaiverIn(In):
    """A criterion that is not to count for a time."""

    criterion: Id
    rationale: Text
    days: StrictInt = Field(ge=1, le=250, description="Business days of the gate's department.")


class BreakGlassIn(In):
    """A decision in an emergency."""

    decision: Literal[DecisionKind.GO, DecisionKind.KILL]
    rationale: Text = Field(description="At least 20 characters.")
    subject: Digest | None = SEEN
    acknowledged: tuple[Id, ...] = Field(
        (), max_length=100, description="For a go: changes made after an earlier gate had passed, such as `R1`."
    )


class NewConditionOut(Out):
    """A condition that a proposed conditional go would bring."""

    title: str
    department: str
    owner: str
    before_gate: str
    due_days: int


class OverrideOut(Out):
    """The two people behind a decision, and every reason that stood against it."""

    against: tuple[str, ...]
    proposed_by: str
    proposed_at: datetime
    rationale: str
    seconded_by: str
    seconded_at: datetime
    second_rationale: str
    proposed_for: str | None = Field(description="On whose behalf it was proposed.")
    seconded_for: str | None
    silent: tuple[str, ...]
    subject: str | None = Field(description="Digest of what the proposer was shown.")
    second_subject: str | None = Field(description="Digest of what whoever seconded it was shown.")


class VoidedOut(Out):
    """What going back undoes, by local id; a preview, or the record of it."""

    stages: tuple[str, ...]
    tasks: tuple[str, ...]
    gates: tuple[str, ...]
    conditions: tuple[str, ...]
    ballots: int
    attestations: int


class WaivedOut(Out):
    """Under which waiver a criterion does not count now."""

    by: str
    until: datetime
    rationale: str


class WaiverOut(Out):
    """A waiver, and how it ended."""

    criterion: str
    by: str
    at: datetime
    until: datetime
    rationale: str
    on_behalf_of: str | None
    ended: bool
    moot: bool = Field(description="The criterion held by itself when its time came.")
    condition: str | None = Field(description="The condition that took its place.")
