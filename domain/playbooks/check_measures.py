"""Is what a playbook measures sound: its metrics, its scorecards, and its criteria in CEL?"""

from collections.abc import Callable, Iterator

from domain.playbooks.flaws import Flaw, Path, unknown
from domain.playbooks.model import CriterionSpec, GateSpec, Playbook

Expression = Callable[[str, Playbook], str | None]
"""Why an expression is no true-or-false criterion over what is known of a launch, or None."""


def measure_flaws(playbook: Playbook, expression: Expression) -> Iterator[Flaw]:
    """Every flaw of metrics, scorecards and expressions."""
    departments = [department.id for department in playbook.departments]
    for metric in playbook.metrics:
        if metric.department not in departments:
            yield Flaw(("metrics", metric.id, "department"), unknown("department", metric.department, departments))
    for index, gate in enumerate(playbook.gates):
        path: Path = ("gates", index, "criteria")
        yield from _scorecards(playbook, gate, path)
        for position, criterion in enumerate(gate.criteria):
            if criterion.kind == "cel":
                yield from _expressions(playbook, criterion, (*path, position, "with", "expression"), expression)


def _scorecards(playbook: Playbook, gate: GateSpec, path: Path) -> Iterator[Flaw]:
    seen: set[str] = set()
    for position, criterion in enumerate(gate.criteria):
        if criterion.kind != "score":
            continue
        tiers = [tier for tier in playbook.tiers if not criterion.tiers or tier in criterion.tiers]
        if seen.intersection(tiers):
            yield Flaw((*path, position), f"`{gate.id}` has two scorecards in one tier. Put all items on one.")
        seen.update(tiers)
        for tier in tiers:
            if _somebody_unasked(gate, criterion, tier):
                yield Flaw(
                    (*path, position, "with", "items"),
                    f"In {tier} nobody may score an item without `roles`, for `{gate.id}` has no seats.",
                )
                break


def _somebody_unasked(gate: GateSpec, criterion: CriterionSpec, tier: str) -> bool:
    """An item names no roles, and there is no seat to score it from."""
    ballot = gate.vote.get(tier)
    if (ballot and ballot.seats) or (gate.tiers and tier not in gate.tiers):
        return False
    items = (criterion.params.get(tier) or {}).get("items")
    return isinstance(items, dict) and any(isinstance(one, dict) and not one.get("roles") for one in items.values())


def _expressions(playbook: Playbook, criterion: CriterionSpec, path: Path, wrong: Expression) -> Iterator[Flaw]:
    told: set[str] = set()
    for params in criterion.params.values.values():
        text = params.get("expression")
        if isinstance(text, str) and text.strip() and (problem := wrong(text, playbook)) and problem not in told:
            told.add(problem)
            yield Flaw(path, problem)
