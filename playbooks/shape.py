"""Does a document have the shape of a playbook? What JSON Schema finds, said in words that help."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import chain, islice
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationError

from domain.playbooks.check import MAX_FLAWS
from domain.playbooks.flaws import Flaw, did_you_mean, unknown

SOFT = frozenset({"additionalProperties", "enum", "pattern", "minimum", "maximum", "maxLength", "minLength"})
"""Violations that leave the rest of the document readable."""

_NAMES = {
    "object": "a map of keys and values",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema of a playbook."""
    text = resources.files("playbooks").joinpath("schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema(), offline=True)


def misshapen(data: Any) -> tuple[tuple[Flaw, ...], bool]:
    """Everything the schema refuses, and whether the rest can be read in spite of it."""
    errors = tuple(islice(_validator().iter_errors(data), MAX_FLAWS))
    flaws = chain.from_iterable(map(_flaws, errors))
    return tuple(islice(flaws, MAX_FLAWS)), all(error.kind.name in SOFT for error in errors)


def _flaws(error: ValidationError) -> Iterator[Flaw]:
    path = tuple(error.instance_path)
    kind = error.kind.as_dict()
    rule = _rule(error.schema_path[:-1])
    match error.kind.name:
        case "additionalProperties":
            for key in kind["unexpected"]:
                yield Flaw((*path, key), _unknown_key(key, rule))
        case "required":
            missing = kind["property"]
            yield Flaw(path, f"`{missing}` is missing. {_meaning(rule['properties'][missing])}".rstrip())
        case "type":
            wanted = " or ".join(_NAMES[name] for name in kind["types"])
            yield Flaw(path, f"This must be {wanted}, not {_NAMES[_type(error.instance)]}. {_meaning(rule)}".rstrip())
        case "enum":
            options = [str(option) for option in kind["options"]]
            yield Flaw(path, unknown("value", error.instance, options))
        case "propertyNames":
            yield Flaw(path, f"A key here has a name that is not allowed: {kind['error'].message}.")
        case "uniqueItems":
            yield Flaw(path, "The same item stands here twice. Remove one.")
        case "minItems" | "minProperties":
            yield Flaw(path, f"This needs at least {kind['limit']}. {_meaning(rule)}".rstrip())
        case "minLength":
            yield Flaw(path, f"This is empty. {_meaning(rule)}".rstrip())
        case "pattern":
            yield Flaw(path, f"{error.instance!r} does not fit. {_meaning(rule)}".rstrip())
        case "minimum" | "maximum" | "maxLength" | "maxItems" | "maxProperties" as limit:
            bound = "at least" if limit == "minimum" else "at most"
            yield Flaw(path, f"This must be {bound} {kind['limit']}{_unit(limit)}. {_meaning(rule)}".rstrip())
        case _:
            yield Flaw(path, f"{error.message}. {_meaning(rule)}".rstrip())


def _rule(path: list[str | int]) -> Any:
    """The part of the schema that refused."""
    rule: Any = schema()
    for step in path:
        rule = rule[step]
    return rule


def _unknown_key(key: str, rule: Mapping[str, Any]) -> str:
    names = list(rule.get("properties", ()))
    if names:
        return f"Unknown key `{key}`. {did_you_mean(key, names)}"
    if "^T[1-9]$" in rule.get("patternProperties", ()):
        return f"Unknown tier `{key}`. Tiers are named T1 to T9."
    return f"`{key}` is not a name. Start with a letter and use letters, digits and `_`."


def _unit(limit: str) -> str:
    return {"maxLength": " characters", "maxItems": " items", "maxProperties": " entries"}.get(limit, "")


def _meaning(rule: Mapping[str, Any]) -> str:
    return str(rule.get("description", ""))


def _type(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"
