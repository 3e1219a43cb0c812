"""Forms: a JSON Schema in a playbook, and answers held against it.

Patterns run in linear time and nothing is fetched, so that neither a form nor an answer can make this slow.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from jsonschema_rs import Draft202012Validator, RegexOptions, ValidationError

from domain.errors import Problem
from domain.playbooks.flaws import Path
from playbooks.findings import path_pointer

DIALECT = "https://json-schema.org/draft/2020-12/schema"

MAX_FORM = 16 * 1024
"""Bytes of a form as JSON: every view of its task carries it."""

MAX_PROBLEMS = 100


def wrong_form(form: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """What keeps a form from being one: the path inside it, and what to do."""
    text = json.dumps(form)
    if len(text) > MAX_FORM:
        yield (), f"A form has at most {MAX_FORM:,} bytes as JSON; this one has {len(text):,}."
        return
    if form.get("$schema", DIALECT) != DIALECT:
        yield ("$schema",), f"Forms are written in `{DIALECT}`. Leave this out."
        return
    if form.get("type") != "object":
        yield (), "The answers are an object: say `type: object`."
        return
    try:
        _validator(text)
    except ValidationError as error:
        yield tuple(error.instance_path), f"This is no JSON Schema: {error.message}."
    except (ValueError, RecursionError) as error:
        yield (), f"This is no JSON Schema: {error}."


def wrong_answers(form: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Problem]:
    """What a form says against answers: one problem for each thing, with a JSON Pointer below `/answers`."""
    errors = _validator(json.dumps(form)).iter_errors(answers)
    return [problem for error in islice(errors, MAX_PROBLEMS) for problem in _problems(error)]


def _problems(error: ValidationError) -> Iterator[Problem]:
    """At the field itself: what is missing and what is too much are told where they would stand."""
    path, kind = ("answers", *error.instance_path), error.kind.as_dict()
    match error.kind.name:
        case "required":
            yield Problem(path_pointer((*path, kind["property"])), "This is missing.")
        case "additionalProperties" | "unevaluatedProperties":
            for name in kind["unexpected"]:
                yield Problem(path_pointer((*path, name)), "The form does not ask for this.")
        case _:
            yield Problem(path_pointer(path), f"{error.message[:300]}.")


@lru_cache(maxsize=256)
def _validator(form: str) -> Draft202012Validator:
    """Compiled once for each form; its text is the key, for schemas have no hash."""
    return Draft202012Validator(json.loads(form), validate_formats=True, offline=True, pattern_options=RegexOptions())
