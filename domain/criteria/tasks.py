"""`tasks`: named tasks are really done, not merely skipped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Launch, TaskState


def tasks_done(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """Every task in `tasks` that this launch's plan has is done."""
    planned = [task for task in params["tasks"] if task in launch.tasks]
    undone = [launch.task_plan(task).title for task in planned if launch.tasks[task].state is not TaskState.DONE]
    if undone:
        return Finding(passed=False, why=f"not done: {'; '.join(undone)}")
    return Finding(passed=True, why=f"{len(planned)} of {len(planned)} done")
