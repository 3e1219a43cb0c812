"""`cel`: an expression holds, as it was last evaluated from what is known now.

Expressions are evaluated by use cases, never here: see `domain.launch.outside`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.outside import inputs_of, last_evaluated
from domain.launch.state import Launch


def expression_holds(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:
    """The last finding, while what it rests on is still so; anything older counts as not met."""
    found = last_evaluated(launch, gate_id, params)
    if found is None:
        return Finding(passed=False, why="not evaluated yet; a decision evaluates it")
    if found.inputs != inputs_of(launch, params, now):
        return Finding(passed=False, why="what it rests on has changed since; a decision evaluates it again")
    return Finding(found.passed, found.why)
