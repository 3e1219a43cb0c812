"""Forms: a JSON Schema as fields, and what is sent from them as answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid, Problem

PREFIX = "answer."
LONG_TEXT = 200
"""A text that may be longer gets more than a line."""


@dataclass(frozen=True)
class Field:
    """One thing a form asks for."""

    name: str
    title: str
    kind: str
    """`text`, `long`, `number`, `integer`, `yes`, `date` or `choice`."""
    required: bool
    help: str = ""
    choices: tuple[str, ...] = ()
    value: str = ""


def fields_of(schema: Mapping[str, Any], answers: Mapping[str, Any] | None) -> list[Field]:
    """The fields of a form, with what was answered so far."""
    required = set(schema.get("required", ()))
    known = answers or {}
    return [
        Field(
            PREFIX + name,
            str(said.get("title") or name.replace("_", " ").capitalize()),
            _kind(said),
            name in required,
            str(said.get("description", "")),
            tuple(str(one) for one in said.get("enum", ())),
            _shown(known.get(name)),
        )
        for name, said in schema.get("properties", {}).items()
    ]


def answers_of(schema: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """What was answered. Raises Invalid for a number that is none; all else the schema judges."""
    found: dict[str, Any] = {}
    problems = []
    for name, said in schema.get("properties", {}).items():
        given, kind = fields.get(PREFIX + name, "").strip(), _kind(said)
        if kind == "yes":
            found[name] = given == "true"
        elif given:
            try:
                found[name] = int(given) if kind == "integer" else float(given) if kind == "number" else given
            except ValueError:
                problems.append(Problem(f"/answers/{name}", "is not a number"))
    if problems:
        raise Invalid("Some of the answers are not what is asked for.", problems=problems)
    return found


def _kind(said: Mapping[str, Any]) -> str:
    if "enum" in said:
        return "choice"
    kind = said.get("type")
    if kind == "boolean":
        return "yes"
    if kind in {"number", "integer"}:
        return str(kind)
    if said.get("format") == "date":
        return "date"
    return "long" if said.get("maxLength", 0) > LONG_TEXT else "text"


def _shown(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
