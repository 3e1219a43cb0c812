"""`checklist`: everything on the checklists of named tasks is checked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Launch


def checklists_complete(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """Every item of every task in `tasks` that this launch's plan has is checked, also where the task was skipped."""
    planned = [task for task in params["tasks"] if task in launch.tasks]
    items = [(task, item) for task in planned for item in launch.task_plan(task).checklist]
    unchecked = [item.title for task, item in items if item.id not in launch.tasks[task].checked]
    if unchecked:
        return Finding(passed=False, why=f"not checked: {'; '.join(unchecked)}")
    return Finding(passed=True, why=f"{len(items)} of {len(items)} checked")
