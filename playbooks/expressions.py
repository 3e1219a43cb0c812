"""Criteria in CEL, over everything that is known of a launch.

| name | what it is |
|---|---|
| `tier`, and each fact | as in a condition |
| `evidence.<type>.supporting`, `.contradicting` | how many valid pieces of a type speak for and against, `int` |
| `evidence.<type>.max_strength` | the strength of the strongest that speaks for, 0 when there is none, `int` |
| `metrics.<metric>` | its latest reading, `double` |
| `tasks.<task>` | whether it is done, `bool` |
"""

from collections.abc import Mapping
from typing import Any

from domain.errors import Invalid
from domain.launch.outside import EVIDENCE_TYPES, relevant
from domain.playbooks.model import Playbook
from playbooks.conditions import evaluate, wrong_type

RESERVED = ("evidence", "metrics", "tasks")
MEASURES = ("supporting", "contradicting", "max_strength")


def check(expression: str, playbook: Playbook) -> str | None:
    """Why an expression is no criterion of this playbook; None when it is one."""
    for fact in playbook.facts:
        if fact.name in RESERVED:
            return f"The fact `{fact.name}` hides what a criterion speaks of. Give the fact another name."
    types = [("tier", "string"), *((fact.name, fact.type) for fact in playbook.facts)]
    types += [(f"evidence.{kind}.{measure}", "int") for kind in EVIDENCE_TYPES for measure in MEASURES]
    types += [(f"metrics.{metric.id}", "double") for metric in playbook.metrics]
    types += [(f"tasks.{task.id}", "bool") for task in playbook.tasks]
    return wrong_type(expression, tuple(types))


def find(params: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a criterion holds of these values, and why; what cannot be told does not hold.

    A metric without a reading has no value, so whatever depends on it cannot be told.
    """
    expression = params["expression"]
    known = relevant(params, values)
    said = ", ".join(f"{name} is {_say(value)}" for name, value in known.items()) or "it speaks of nothing"
    try:
        holds = evaluate(expression, {name: _number(name, value) for name, value in known.items()})
    except Invalid as error:
        return False, f"cannot be told: {error.detail} Known: {said}"
    return holds, f"{'holds' if holds else 'does not hold'}: {said}"


def _number(name: str, value: Any) -> Any:
    return float(value) if name.startswith("metrics.") else value


def _say(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
