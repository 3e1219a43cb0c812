"""Where a launch stands: plain frozen data, rebuilt from its events alone.

Tasks, gates and evidence are kept by local id. Everything here crosses the engine as JSON and is carried from
run to run, so a field may be added with a default but never renamed.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.clock import Clock
from domain.events import GENESIS
from domain.launch.ledger import NewCondition, Override, Suspension, Voided, Waiver
from domain.plan import GatePlan, Plan, TaskPlan


class LaunchState(StrEnum):
    """The whole launch."""

    RUNNING = "running"
    HELD = "held"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    KILLED = "killed"


class StageState(StrEnum):
    """One stage."""

    PENDING = "pending"
    ACTIVE = "active"
    COMPLETE = "complete"


class TaskState(StrEnum):
    """One task."""

    PENDING = "pending"
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class GateState(StrEnum):
    """One gate; after a recycle it is pending again, with the next attempt."""

    PENDING = "pending"
    OPEN = "open"
    PASSED = "passed"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """One ballot."""

    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"
    VETO = "veto"
    """A rejection that blocks under every policy; only for the seats the playbook gives it to."""


class DecisionKind(StrEnum):
    """What a gate can decide."""

    GO = "go"
    CONDITIONAL_GO = "conditional_go"
    RECYCLE = "recycle"
    HOLD = "hold"
    KILL = "kill"


ENDED = frozenset({LaunchState.FINISHED, LaunchState.CANCELLED, LaunchState.KILLED})
SETTLED = frozenset({TaskState.DONE, TaskState.SKIPPED, TaskState.CANCELLED})
ACTIONABLE = frozenset({TaskState.OPEN, TaskState.CLAIMED})


@dataclass(frozen=True)
class Stage:
    """A stage's progress."""

    id: str
    state: StageState = StageState.PENDING
    attempt: int = 1
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class Task:
    """A task's progress. `version` is the number of the event that last changed it."""

    id: str
    state: TaskState = TaskState.PENDING
    attempt: int = 1
    version: int = 0
    opens_at: datetime | None = None
    """Set while a ready task waits for its day."""
    opened_at: datetime | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    done_by: str | None = None
    done_at: datetime | None = None
    note: str = ""
    doers: tuple[str, ...] = ()
    """Everyone who ever completed it, or had it completed for them, in any attempt; they may not decide on it."""
    clock: Clock | None = None
    checked: tuple[str, ...] = ()
    """Ids of the checklist items that are checked."""
    answers: dict[str, Any] | None = None
    """What its form was last answered; kept when it is done again, to be amended."""
    feedback: str = ""
    """Why it was last returned."""
    returned_by: str | None = None
    returned_at: datetime | None = None
    reason: str = ""
    """Why it was skipped, cancelled or reopened."""
    priority: int | None = None
    """Its own, 1 to 5; None for the launch's."""
    follow_up_on: str | None = None
    """The ISO date on which somebody means to look at it again."""
    slipped_at: datetime | None = None
    """Since when it holds others up; None while it does not."""
    planned_due_at: datetime | None = None
    """When it was last planned to be due. It counts while the task is not open, or stands still."""
    paused_at: datetime | None = None
    """Since when its clock stands still, since what it follows is done again; None while it does not."""


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
class ChangeMade:
    """What was changed about a launch under way, and why; what it was before stands in the log."""

    id: str
    fields: tuple[str, ...]
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Emptied:
    """A seat, the attestation of a department (`attest:legal`), or the scores of a role (`score:qa_lead`), that was
    filled before, and why it is not now."""

    part: str
    because: str


class RequestState(StrEnum):
    """One request for a review."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Opinion(StrEnum):
    """What a reviewer thinks. It is advice and never counts as a vote."""

    FINE = "fine"
    CONCERNS = "concerns"


@dataclass(frozen=True)
class Request:
    """A review that one person asked of another, on a task or a gate."""

    id: str
    target: str
    """Local id of the task or gate."""
    asked_by: str
    of: str
    """The person asked."""
    at: datetime
    note: str = ""
    state: RequestState = RequestState.OPEN
    opinion: Opinion | None = None
    answer: str = ""
    closed_at: datetime | None = None


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


@dataclass(frozen=True)
class Evidence:
    """What a decision rests on; the thing itself lies elsewhere, this is its label and digest."""

    id: str
    type: str
    title: str
    source: str
    strength: int
    """1 (an opinion) to 5 (an experiment in the market)."""
    supports: bool
    added_by: str
    added_at: datetime
    observed_at: datetime
    expires_at: datetime | None = None
    sha256: str | None = None
    target: str | None = None
    """The local id of the task or gate it was added for."""
    summary: str = ""
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Reading:
    """One reading of a metric. `value` is a decimal, written as text."""

    value: str
    unit: str
    observed_at: datetime
    source: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Readings:
    """What is kept of a metric's readings; the log has them all."""

    latest: Reading
    """The one observed last; of two of the same moment, the one recorded last."""
    count: int = 1


@dataclass(frozen=True)
class Charter:
    """What and why: given when the launch starts."""

    key: str
    title: str
    product: str
    owner: str
    objective: str
    """The business objective it serves."""
    user_need: str
    """The need of users it serves."""
    priority: int = 3
    """1 (drop everything) to 5 (when there is time)."""
    target_date: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """Answers to the playbook's questions."""
    scope: str = ""
    """What is part of it and what is not."""


@dataclass(frozen=True)
class Launch:
    """One product's journey through its plan."""

    charter: Charter
    plan: Plan
    started_by: str = ""
    state: LaunchState = LaunchState.RUNNING
    reason: str = ""
    """Why it is held, cancelled or killed."""
    stages: dict[str, Stage] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    conditions: dict[str, TaskPlan] = field(default_factory=dict)
    """Tasks that conditional goes added to the plan, by local id."""
    evidence: dict[str, Evidence] = field(default_factory=dict)
    seq: int = 0
    head: str = GENESIS
    started_at: datetime | None = None
    updated_at: datetime | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    suspensions: tuple[Suspension, ...] = ()
    """Every time it stood still, in order."""
    reviews: tuple[str, ...] = ()
    """Local ids of the tasks that look back on a broken glass; among `conditions` too."""
    winding_down: str | None = None
    """Why it is killed once its reviews are done; None unless only those are left."""
    requests: dict[str, Request] = field(default_factory=dict)
    """Reviews that were asked for, by local id."""
    readings: dict[str, Readings] = field(default_factory=dict)
    """By metric."""
    started_for: str | None = None
    """On whose behalf it was started, if on somebody's."""
    changes: tuple[ChangeMade, ...] = ()
    owners: tuple[str, ...] = ()
    """Everyone who owned it before; they stay barred from deciding on it."""
    dropped_tasks: dict[str, TaskPlan] = field(default_factory=dict)
    """Tasks that a change took out of the plan, as they were planned."""
    dropped_gates: dict[str, GatePlan] = field(default_factory=dict)
    target_expected_at: datetime | None = None
    """When the target will be reached instead, as was last foreseen; None while its date can be kept."""

    @property
    def key(self) -> str:
        """For example `AUR-12`."""
        return self.charter.key

    @property
    def ended(self) -> bool:
        """Nothing more can happen to it."""
        return self.state in ENDED

    def task_plan(self, task_id: str) -> TaskPlan:
        """What the plan, a conditional go, or the plan from before a change says of a task."""
        return self.conditions.get(task_id) or self.dropped_tasks.get(task_id) or self.plan.task(task_id)

    def gate_plan(self, gate_id: str) -> GatePlan:
        """What the plan, or the one from before a change, says of a gate."""
        return self.dropped_gates.get(gate_id) or self.plan.gate(gate_id)


def begin(charter: Charter, plan: Plan) -> Launch:
    """A launch before its first event: everything pending."""
    return Launch(
        charter=charter,
        plan=plan,
        stages={stage.id: Stage(stage.id) for stage in plan.stages},
        tasks={task.id: Task(task.id) for task in plan.tasks},
        gates={gate.id: Gate(gate.id) for gate in plan.gates},
    )
