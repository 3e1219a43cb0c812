"""A plan: a playbook made concrete for one launch.

Conditions are resolved, dropped nodes are bridged, calendars are filled in. A run carries its plan, so nothing
outside can change what a launch was promised. Plain data the engine can store as JSON.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from domain.calendar import Calendar

LATER = frozenset({"binds_every_word", "moves_dues"})
"""Fields of a plan, or of its parts, that plans were once without. Events and digests that hold a plan leave them out
at their default: a launch under way makes its events anew, and must not say more than it did."""


@dataclass(frozen=True)
class StagePlan:
    """A stage of this launch."""

    id: str
    title: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to check off before a task can be completed."""

    id: str
    title: str


@dataclass(frozen=True)
class TaskPlan:
    """A task of this launch; see `TaskSpec` for each field's meaning."""

    id: str
    title: str
    stage: str
    department: str
    role: str | None = None
    after: tuple[str, ...] = ()
    sla_days: int | None = None
    wait_days: int = 0
    guide: str = ""
    blocks_gate: str | None = None
    """Set on a condition of a `conditional_go`: the gate that may not go before it is done."""
    people: tuple[str, ...] = ()
    optional: bool = False
    checklist: tuple[ChecklistItem, ...] = ()
    form: dict[str, Any] | None = None
    not_by: tuple[str, ...] = ()
    """Some may be tasks that this launch does not have, or not yet, or no more."""


@dataclass(frozen=True)
class CriterionPlan:
    """A criterion of this launch."""

    id: str
    title: str
    level: str
    kind: str
    params: dict[str, Any] = field(default_factory=dict)
    waivable: bool = True


@dataclass(frozen=True)
class GatePlan:
    """A gate of this launch."""

    id: str
    title: str
    closes: tuple[str, ...]
    decider: str
    """The accountable role."""
    department: str
    """Whose calendar its SLA counts in."""
    sla_days: int
    policy: str = "none@1"
    seats: tuple[str, ...] = ()
    attest: tuple[str, ...] = ()
    criteria: tuple[CriterionPlan, ...] = ()
    recycle_to: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ("go", "conditional_go", "recycle", "hold", "kill")
    override_by: str | None = None
    """The role that seconds an override; None for the sponsor."""
    majority_binds: bool = False
    """Deciding against the majority of the ballots takes two people. Plans made before there was such a rule do
    without it: what was legal under a plan stays legal."""
    params: dict[str, Any] = field(default_factory=dict)
    """What the policy needs to know."""
    veto: tuple[str, ...] = ()
    """Seats that may veto."""
    on_leaving: str = "void"
    """`void` or `keep`: what becomes of the ballot of somebody who no longer holds their seat."""
    approval_days: int | None = None
    """Business days for which a ballot or an attestation counts; None for ever."""
    separate: tuple[str, ...] = ("owner", "starter", "doers")
    """Whose part in a launch bars them from voting and deciding: also `evidence`, who added some."""


@dataclass(frozen=True)
class MetricPlan:
    """A number this launch is measured by. Its amounts are decimals, written as text."""

    id: str
    title: str
    unit: str
    department: str
    """Whose members record readings."""
    better: str
    """`higher` or `lower`."""
    baseline: str | None = None
    target: str | None = None
    guardrail: str | None = None
    """What it must not pass while something else is improved."""


@dataclass(frozen=True)
class Plan:
    """What one launch takes, and in which order."""

    playbook: str
    """The pinned version, for example `standard@1`."""
    digest: str
    tier: str
    stages: tuple[StagePlan, ...]
    tasks: tuple[TaskPlan, ...]
    gates: tuple[GatePlan, ...]
    calendars: dict[str, Calendar] = field(default_factory=dict)
    """By department."""
    escalate_to: dict[str, str] = field(default_factory=dict)
    """Department → role told at 100 % of an SLA."""
    sponsor: str | None = None
    """Role told at 150 %."""
    metrics: tuple[MetricPlan, ...] = ()
    tells_slips: bool = False
    """Whether the log says who is held up by a task that is overdue. Launches begun before logs said so rebuild
    theirs without it."""
    binds_every_word: bool = False
    """Whether proposals and scores are bound as ballots are: to what was shown, void when that changes materially, and
    one score for each role. Launches begun before go on without."""
    moves_dues: bool = False
    """Whether what is not open yet has a planned due date that a slip moves, and work that is held up stands still.
    Launches begun before there were such dates go on without them."""
    target: str = ""
    """The stage or gate that the target date is about; empty for the usual one, see `domain.schedule`."""
    materiality: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    """Field of the charter, or `fact:NAME` → departments and roles it matters to; None for all. See `materiality`."""

    def calendar(self, department: str) -> Calendar:
        """The department's calendar; Monday to Friday in UTC when it has none."""
        return self.calendars.get(department) or Calendar()

    def stage(self, stage_id: str) -> StagePlan:
        """The stage with this id."""
        return self._stages[stage_id]

    def task(self, task_id: str) -> TaskPlan:
        """The task with this id; KeyError when there is none."""
        return self._tasks[task_id]

    def gate(self, gate_id: str) -> GatePlan:
        """The gate with this id; KeyError when there is none."""
        return self._gates[gate_id]

    def metric(self, metric_id: str) -> MetricPlan | None:
        """The metric with this id, or None."""
        return next((metric for metric in self.metrics if metric.id == metric_id), None)

    def tasks_of(self, stage_id: str) -> tuple[TaskPlan, ...]:
        """The tasks planned in a stage."""
        return self._tasks_by_stage.get(stage_id, ())

    def gates_of(self, stage_id: str) -> tuple[GatePlan, ...]:
        """The gates that close a stage."""
        return tuple(gate for gate in self.gates if stage_id in gate.closes)

    def settled_before(self, gate_id: str) -> tuple[str, ...]:
        """Tasks that must be settled before a gate opens: those of the stages it closes that do not wait for it."""
        return self._settled_before[gate_id]

    def upstream(self, task_id: str) -> tuple[str, ...]:
        """The tasks that come before this one, directly or behind other tasks, and the nearest gates on the way."""
        return self._upstream[task_id]

    def from_stage(self, stage_id: str) -> frozenset[str]:
        """A stage and every stage that comes after it."""
        found = {stage_id}
        grew = True
        while grew:
            later = {stage.id for stage in self.stages if found.intersection(stage.after)}
            grew = not later <= found
            found |= later
        return frozenset(found)

    def undone_by(self, stage_id: str) -> frozenset[str]:
        """The stages to do again when this one is: those after it, and those whose tasks wait for their work."""
        found: frozenset[str] = self.from_stage(stage_id)
        grew = True
        while grew:
            behind = {task.stage for task in self.tasks if any(self._is_within(node, found) for node in task.after)}
            more = found.union(*(self.from_stage(stage) for stage in behind))
            grew, found = more != found, more
        return found

    def _is_within(self, node: str, stages: frozenset[str]) -> bool:
        """Whether a task stands in one of these stages, or a gate closes one."""
        if node in self._gates:
            return bool(stages.intersection(self._gates[node].closes))
        return self._tasks[node].stage in stages

    def later_gates(self, gate_id: str) -> tuple[str, ...]:
        """The gates that can only be decided after this one, in the order of the plan."""
        closed = self.gate(gate_id).closes
        after = frozenset().union(*(self.from_stage(stage) for stage in closed)) - set(closed)
        return tuple(gate.id for gate in self.gates if after.intersection(gate.closes))

    @cached_property
    def departments(self) -> frozenset[str]:
        """Every department this launch knows of."""
        doing, judging = (task.department for task in self.tasks), (gate.department for gate in self.gates)
        return frozenset((*self.calendars, *self.escalate_to, *doing, *judging))

    @cached_property
    def _settled_before(self) -> dict[str, tuple[str, ...]]:
        found = {}
        for gate in self.gates:
            behind = {gate.id}
            grew = True
            while grew:
                waiting = {task.id for task in self.tasks if behind.intersection(task.after)}
                grew = not waiting <= behind
                behind |= waiting
            found[gate.id] = tuple(
                task.id for task in self.tasks if task.stage in gate.closes and task.id not in behind
            )
        return found

    @cached_property
    def _upstream(self) -> dict[str, tuple[str, ...]]:
        found = {}
        for task in self.tasks:
            before: dict[str, None] = {}
            left = [*task.after]
            while left:
                node = left.pop()
                if node in before:
                    continue
                before[node] = None
                if node in self._tasks:
                    left.extend(self._tasks[node].after)
            found[task.id] = tuple(before)
        return found

    @cached_property
    def _stages(self) -> dict[str, StagePlan]:
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def _tasks(self) -> dict[str, TaskPlan]:
        return {task.id: task for task in self.tasks}

    @cached_property
    def _gates(self) -> dict[str, GatePlan]:
        return {gate.id: gate for gate in self.gates}

    @cached_property
    def _tasks_by_stage(self) -> dict[str, tuple[TaskPlan, ...]]:
        return {stage.id: tuple(task for task in self.tasks if task.stage == stage.id) for stage in self.stages}
