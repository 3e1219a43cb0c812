"""What going back to a stage undoes: worked out from a launch, or from its views for those who only want to know."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.launch.ledger import Voided, Waiver
from domain.launch.state import SETTLED, Attestation, Decision, GateState, Launch, StageState, TaskState, Vote
from domain.launch.views import GateView, LaunchView, TaskView
from domain.plan import GatePlan, Plan, StagePlan, TaskPlan


class _Stands(Protocol):
    """A stage or task, of a launch or as shown."""

    @property
    def state(self) -> str: ...


class _Judged(_Stands, Protocol):
    """A gate, of a launch or as shown."""

    @property
    def attestations(self) -> tuple[Attestation, ...]: ...
    @property
    def votes(self) -> tuple[Vote, ...]: ...
    @property
    def decision(self) -> Decision | None: ...
    @property
    def waivers(self) -> tuple[Waiver, ...]: ...


def voided_by(launch: Launch, stage_id: str) -> Voided:
    """What this launch would lose if it went back to a stage now."""
    return _voided(launch.plan, launch.stages, launch.tasks, launch.gates, stage_id)


def voided_as_shown(launch: LaunchView, tasks: Sequence[TaskView], gates: Sequence[GateView], stage_id: str) -> Voided:
    """The same, from views alone."""
    planned = [task for task in tasks if task.stage]  # conditions stand in no stage
    plan = Plan(
        playbook=launch.playbook,
        digest=launch.playbook_digest,
        tier=launch.tier,
        stages=tuple(StagePlan(stage.id, stage.title, stage.after) for stage in launch.stages),
        tasks=tuple(
            TaskPlan(task.local_id, task.title, task.stage, task.department, after=task.after) for task in planned
        ),
        gates=tuple(
            GatePlan(gate.local_id, gate.title, gate.closes, gate.decider, department="", sla_days=0) for gate in gates
        ),
    )
    return _voided(
        plan,
        {stage.id: stage for stage in launch.stages},
        {task.local_id: task for task in tasks},
        {gate.local_id: gate for gate in gates},
        stage_id,
    )


def _voided(
    plan: Plan,
    stages: Mapping[str, _Stands],
    tasks: Mapping[str, _Stands],
    gates: Mapping[str, _Judged],
    stage_id: str,
) -> Voided:
    behind = plan.undone_by(stage_id)
    reopened = tuple(
        stage.id for stage in plan.stages if stage.id in behind and stages[stage.id].state != StageState.PENDING
    )
    undone = tuple(
        gate.id for gate in plan.gates if behind.intersection(gate.closes) and gates[gate.id].state != GateState.PENDING
    )
    return Voided(
        stages=reopened,
        tasks=tuple(
            task.id for task in plan.tasks if task.stage in reopened and tasks[task.id].state != TaskState.PENDING
        ),
        gates=undone,
        conditions=tuple(
            condition
            for gate in undone
            for condition in conditions_of(gates[gate])
            if tasks[condition].state not in SETTLED
        ),
        ballots=sum(len(gates[gate].votes) for gate in undone),
        attestations=sum(len(gates[gate].attestations) for gate in undone),
    )


def conditions_of(gate: _Judged) -> tuple[str, ...]:
    """Local ids of the conditions that a gate's decision, and its waivers that ran out, have left behind."""
    decided = gate.decision.conditions if gate.decision else ()
    return (*decided, *(waiver.condition for waiver in gate.waivers if waiver.condition))
