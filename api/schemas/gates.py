"""Gates over the wire."""

from datetime import datetime
from typing import Any

from pydantic import Field, StrictBool, StrictInt

from api.schemas.base import SEEN, Digest, Id, In, Line, Out, Text
from api.schemas.explanations import ExplanationOut
from api.schemas.overrides import NewConditionOut, OverrideOut, VoidedOut, WaivedOut, WaiverOut
from domain.launch.commands import NewCondition
from domain.launch.state import Choice, DecisionKind, GateState


class AttestationIn(In):
    """A department's word on its own readiness."""

    department: Id
    ready: StrictBool
    note: Text = Field("", description="Needed when it is not ready: what is missing.")
    subject: Digest | None = SEEN


class VoteIn(In):
    """A ballot."""

    choice: Choice
    rationale: Text = Field("", description="Needed unless you approve.")
    seat: Id | None = Field(None, description="Which of your seats; the first free one unless named.")
    subject: Digest | None = SEEN


class RevokedAttestationIn(In):
    """Whose word is taken back."""

    department: Id


class ApproverIn(In):
    """One more person to vote."""

    person: Id
    reason: Text = Field(description="Why their approval is needed.")


class ScoresIn(In):
    """One person's scores."""

    scores: dict[Id, StrictInt] = Field(
        min_length=1, max_length=50, description="A score for each item that is yours, by the item's id."
    )
    rationale: Text = ""
    subject: Digest | None = SEEN


class ConditionIn(In):
    """An obligation that comes with a conditional go."""

    title: Line
    department: Id
    owner: Id = Field(description="The person who sees to it.")
    before_gate: Id = Field(description="The later gate it blocks.")
    due_days: StrictInt = Field(ge=1, le=250, description="Business days.")


class DecisionIn(In):
    """The one decision of a gate."""

    decision: DecisionKind
    rationale: Text
    recycle_to: Id | None = Field(None, description="For a recycle: the stage to go back to.")
    conditions: tuple[ConditionIn, ...] = Field((), max_length=50, description="For a conditional go.")
    override: StrictBool = Field(
        False, description="Propose it to a second person where reasons stand against it; see the gate's explanation."
    )
    subject: Digest | None = SEEN
    acknowledged: tuple[Id, ...] = Field(
        (), max_length=100, description="For a go: changes made after an earlier gate had passed, such as `R1`."
    )

    def named_conditions(self) -> tuple[NewCondition, ...]:
        """What the use case takes."""
        return tuple(NewCondition(**dict(condition)) for condition in self.conditions)


class CriterionOut(Out):
    """A criterion and how it stands."""

    id: str
    title: str
    level: str
    kind: str
    passed: bool
    why: str
    waived: WaivedOut | None


class AttestationOut(Out):
    """What a department said."""

    department: str
    ready: bool
    by: str
    at: datetime
    note: str
    expires_at: datetime | None = Field(description="From then on it no longer counts.")
    on_behalf_of: str | None
    subject: str | None = Field(description="Digest of what was shown.")


class VoteOut(Out):
    """A ballot cast."""

    seat: str
    voter: str
    choice: Choice
    at: datetime
    rationale: str
    after_reveal: bool = Field(description="Cast, or changed, when the others could be read.")
    expires_at: datetime | None = Field(description="From then on it no longer counts.")
    on_behalf_of: str | None = Field(description="Whose substitute cast it; both fill the seat.")
    subject: str | None = Field(description="Digest of what was shown.")
    departments: tuple[str, ...] = Field(description="Those of the voter at that time.")


class ApproverOut(Out):
    """Somebody asked to vote besides those the playbook names."""

    person: str
    by: str
    at: datetime
    reason: str


class ScoreItemOut(Out):
    """One thing to score."""

    id: str
    title: str
    weight: int
    roles: tuple[str, ...] = Field(description="Who scores it; when empty, whoever has a seat.")


class ScorecardOut(Out):
    """What a gate asks to be scored."""

    items: tuple[ScoreItemOut, ...]
    lowest: int
    highest: int
    pass_percent: int = Field(description="Of the highest score there can be.")
    min_scorers: int
    roles: tuple[str, ...] = Field(description="Everybody expected: one holder of each is enough.")


class ScoreOut(Out):
    """One person's scores."""

    scorer: str
    roles: tuple[str, ...]
    scores: dict[str, int]
    at: datetime
    rationale: str
    on_behalf_of: str | None = Field(description="Whose substitute gave them.")
    subject: str | None = Field(description="Digest of what was shown.")
    departments: tuple[str, ...] = Field(description="Those of the scorer at that time.")
    replaces: tuple[str, ...] = Field(description="Who had scored for the same roles before; that counts no longer.")


class DecisionOut(Out):
    """A decision taken."""

    kind: DecisionKind
    by: str
    at: datetime
    rationale: str
    attempt: int
    on_behalf_of: str | None
    recycle_to: str | None
    conditions: tuple[str, ...]
    override: OverrideOut | None = Field(description="The two people behind it, if it went past what stood against it.")
    break_glass: bool
    review: str | None = Field(description="After a broken glass: the task that looks back on it.")
    voided: VoidedOut | None = Field(description="What a recycle undid.")
    subject: str | None = Field(description="Digest of what was shown when it took effect.")
    acknowledged: tuple[str, ...] = Field(description="Changes that an earlier gate never saw, taken over.")
    ballots: tuple[VoteOut, ...] = Field(description="The votes it was taken on; none for a hold.")
    dissent: tuple[str, ...] = Field(description="Who voted otherwise.")


class ProposalOut(Out):
    """A decision that waits for a second person, or once did."""

    kind: DecisionKind
    by: str
    at: datetime
    rationale: str
    against: tuple[str, ...] = Field(description="Every reason against it when it was proposed.")
    attempt: int
    on_behalf_of: str | None
    silent: tuple[str, ...] = Field(description="Seats and departments it passes over, since their time was up.")
    recycle_to: str | None
    conditions: tuple[NewConditionOut, ...]
    break_glass: bool
    subject: str | None = Field(description="Digest of what its proposer was shown.")
    acknowledged: tuple[str, ...] = Field(description="Changes that an earlier gate never saw, which it takes over.")
    outcome: str = Field(description="`open`, `confirmed`, `declined`, `withdrawn`, `void` or `overtaken`.")
    closed_by: str | None
    closed_at: datetime | None
    closing: str


class AttemptOut(Out):
    """An earlier attempt, as it was when going back ended it."""

    attempt: int
    opened_at: datetime | None
    ended_at: datetime
    attestations: tuple[AttestationOut, ...]
    votes: tuple[VoteOut, ...]
    decisions: tuple[DecisionOut, ...]
    waivers: tuple[WaiverOut, ...]
    proposals: tuple[ProposalOut, ...]


class VoidOut(Out):
    """A ballot, an attestation or scores that count no longer."""

    because: str = Field(description="The change that made it void, such as `R1`.")
    fields: tuple[str, ...] = Field(description="What that changed.")
    by: str
    at: datetime
    seat: str | None
    department: str | None
    roles: tuple[str, ...] = Field(description="For scores: the roles they were given for.")


class OutdatedOut(Out):
    """A change to what a gate passed on."""

    because: str
    fields: tuple[str, ...]
    at: datetime


class PartOut(Out):
    """A part of what a gate is about."""

    name: str = Field(description="Such as `launch`, `fact:price` or `evidence:E3`.")
    content: dict[str, Any]
    digest: str


class SubjectOut(Out):
    """What a gate is about: exactly what whoever votes, attests or decides is shown."""

    digest: str = Field(
        description="Send it as `subject` with your vote, attestation, scores, decision or confirmation."
    )
    gate: str
    launch: str
    seq: int = Field(description="The event it is as of, or that was the first to be given on it.")
    parts: tuple[PartOut, ...]


class GateOut(Out):
    """A gate. Until it is revealed, of all ballots it shows yours alone."""

    id: str
    launch: str
    local_id: str
    title: str
    closes: tuple[str, ...]
    state: GateState
    attempt: int
    version: int = Field(description="Also its ETag.")
    decider: str = Field(description="The accountable role.")
    policy: str
    seats: tuple[str, ...]
    attest: tuple[str, ...]
    recycle_to: tuple[str, ...]
    decisions: tuple[str, ...]
    priority: int
    revealed: bool
    waiting: tuple[str, ...] = Field(description="Why it may not go yet; empty when it may.")
    conflicted: tuple[str, ...] = Field(description="People who may neither vote nor decide: the work is theirs.")
    criteria: tuple[CriterionOut, ...]
    attestations: tuple[AttestationOut, ...]
    votes: tuple[VoteOut, ...]
    decision: DecisionOut | None
    past: tuple[DecisionOut, ...] = Field(description="Decisions that did not open it.")
    opened_at: datetime | None
    due_at: datetime | None
    sla_marks: tuple[int, ...]
    held: bool = Field(description="The launch is on hold: nothing can be done here now.")
    proposal: ProposalOut | None = Field(description="A decision that waits for a second person.")
    confirmers: tuple[str, ...] = Field(description="The roles that may confirm or decline it.")
    past_proposals: tuple[ProposalOut, ...]
    waivers: tuple[WaiverOut, ...]
    history: tuple[AttemptOut, ...] = Field(description="The last ten attempts before this one, oldest first.")
    explanation: ExplanationOut
    added: tuple[ApproverOut, ...] = Field(description="Approvers whom the playbook does not name.")
    asked: tuple[str, ...] = Field(description="The empty seats whose turn it is.")
    silent: tuple[str, ...] = Field(description="Departments that have not attested, or no longer.")
    carried: bool | None = Field(description="While it is open, whether the ballots carry a go; null until revealed.")
    settled: bool | None = Field(description="While it is open, no empty seat can change that; null until revealed.")
    dissent: tuple[str, ...] = Field(description="Who voted otherwise than it was decided.")
    veto: tuple[str, ...] = Field(description="Seats that may veto.")
    params: dict[str, Any] = Field(description="What its policy was told.")
    on_leaving: str = Field(description="`void` or `keep` the ballot of somebody who no longer holds their seat.")
    scorecard: ScorecardOut | None = Field(description="What is to be scored.")
    scores: tuple[ScoreOut, ...] = Field(description="Until they are revealed, yours alone.")
    scores_revealed: bool
    to_score: tuple[str, ...] = Field(description="Roles that somebody is still expected to score for.")
    planned_due_at: datetime | None = Field(
        description="When it will be due as things stand, while it is not open. A slip moves it."
    )
    subject: str = Field(description="While it is open: digest of what it is about. See `/gates/{gate_id}/subject`.")
    voided: tuple[VoidOut, ...] = Field(description="Words that a change made void, until they are given again.")
    passed_on_old_facts: tuple[OutdatedOut, ...] = Field(
        description="Changes since it passed, until a later gate acknowledges them."
    )
