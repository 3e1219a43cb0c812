"""Answers to the form of a task: where there must be some, and how many a launch can bear."""

import json
from typing import Any

from domain.errors import Invalid, Problem
from domain.launch.state import Launch
from domain.plan import TaskPlan

MAX_ANSWERS = 16 * 1024
"""Bytes of the answers to one form, as JSON."""

MAX_ALL_ANSWERS = 512 * 1024
"""Bytes of all answers of a launch: it carries them from run to run."""

MAX_DEPTH = 32
"""How deep lists and objects may be nested."""


def require_answers(launch: Launch, plan: TaskPlan, answers: dict[str, Any] | None) -> None:
    """Answers where a form asks for them, and nowhere else. Raises Invalid."""
    if answers is None:
        if plan.form is not None:
            raise _unfit("Fill in the form; GET the task to see it.")
        return
    if plan.form is None:
        raise _unfit("This task has no form: leave the answers out.")
    size = require_bearable(answers)
    others = sum(_size(task.answers) for task in launch.tasks.values() if task.id != plan.id and task.answers)
    if size + others > MAX_ALL_ANSWERS:
        raise _unfit(f"All answers of a launch have at most {MAX_ALL_ANSWERS} bytes; add them as evidence by link.")


def require_bearable(answers: dict[str, Any]) -> int:
    """The bytes of answers as JSON. Raises Invalid for too many, deep nesting, and what JSON has no words for."""
    if not _is_shallow(answers, MAX_DEPTH):
        raise _unfit(f"Nest at most {MAX_DEPTH} levels deep.")
    try:
        size = _size(answers)
    except ValueError as error:
        raise _unfit("Numbers must be finite, and text without lone surrogates.") from error
    if size > MAX_ANSWERS:
        raise _unfit(f"These are {size} bytes, at most {MAX_ANSWERS}; add large things as evidence by link.")
    return size


def _size(answers: dict[str, Any]) -> int:
    return len(json.dumps(answers, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode())


def _is_shallow(value: Any, levels: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return levels > 0 and all(_is_shallow(item, levels - 1) for item in inside)


def _unfit(why: str) -> Invalid:
    return Invalid("The answers do not fit.", problems=[Problem("/answers", why)])
