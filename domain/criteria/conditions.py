"""`conditions`: nothing that an earlier gate asked for is still open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import SETTLED, Launch


def open_conditions(launch: Launch, gate_id: str) -> tuple[str, ...]:
    """Local ids of the unmet conditions that block a gate."""
    return tuple(
        condition.id
        for condition in launch.conditions.values()
        if condition.blocks_gate == gate_id and launch.tasks[condition.id].state not in SETTLED
    )


def conditions_met(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """Every condition that blocks this gate is met."""
    titles = [launch.conditions[condition].title for condition in open_conditions(launch, gate_id)]
    if titles:
        return Finding(passed=False, why=f"still open: {'; '.join(titles)}")
    return Finding(passed=True, why="no open condition")
