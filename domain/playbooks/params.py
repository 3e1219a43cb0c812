"""What each criterion kind needs to be told, so that a playbook can be checked before a launch meets it.

One entry for each kind in the registry; a test keeps the two together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.ids import LOCAL_PATTERN
from domain.playbooks.facts import wrong_answer
from domain.playbooks.flaws import Path, unknown
from domain.playbooks.model import Playbook


@dataclass(frozen=True)
class Param:
    """One parameter; `holds` says what it must be.

    That is `int`, `decimal`, `text`, `choices`, `tasks`, `checklists` (tasks that have one), `task`, `metric`, `fact`,
    `answer` to the fact beside it, `scale` (two whole numbers) or `items` (what is scored).
    """

    holds: str
    required: bool = False
    minimum: int = 1
    maximum: int = 1000
    choices: tuple[str, ...] = ()


Params = Mapping[str, Param]

AMOUNT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
"""A decimal as playbooks write it, where it is not a plain number."""

MAX_SCORE = 100

PARAMS: Mapping[str, Params] = {
    "evidence": {
        "types": Param("choices", choices=("user_feedback", "market_research", "metric", "document")),
        "count": Param("int"),
        "classes": Param("int", maximum=4),
        "min_strength": Param("int", maximum=5),
        "fresh_days": Param("int", maximum=3650),
        "min_supporting": Param("int"),
    },
    "document": {"title": Param("text"), "for_task": Param("task")},
    "metric": {
        "metric": Param("metric", required=True),
        "min": Param("decimal"),
        "max": Param("decimal"),
        "fresh_days": Param("int", maximum=3650),
    },
    "score": {
        "items": Param("items", required=True),
        "scale": Param("scale"),
        "pass_percent": Param("int", maximum=100),
        "min_scorers": Param("int", maximum=50),
    },
    "cel": {"expression": Param("text", required=True, maximum=500)},
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
        case "task":
            if value not in (tasks := [task.id for task in playbook.tasks]):
                yield (), unknown("task", value, tasks)
        case "metric":
            if value not in (metrics := [metric.id for metric in playbook.metrics]):
                yield (), unknown("metric", value, metrics)
        case "text":
            if not isinstance(value, str) or not value.strip() or len(value) > param.maximum:
                yield (), f"`{name}` must be text of at most {param.maximum} characters."
        case "decimal":
            if type(value) not in {int, float} and not (isinstance(value, str) and AMOUNT.fullmatch(value)):
                yield (), f"`{name}` must be a decimal number, such as 12.5."
        case "scale":
            yield from _wrong_scale(value)
        case "items":
            yield from _wrong_score_items(value, playbook)
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


def _wrong_scale(value: Any) -> Iterator[tuple[Path, str]]:
    whole = isinstance(value, list | tuple) and len(value) == 2 and all(type(end) is int for end in value)
    if not whole or not 0 <= value[0] < value[1] <= MAX_SCORE:
        yield (), f"`scale` is the lowest and the highest score, such as [1, 10]; at most {MAX_SCORE}."


def _wrong_score_items(value: Any, playbook: Playbook) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, Mapping) or not value:
        yield (), "`items` is a map of what is scored: each with `title`, `weight` and perhaps `roles`."
        return
    for item, said in value.items():
        if not LOCAL_PATTERN.fullmatch(item):
            yield (item,), f"`{item}` is not a name: use a letter, then letters, digits or `_`."
        if not isinstance(said, Mapping):
            yield (item,), "Each item has `title`, `weight` and perhaps `roles`."
            continue
        for key in said:
            if key not in {"title", "weight", "roles"}:
                yield (item, key), unknown("key", key, ("title", "weight", "roles"))
        if not isinstance(said.get("title"), str) or not said["title"].strip():
            yield (item,), "`title` says what is scored."
        if type(said.get("weight")) is not int or not 1 <= said["weight"] <= 1000:
            yield (item,), "`weight` must be a whole number from 1 to 1000."
        if "roles" in said:
            yield from (
                ((item, "roles", *path), message)
                for path, message in _wrong_items(said["roles"], [role for role, _ in playbook.roles], "role")
            )
