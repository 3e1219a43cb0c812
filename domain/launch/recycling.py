"""Going back: a stage is done again, with all that came after it."""

from domain.launch.draft import Draft
from domain.launch.state import SETTLED, Gate, GateState, StageState


def recycle(draft: Draft, gate_id: str, stage_id: str) -> None:
    """Reopen a stage with all that came after it. What was decided there is void, and stays on record."""
    plan = draft.launch.plan
    reopened = plan.undone_by(stage_id)
    for stage in plan.stages:
        if stage.id in reopened and draft.launch.stages[stage.id].state is not StageState.PENDING:
            draft.record("stage.reopened", stage.id)
    for gate in plan.gates:
        if reopened.intersection(gate.closes) and draft.launch.gates[gate.id].state is not GateState.PENDING:
            _void_conditions(draft, draft.launch.gates[gate.id])
            draft.record("gate.reopened", gate.id, because=gate_id)


def _void_conditions(draft: Draft, gate: Gate) -> None:
    for condition in gate.decision.conditions if gate.decision else ():
        if draft.launch.tasks[condition].state not in SETTLED:
            draft.record("task.cancelled", condition)
