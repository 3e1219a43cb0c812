"""The whole of a launch."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.events import GENESIS
from domain.launch.ledger import Suspension
from domain.launch.state.gate import Gate
from domain.launch.state.record import ChangeMade, Charter, Evidence, Readings
from domain.launch.state.states import ENDED, LaunchState
from domain.launch.state.work import Request, Stage, Task
from domain.plan import GatePlan, Plan, TaskPlan


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
