"""Conditions and expressions in CEL, taken apart so that templates can say them in words.

What this does not understand stays as it is written: never is a condition told as something else than it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAME = r"[a-z_][\w]*(?:\.[\w]+)*"
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|-?[0-9]+(?:\.[0-9]+)?|true|false|double\([a-z_]\w*\)|" + _NAME + ")"
_COMPARED = re.compile(rf"({_NAME})\s*(==|!=|>=|<=|>|<)\s*({_VALUE})")
_PLAIN = re.compile(rf"(!?)({_NAME})")


@dataclass(frozen=True)
class Clause:
    """A condition, or a part of one."""

    kind: str
    """`all`, `any`, `yes`, `no`, `compare` or `code`."""
    parts: tuple["Clause", ...] = ()
    subject: str = ""
    """What it is about: the title of a fact or metric, or a name."""
    sign: str = ""
    value: str = ""
    code: str = ""


def clause(expression: str, titles: Mapping[str, str]) -> Clause:
    """Take a condition apart. `titles` are those of the facts, of metrics (`metrics.x`) and of tasks (`tasks.x`)."""
    text = _bare(expression.strip())
    if "\\" in text or len(_split(text, "?")) > 1:  # of these, the parts would not mean what they seem to
        return Clause("code", code=text)
    for sign, kind in (("||", "any"), ("&&", "all")):
        if len(parts := _split(text, sign)) > 1:
            return Clause(kind, tuple(clause(part, titles) for part in parts), code=text)
    if found := _PLAIN.fullmatch(text):
        name = found[2]
        if name in titles:
            return Clause("no" if found[1] else "yes", subject=titles[name], code=text)
    if found := _COMPARED.fullmatch(text):
        subject, sign, value = found.groups()
        return Clause("compare", subject=_called(subject, titles), sign=sign, value=_value(value, titles), code=text)
    return Clause("code", code=text)


def _called(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name) or name


def _value(text: str, titles: Mapping[str, str]) -> str:
    inner = text.removeprefix("double(").removesuffix(")")
    return titles.get(inner) or inner.strip("\"'")


def _bare(text: str) -> str:
    """Without brackets around the whole."""
    while text.startswith("(") and text.endswith(")") and _depths(text)[-2] > 0 and min(_depths(text)[:-1]) > 0:
        text = text[1:-1].strip()
    return text


def _split(text: str, sign: str) -> list[str]:
    """At a sign that stands in no brackets and no quotes."""
    depths, parts, last = _depths(text), [], 0
    for place in range(len(text)):
        if text.startswith(sign, place) and depths[place] == 0:
            parts.append(text[last:place])
            last = place + len(sign)
    return [*parts, text[last:]]


def _depths(text: str) -> list[int]:
    """How deep in brackets each character stands; one in quotes counts as deep inside."""
    found, depth, quote = [], 0, ""
    for letter in text:
        if quote:
            found.append(99)
            quote = "" if letter == quote else quote
            continue
        if letter in "\"'":
            quote = letter
            found.append(99)
            continue
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(letter, 0)
        found.append(depth)
    return found
