"""A playbook as a list of parts, so that tiers and versions can be held against each other line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.playbooks.model import CriterionSpec, GateSpec, PerTier, Playbook, TaskSpec

_PLACED = frozenset({"id", "title", "tiers", "criteria"})
"""Fields that say which part it is, or that stand as parts of their own."""

_NOTHING: tuple[Any, ...] = (None, "", (), {}, False, 0)


@dataclass(frozen=True)
class Part:
    """A stage, task, gate, criterion, fact or metric as one tier has it."""

    kind: str
    """`stage`, `task`, `gate`, `criterion`, `fact` or `metric`."""
    id: str
    """Unique among its kind; a criterion goes by its gate too, as `G1/evidence`."""
    title: str
    says: Mapping[str, Any]
    """What is said about it, by field of the model. What says nothing is left out."""


@dataclass(frozen=True)
class Change:
    """One line of the difference between two lists of parts."""

    kind: str
    """`added`, `removed` or `changed`."""
    part: Part
    """As it is afterwards; as it was when it is removed."""
    field: str = ""
    """What changed about it; `title` counts too."""
    before: Any = None
    after: Any = None
    tiers: tuple[str, ...] = ()
    """In which tiers it is so, where several were compared."""


def outline(playbook: Playbook, tier: str) -> tuple[Part, ...]:
    """Everything a tier may have; what depends on answers is here too, with its condition under `when`."""
    return tuple(_parts(playbook, tier))


def differences(before: tuple[Part, ...], after: tuple[Part, ...]) -> tuple[Change, ...]:
    """What is added, removed and changed on the way from one list to the other, in the order of the later one."""
    old = {(part.kind, part.id): part for part in before}
    new = {(part.kind, part.id) for part in after}
    found: list[Change] = []
    for part in after:
        was = old.get((part.kind, part.id))
        found.extend([Change("added", part)] if was is None else _changed(was, part))
    found.extend(Change("removed", part) for part in before if (part.kind, part.id) not in new)
    return tuple(found)


def version_differences(before: Playbook, after: Playbook) -> tuple[Change, ...]:
    """What a version does otherwise than another; the same change in several tiers is one line."""
    merged: dict[str, tuple[Change, list[str]]] = {}
    for tier in dict.fromkeys((*after.tiers, *before.tiers)):
        old = outline(before, tier) if tier in before.tiers else ()
        new = outline(after, tier) if tier in after.tiers else ()
        for change in differences(old, new):
            known = (change.kind, change.part.kind, change.part.id, change.field, change.before, change.after)
            merged.setdefault(repr(known), (change, []))[1].append(tier)
    return tuple(
        Change(one.kind, one.part, one.field, one.before, one.after, tuple(tiers)) for one, tiers in merged.values()
    )


def _changed(was: Part, now: Part) -> Iterator[Change]:
    if was.title != now.title:
        yield Change("changed", now, "title", was.title, now.title)
    for field in dict.fromkeys((*was.says, *now.says)):
        if was.says.get(field) != now.says.get(field):
            yield Change("changed", now, field, was.says.get(field), now.says.get(field))


def _parts(playbook: Playbook, tier: str) -> Iterator[Part]:
    tasks: dict[str, list[TaskSpec]] = {}
    for task in playbook.tasks:
        if _has(task.tiers, tier):
            tasks.setdefault(task.stage, []).append(task)
    for stage in playbook.stages:
        yield _part("stage", stage.id, stage.title, stage, tier)
        yield from (_part("task", task.id, task.title, task, tier) for task in tasks.get(stage.id, ()))
    for gate in playbook.gates:
        if _has(gate.tiers, tier):
            yield _gate(gate, tier)
            yield from (_criterion(gate, one, tier) for one in gate.criteria if _has(one.tiers, tier))
    for fact in playbook.facts:
        yield _part("fact", fact.name, fact.title, fact, tier)
    for metric in playbook.metrics:
        yield _part("metric", metric.id, metric.title, metric, tier)


def _has(tiers: tuple[str, ...], tier: str) -> bool:
    return not tiers or tier in tiers


def _gate(gate: GateSpec, tier: str) -> Part:
    """A gate with its ballot spread out: who votes is a line of its own, and so is how the votes add up."""
    part = _part("gate", gate.id, gate.title, gate, tier)
    ballot = gate.vote.get(tier)
    said = {name: value for name, value in part.says.items() if name != "vote"}
    return Part(part.kind, part.id, part.title, {**said, **(_says(ballot, tier) if ballot else {})})


def _criterion(gate: GateSpec, criterion: CriterionSpec, tier: str) -> Part:
    return _part("criterion", f"{gate.id}/{criterion.id}", criterion.title, criterion, tier)


def _part(kind: str, name: str, title: str, spec: object, tier: str) -> Part:
    return Part(kind, name, title, _says(spec, tier))


def _says(spec: object, tier: str) -> dict[str, Any]:
    """The fields of a part, each as this tier has it."""
    resolved = {
        name: value.get(tier) if isinstance(value, PerTier) else value
        for name, value in vars(spec).items()
        if name not in _PLACED
    }
    return {name: value for name, value in resolved.items() if value not in _NOTHING}
