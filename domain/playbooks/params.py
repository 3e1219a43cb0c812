"""What each criterion kind needs to be told, so that a playbook can be checked before a launch meets it.

One entry for each kind in the registry; a test keeps the two together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.playbooks.facts import wrong_answer
from domain.playbooks.flaws import Path, unknown
from domain.playbooks.model import Playbook


@dataclass(frozen=True)
class Param:
    """One parameter; `holds` is `int`, `choices`, `tasks`, `checklists` (tasks that have one), `fact`, or `answer` to
    the fact named beside it."""

    holds: str
    required: bool = False
    minimum: int = 1
    maximum: int = 1000
    choices: tuple[str, ...] = ()


Params = Mapping[str, Param]

PARAMS: Mapping[str, Params] = {
    "evidence": {
        "types": Param("choices", choices=("user_feedback", "market_research", "metric", "document")),
        "count": Param("int"),
        "classes": Param("int", maximum=4),
        "min_strength": Param("int", maximum=5),
        "fresh_days": Param("int", maximum=3650),
    },
    "objective": {},
    "tasks": {"tasks": Param("tasks", required=True)},
    "checklist": {"tasks": Param("checklists", required=True)},
    "conditions": {},
    "fact": {"name": Param("fact", required=True), "equals": Param("answer", required=True)},
}


def wrong_params(given: Mapping[str, Any], params: Params, playbook: Playbook) -> Iterator[tuple[Path, str]]:
    """What is wrong with a criterion's parameters: the path inside them, and the message."""
    for name in given:
        if name not in params:
            yield (name,), unknown("parameter", name, params)
    for name, param in params.items():
        if name in given:
            yield from (((name, *path), message) for path, message in _wrong(given, name, param, playbook))
        elif param.required:
            yield (), f"`{name}` is missing under `with`."


def _wrong(given: Mapping[str, Any], name: str, param: Param, playbook: Playbook) -> Iterator[tuple[Path, str]]:
    value = given[name]
    match param.holds:
        case "int":
            if type(value) is not int or not param.minimum <= value <= param.maximum:
                yield (), f"`{name}` must be a whole number from {param.minimum} to {param.maximum}."
        case "choices":
            yield from _wrong_items(value, param.choices, "value")
        case "tasks":
            yield from _wrong_items(value, [task.id for task in playbook.tasks], "task")
        case "checklists":
            with_checklist = [task.id for task in playbook.tasks if task.checklist]
            yield from _wrong_items(value, with_checklist, "task with a checklist")
        case "fact":
            names = [fact.name for fact in playbook.facts]
            if value not in names:
                yield (), unknown("fact", value, names)
        case _:
            asked = next((fact for fact in playbook.facts if fact.name == given.get("name")), None)
            if asked and (problem := wrong_answer(asked, value)):
                yield (), f"No answer to `{asked.name}`: {problem}"


def _wrong_items(value: Any, known: Sequence[str], noun: str) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, list | tuple) or not value:
        yield (), f"This must be a list of at least one {noun}."
        return
    for index, item in enumerate(value):
        if item not in known:
            yield (index,), unknown(noun, item, known)
