"""Going back: a stage is done again, with all that came after it."""

from domain.launch.draft import Draft
from domain.launch.state import SETTLED
from domain.launch.voiding import conditions_of, voided_by


def recycle(draft: Draft, gate_id: str, stage_id: str) -> None:
    """Reopen a stage with all that came after it. What was decided there is void, and stays on record."""
    void = voided_by(draft.launch, stage_id)
    for stage in void.stages:
        draft.record("stage.reopened", stage)
    for gate in void.gates:
        for condition in conditions_of(draft.launch.gates[gate]):
            if draft.launch.tasks[condition].state not in SETTLED:
                draft.record("task.cancelled", condition)
        draft.record("gate.reopened", gate, because=gate_id)
