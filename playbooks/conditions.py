"""Conditions in CEL, the expression language that Kubernetes and Envoy use too: typed, and sure to end.

`tier` is text; every fact of the playbook goes by its own name, with its own type.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from domain.errors import Invalid
from domain.playbooks.flaws import did_you_mean
from domain.playbooks.model import FactSpec

if TYPE_CHECKING:
    from cel_expr_python import cel  # type: ignore[import-untyped]  # ships stubs without a py.typed marker

MAX_LENGTH = 500
"""Characters in a condition."""

Types = tuple[tuple[str, str], ...]
"""Pairs of variable and fact type: what a condition may speak of."""

_TYPE_NAMES = {bool: "bool", int: "int", float: "double"}


def check(expression: str, facts: Iterable[FactSpec]) -> str | None:
    """Why an expression is not a true-or-false condition over `tier` and the facts; None when it is."""
    if len(expression) > MAX_LENGTH:
        return f"A condition has at most {MAX_LENGTH} characters. Ask a question that sums it up as a fact."
    return wrong_type(expression, _types(facts))


def wrong_type(expression: str, types: Types) -> str | None:
    """Why an expression over these names is not true or false; None when it is."""
    from cel_expr_python import cel  # here only: it loads a large native library

    try:
        kind = _compile(expression, types).return_type()
    except RuntimeError as error:  # the only type this library raises
        return _explain(str(error), types)
    if kind != cel.Type.BOOL:
        return f"A condition must be true or false; this is {kind.name().lower()}. Compare it with something."
    return None


def evaluate(expression: str, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds; `values` are `tier` and the answer to every fact.

    Raises Invalid when it cannot be told, for instance because a value is missing.
    """
    types = tuple((name, _TYPE_NAMES.get(type(value), "string")) for name, value in values.items())
    try:
        found = _compile(expression, types).eval(data=dict(values)).value()
    except RuntimeError as error:
        raise Invalid(f"The condition `{expression}` cannot be used. {_explain(str(error), types)}") from error
    if not isinstance(found, bool):
        raise Invalid(f"The condition `{expression}` cannot be told: {found}.")
    return found


def _types(facts: Iterable[FactSpec]) -> Types:
    return (("tier", "string"), *((fact.name, fact.type) for fact in facts))


@lru_cache(maxsize=512)
def _compile(expression: str, types: Types) -> "cel.Expression":
    from cel_expr_python import cel  # see `wrong_type`

    kinds = {"bool": cel.Type.BOOL, "int": cel.Type.INT, "double": cel.Type.DOUBLE}
    return cel.NewEnv(variables={name: kinds.get(kind, cel.Type.STRING) for name, kind in types}).compile(expression)


def _explain(error: str, types: Types) -> str:
    """The library's first line without its codes, and the nearest fact for a name it does not know."""
    names = [name for name, _ in types]
    if unknown := re.search(r"undeclared reference to '([\w.]+)'", error):
        return f"Unknown fact `{unknown[1]}`. {did_you_mean(unknown[1], names)}"
    if "no matching overload" in error:
        kinds = re.search(r"applied to '(\(.*?\))'", error)
        return f"These types do not go together: {kinds[1] if kinds else error}. Compare like with like."
    said = re.search(r"<input>:\d+:(\d+): (.*)", error)
    if said:
        return f"Not a condition, at its character {said[1]}: {said[2].split(' expecting ')[0]}."
    return f"Not a condition: {error.splitlines()[0] if error else 'unreadable'}."
