"""What people type as values: moments, NAME=VALUE pairs, JSON in files."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cli.failures import Misused

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def moment(text: str) -> str:
    """A day or a moment, with its time zone; UTC unless it names one."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Misused(f"{text} is no moment: write it as 2026-12-01 or 2026-12-01T09:00+01:00.") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


def pair(option: str, text: str, example: str) -> tuple[str, str]:
    """`name=value` as name and value."""
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise Misused(f"{option} {text}: write it as NAME=VALUE, for example {example}.")
    return name, value


def fact(text: str) -> tuple[str, Any]:
    """`name=value`, where yes, no, true, false and whole numbers mean what they say."""
    name, value = pair("--fact", text, "personal_data=yes")
    if value in _WORDS:
        return name, _WORDS[value]
    return name, int(value) if value.lstrip("-").isdigit() and value.isascii() else value


def whole_number(option: str, text: str, example: str) -> tuple[str, int]:
    """`name=value` with a whole number."""
    name, value = pair(option, text, example)
    if not (value.isascii() and value.removeprefix("-").isdigit()):
        raise Misused(f"{option} {text}: {value or 'nothing'} is no whole number. For example {example}.")
    return name, int(value)


def answers(typed: Iterable[str], file: str | None, form: Mapping[str, Any] | None) -> dict[str, Any]:
    """Answers to a form: those of a JSON file, and over them those typed one by one, read as the form means them."""
    found = read_json(file) if file else {}
    if not isinstance(found, dict):
        raise Misused(f'--answers {file}: an object is needed, such as {{"users": 12}}.')
    asked = (form or {}).get("properties") or {}
    for text in typed:
        name, value = pair("--answer", text, "users=12")
        found[name] = _answer(value, asked.get(name))
    return found


def _answer(text: str, schema: Any) -> Any:
    """One answer: as text where the form wants text, else as JSON where it is JSON."""
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind == "string":
        return text
    if kind == "boolean" and text in _WORDS:
        return _WORDS[text]
    try:
        return json.loads(text)
    except ValueError:
        return text


def read_json(name: str) -> Any:
    """The JSON in a file; `-` is standard input."""
    try:
        return json.loads(read_text(name))
    except ValueError as error:
        raise Misused(f"{name} is not JSON: {error}") from error


def read_text(name: str) -> str:
    """The text of a file; `-` is standard input."""
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise Misused(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misused(f"{name} is not UTF-8 text.") from error


def day(text: str) -> str:
    """A day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Misused(f"{text} is no day: write it as 2026-12-01.") from None
