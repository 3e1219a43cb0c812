"""Forms: a JSON Schema as fields, and what is sent from them as answers.

Lists of plain values are lines of a text, lists of objects are rows of fields with some room for more. What a schema
says beyond that (lengths, patterns, bounds) is judged where the task is completed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid, Problem

PREFIX = "answer."
LONG_TEXT = 200
"""A text that may be longer gets more than a line."""

SPARE_ROWS = 2
"""Empty rows behind those that are filled; a kept draft makes room for more."""


@dataclass(frozen=True)
class Field:
    """One thing a form asks for."""

    name: str
    title: str
    kind: str
    """`text`, `long`, `lines`, `number`, `integer`, `yes`, `date`, `choice` or `rows`."""
    required: bool
    help: str = ""
    choices: tuple[str, ...] = ()
    value: str = ""
    rows: tuple[tuple["Field", ...], ...] = ()


def fields_of(schema: Mapping[str, Any], answers: Mapping[str, Any] | None, prefix: str = PREFIX) -> list[Field]:
    """The fields of a form, with what was answered so far."""
    required, known = set(schema.get("required", ())), answers or {}
    return [
        _field(f"{prefix}{name}", name, said, known.get(name), required=name in required)
        for name, said in schema.get("properties", {}).items()
    ]


def answers_of(schema: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """What was answered. Raises Invalid for a number that is none; all else the schema judges."""
    problems: list[Problem] = []
    found = _object(schema, fields, PREFIX, problems)
    if problems:
        raise Invalid("Some of the answers are not what is asked for.", problems=problems)
    return found


def _field(address: str, name: str, said: Mapping[str, Any], value: Any, *, required: bool) -> Field:
    kind = _kind(said)
    rows: tuple[tuple[Field, ...], ...] = ()
    if kind == "rows":
        filled = value if isinstance(value, list) else []
        number = min(len(filled) + SPARE_ROWS, said.get("maxItems", len(filled) + SPARE_ROWS))
        whole = [*filled, *[None] * number][:number]
        # Whether a row must be whole depends on whether it is begun, which a browser cannot know.
        shape = {**said["items"], "required": ()}
        rows = tuple(tuple(fields_of(shape, row, f"{address}.{place}.")) for place, row in enumerate(whole))
    return Field(
        address,
        str(said.get("title") or name.replace("_", " ").capitalize()),
        kind,
        required,
        str(said.get("description", "")),
        tuple(str(one) for one in said.get("enum", ())),
        "" if rows else _shown(value),
        rows,
    )


def _object(
    schema: Mapping[str, Any], fields: Mapping[str, str], prefix: str, problems: list[Problem]
) -> dict[str, Any]:
    found = {}
    for name, said in schema.get("properties", {}).items():
        value = _value(said, fields, f"{prefix}{name}", problems)
        if value is not None:
            found[name] = value
    return found


def _value(said: Mapping[str, Any], fields: Mapping[str, str], address: str, problems: list[Problem]) -> Any:
    """What was answered to one question; None when nothing was."""
    kind, given = _kind(said), fields.get(address, "").strip()
    if kind == "rows":
        return _rows(said["items"], fields, address, problems) or None
    if kind == "lines":
        lines = [line.strip() for line in given.splitlines() if line.strip()]
        return [_plain(said.get("items", {}), line, address, problems) for line in lines] or None
    if kind == "yes":
        return given == "true" if given else None
    return _plain(said, given, address, problems) if given else None


def _rows(
    said: Mapping[str, Any], fields: Mapping[str, str], address: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    """The rows in which anything was written."""
    places = {
        int(rest.partition(".")[0])
        for name in fields
        if (rest := name.removeprefix(f"{address}.")) != name and rest.partition(".")[0].isdecimal()
    }
    begun = [
        place
        for place in sorted(places)
        if any(value.strip() for name, value in fields.items() if name.startswith(f"{address}.{place}."))
    ]
    return [_object(said, fields, f"{address}.{place}.", problems) for place in begun]


def _plain(said: Mapping[str, Any], given: str, address: str, problems: list[Problem]) -> Any:
    """A text as the value that the schema means."""
    for choice in said.get("enum", ()):
        if str(choice) == given:
            return choice
    try:
        if said.get("type") == "integer":
            return int(given)
        if said.get("type") == "number":
            return float(given)
    except ValueError:
        problems.append(Problem("/answers/" + address.removeprefix(PREFIX).replace(".", "/"), "is not a number"))
    return given


def _kind(said: Mapping[str, Any]) -> str:
    if "enum" in said:
        return "choice"
    kind = said.get("type")
    if kind == "array":
        return "rows" if said.get("items", {}).get("type") == "object" else "lines"
    if kind in {"number", "integer"}:
        return str(kind)
    if kind == "boolean":
        return "yes"
    if said.get("format") == "date":
        return "date"
    return "long" if said.get("maxLength", 0) > LONG_TEXT else "text"


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_shown(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
