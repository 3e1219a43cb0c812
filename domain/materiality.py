"""To whom a change matters. Approvals of those it matters to are void; nobody else is asked again."""

from collections.abc import Iterable, Mapping

from domain.plan import Plan

Audience = tuple[str, ...] | None
"""Departments and roles; None for everybody, and none at all for nobody."""

DEFAULTS: Mapping[str, Audience] = {
    "objective": None,
    "user_need": None,
    "scope": None,
    "tier": None,
    "title": (),
    "target_date": (),
    "priority": (),
    "owner": (),
}
"""By field of the charter, where the playbook says nothing. A fact that says nothing matters to everybody."""


def fact(name: str) -> str:
    """What a change of a fact is called among changes of other fields."""
    return f"fact:{name}"


def audience(plan: Plan, field: str) -> Audience:
    """To whom a field matters in this launch; facts are named as `fact` names them."""
    if field in plan.materiality:
        return plan.materiality[field]
    return DEFAULTS.get(field)


def material(plan: Plan, fields: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields that matter to somebody known by these departments and roles."""
    known = tuple(names)
    found = []
    for field in fields:
        told = audience(plan, field)
        if told is None or any(name in told for name in known):
            found.append(field)
    return tuple(found)


def not_for_nobody(plan: Plan, fields: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields that matter to anybody at all."""
    return tuple(field for field in fields if audience(plan, field) != ())
