"""`objective`: the launch serves a business objective and a user need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Launch


def objective_linked(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """Both are named in the charter."""
    if launch.charter.objective.strip() and launch.charter.user_need.strip():
        return Finding(passed=True, why=f"serves “{launch.charter.objective}”")
    return Finding(passed=False, why="name the objective and the user need this launch serves")
