"""Answers to a playbook's questions."""

from collections.abc import Mapping
from typing import Any

from domain.errors import Invalid, Problem
from domain.playbooks.flaws import did_you_mean
from domain.playbooks.model import FactSpec, Playbook

MAX_TEXT = 200
"""Characters in an answer of type `string`."""


def check_facts(playbook: Playbook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, with defaults where none was given.

    Raises Invalid with a problem at `/facts/<name>` for each answer that is unknown, missing or wrong.
    """
    known = {spec.name: spec for spec in playbook.facts}
    problems = [
        Problem(_pointer(name), f"{playbook.ref} asks no such question. {did_you_mean(name, known)}")
        for name in facts
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, spec in known.items():
        if facts.get(name) is None:
            if spec.required:
                problems.append(Problem(_pointer(name), f"Answer this question: {spec.title}"))
            values[name] = spec.default
            continue
        values[name] = facts[name]
        if problem := wrong_answer(spec, facts[name]):
            problems.append(Problem(_pointer(name), problem))
    if problems:
        raise Invalid(f"Some answers do not fit {playbook.ref}; mend each one.", problems=problems)
    return values


def assumed_facts(playbook: Playbook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to try a playbook with: those given, the defaults, and the least there is where a launch must answer."""
    least = {
        spec.name: {"bool": False, "int": spec.minimum or 0, "choice": spec.choices[0] if spec.choices else ""}.get(
            spec.type, ""
        )
        for spec in playbook.facts
        if spec.default is None
    }
    return check_facts(playbook, {**least, **facts})


def wrong_answer(spec: FactSpec, value: Any) -> str | None:
    """Why a value cannot answer a question, or None when it can."""
    match spec.type:
        case "bool":
            return None if isinstance(value, bool) else "Answer true or false."
        case "int":
            return _wrong_number(spec, value)
        case "choice":
            if isinstance(value, str) and value in spec.choices:
                return None
            return f"Choose one of {', '.join(f'`{choice}`' for choice in spec.choices)}."
        case _:
            fits = isinstance(value, str) and len(value) <= MAX_TEXT
            return None if fits else f"Answer with text of at most {MAX_TEXT} characters."


def _wrong_number(spec: FactSpec, value: Any) -> str | None:
    if type(value) is not int:  # True is an int, but no number
        return "Answer with a whole number."
    if spec.minimum is not None and value < spec.minimum:
        return f"Answer with at least {spec.minimum}."
    if spec.maximum is not None and value > spec.maximum:
        return f"Answer with at most {spec.maximum}."
    return None if abs(value) < 2**53 else "Answer with a smaller number."


def _pointer(name: str) -> str:
    return "/facts/" + name.replace("~", "~0").replace("/", "~1")
