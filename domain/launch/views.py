"""What the outside sees of a launch: flat records, and the batch that carries them to the read model.

A view is computed from the launch alone, so the same view comes out of the running workflow, of a snapshot and of
the log replayed; that is how `reconcile` compares. Ids here are outside names (`AUR-12.G2`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.events import Event
from domain.launch.explanation import Explanation
from domain.launch.ledger import Suspension, Waiver
from domain.launch.scorecard import Scorecard
from domain.launch.state import (
    Approver,
    Attempt,
    Attestation,
    ChangeMade,
    Decision,
    Evidence,
    Outdated,
    Proposal,
    Reading,
    Request,
    Score,
    Void,
    Vote,
)
from domain.launch.subject import Part
from domain.plan import Plan


@dataclass(frozen=True)
class StageView:
    """A stage as shown."""

    id: str
    title: str
    state: str
    attempt: int
    after: tuple[str, ...] = ()
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class CheckView:
    """An item of a task's checklist."""

    id: str
    title: str
    checked: bool


@dataclass(frozen=True)
class PreviousView:
    """A task that another one follows, and who did it."""

    id: str
    title: str
    done_by: str | None
    done_at: datetime | None


@dataclass(frozen=True)
class TaskView:
    """A task as shown, with what its plan says of it."""

    id: str
    launch: str
    local_id: str
    title: str
    stage: str
    department: str
    role: str | None
    state: str
    attempt: int
    version: int
    """Number of the event that last changed it: its ETag."""
    after: tuple[str, ...]
    guide: str
    blocks_gate: str | None
    """For a condition: the local id of the gate it blocks."""
    priority: int
    opens_at: datetime | None = None
    opened_at: datetime | None = None
    due_at: datetime | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    done_by: str | None = None
    done_at: datetime | None = None
    note: str = ""
    sla_marks: tuple[int, ...] = ()
    held: bool = False
    """The launch is on hold: nothing can be done on it now."""
    people: tuple[str, ...] = ()
    """The only people who may do it; empty for its role or department."""
    barred: tuple[str, ...] = ()
    """People who may not do it, since they did work that it must not share a doer with."""
    not_by: tuple[str, ...] = ()
    """Local ids of the tasks that it must not share a doer with."""
    optional: bool = False
    checklist: tuple[CheckView, ...] = ()
    form: dict[str, Any] | None = None
    """A JSON Schema of the answers that completing it asks for."""
    answers: dict[str, Any] | None = None
    previous: tuple[PreviousView, ...] = ()
    """The tasks it follows."""
    feedback: str = ""
    """Why it was last returned."""
    returned_by: str | None = None
    returned_at: datetime | None = None
    reason: str = ""
    """Why it was skipped, cancelled or reopened."""
    follow_up_on: date | None = None
    follow_up_at: datetime | None = None
    """When the department's hours begin on that day."""
    slipped_at: datetime | None = None
    """Since when it holds others up."""
    held_up_by: tuple[str, ...] = ()
    """Local ids of the late or returned tasks that keep it waiting."""
    planned_due_at: datetime | None = None
    """When it will be due as things stand, while it is not open or stands still."""
    paused_at: datetime | None = None
    """Since when its clock stands still, since what it follows is done again."""


@dataclass(frozen=True)
class WaiverView:
    """Under which waiver a criterion does not count now."""

    by: str
    until: datetime
    rationale: str


@dataclass(frozen=True)
class CriterionView:
    """A criterion and how it stands."""

    id: str
    title: str
    level: str
    kind: str
    passed: bool
    why: str
    waived: WaiverView | None = None
    """Set while it fails and does not count; it has not passed."""


@dataclass(frozen=True)
class GateView:
    """A gate as the arbiter sees it. Ballots are complete here: whoever shows it must keep them blind."""

    id: str
    launch: str
    local_id: str
    title: str
    closes: tuple[str, ...]
    state: str
    attempt: int
    version: int
    decider: str
    """The accountable role."""
    policy: str
    seats: tuple[str, ...]
    attest: tuple[str, ...]
    recycle_to: tuple[str, ...]
    decisions: tuple[str, ...]
    priority: int
    revealed: bool
    """Every seat has voted, or nobody can vote any more."""
    waiting: tuple[str, ...]
    """Why it is not decided yet, one sentence each; empty when it may go."""
    conflicted: tuple[str, ...]
    """People who may neither vote nor decide, since the work is theirs."""
    criteria: tuple[CriterionView, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    votes: tuple[Vote, ...] = ()
    decision: Decision | None = None
    past: tuple[Decision, ...] = ()
    opened_at: datetime | None = None
    due_at: datetime | None = None
    sla_marks: tuple[int, ...] = ()
    held: bool = False
    """The launch is on hold: nothing can be done on it now."""
    proposal: Proposal | None = None
    """A decision that waits for a second person."""
    confirmers: tuple[str, ...] = ()
    """The roles that may confirm or decline it."""
    past_proposals: tuple[Proposal, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    history: tuple[Attempt, ...] = ()
    """Earlier attempts with their ballots and attestations, oldest first; the last ten."""
    explanation: Explanation = field(default_factory=Explanation)
    subject: str = ""
    """While it is open: the digest of what it is about now."""
    voided: tuple[Void, ...] = ()
    """Ballots, attestations and scores that a change made void, until they are given again."""
    passed_on_old_facts: tuple[Outdated, ...] = ()
    """Changes since it passed, until a later gate acknowledges them."""
    added: tuple[Approver, ...] = ()
    """Approvers whom the playbook does not name; their seats are in `seats`, too."""
    asked: tuple[str, ...] = ()
    """The empty seats whose turn it is, while it is open."""
    silent: tuple[str, ...] = ()
    """Departments that have not attested, or no longer, while it is open."""
    carried: bool | None = None
    """Whether the ballots of an open gate carry a go; None until they are revealed."""
    settled: bool | None = None
    """Whether no empty seat of an open gate can change that; None until they are revealed."""
    dissent: tuple[str, ...] = ()
    """Who voted otherwise than it was decided."""
    veto: tuple[str, ...] = ()
    """Seats that may veto."""
    params: dict[str, Any] = field(default_factory=dict)
    """What its policy was told."""
    on_leaving: str = "void"
    """`void` or `keep`: what becomes of the ballot of somebody who no longer holds their seat."""
    scorecard: Scorecard | None = None
    """What it asks to be scored."""
    scores: tuple[Score, ...] = ()
    scores_revealed: bool = True
    """Everybody expected has scored, the gate's time is up, or nobody can score any more."""
    to_score: tuple[str, ...] = ()
    """Roles that somebody is still expected to score for."""
    planned_due_at: datetime | None = None
    """When it will be due as things stand, while it is not open."""


@dataclass(frozen=True)
class RequestView:
    """A review that was asked for, as shown."""

    id: str
    launch: str
    title: str
    """Of the task or gate."""
    priority: int
    request: Request


@dataclass(frozen=True)
class MetricView:
    """A metric and its latest reading. Amounts are decimals, written as text."""

    id: str
    title: str
    unit: str
    department: str
    better: str
    baseline: str | None = None
    target: str | None = None
    guardrail: str | None = None
    latest: Reading | None = None
    readings: int = 0
    """How many were recorded."""


@dataclass(frozen=True)
class ExpressionView:
    """A criterion that is evaluated outside the rules."""

    gate: str
    """Local id."""
    criterion: str
    expression: str
    dropped: tuple[str, ...] = ()
    """Tasks it names that this launch does not have."""


@dataclass(frozen=True)
class EvidenceView:
    """A piece of evidence as shown."""

    id: str
    launch: str
    evidence: Evidence


@dataclass(frozen=True)
class SubjectView:
    """What somebody was shown when they gave their word, by its digest."""

    digest: str
    gate: str
    launch: str
    seq: int
    """Number of the event that was the first to be given on it."""
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class LaunchView:
    """A launch as shown."""

    key: str
    title: str
    product: str
    owner: str
    started_by: str
    objective: str
    user_need: str
    tier: str
    priority: int
    state: str
    reason: str
    health: str
    """`on_track`, `at_risk`, `late`, `held` or `ended`."""
    health_reason: str
    summary: str
    """One sentence of where it stands."""
    playbook: str
    playbook_digest: str
    active_stages: tuple[str, ...]
    waiting_on: tuple[str, ...]
    """Departments, and roles of deciders, that have something to do."""
    stages: tuple[StageView, ...]
    facts: dict[str, Any]
    seq: int
    head: str
    target_date: str | None = None
    next_due_at: datetime | None = None
    started_at: datetime | None = None
    updated_at: datetime | None = None
    ended_at: datetime | None = None
    suspensions: tuple[Suspension, ...] = ()
    """Every time it stood still, in order."""
    overrides: int = 0
    """Decisions that two people took past what stood against them, broken glass included."""
    break_glasses: int = 0
    metrics: tuple[MetricView, ...] = ()
    checks: tuple[ExpressionView, ...] = ()
    """The criteria in CEL, of every gate."""
    held_at: datetime | None = None
    """Since when it is on hold, if it is."""
    scope: str = ""
    changes: tuple[ChangeMade, ...] = ()
    passed_on_old_facts: tuple[str, ...] = ()
    """One sentence for each gate that passed before something changed that it was about."""
    target_expected_at: datetime | None = None
    """When the target will be reached instead, once due dates miss the target date."""


@dataclass(frozen=True)
class Batch:
    """Events of one launch with the views they changed, as of `launch.seq`.

    Applying a batch twice, or an older one after a newer one, changes nothing.
    """

    launch: LaunchView
    events: tuple[Event, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    gates: tuple[GateView, ...] = ()
    evidence: tuple[EvidenceView, ...] = field(default_factory=tuple)
    plan: Plan | None = None
    """What the launch runs on, when it is new or has changed."""
    requests: tuple[RequestView, ...] = ()
    subjects: tuple[SubjectView, ...] = ()
    """What people were shown, when these events are the first to be given on it."""


@dataclass(frozen=True)
class Receipt:
    """What a command answers: how far the log went, the words for the caller, and what to show."""

    command_key: str
    seq: int
    target: str
    """Outside id of what it was about."""
    verdict: str
    """One short sentence."""
    batch: Batch | None = None
    """None when the answer is a repeat whose batch is long delivered."""
