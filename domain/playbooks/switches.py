"""What the answers to a playbook's questions switch on and off, and which answers those are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.playbooks.model import Playbook

_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


@dataclass(frozen=True)
class Switch:
    """A task, gate or criterion that a launch has or does not have because of what was answered."""

    kind: str
    """`task`, `gate` or `criterion`."""
    id: str
    title: str
    department: str
    on: bool
    because: tuple[str, ...]
    """The facts that its condition asks for, in the order of the playbook."""
    gate: str | None = None
    """Of a criterion: the gate that checks it."""


def switches(playbook: Playbook, tier: str, holds: Callable[[str], bool]) -> tuple[Switch, ...]:
    """Everything of this tier that hangs on a condition; `holds` tells whether one is true of the answers."""
    return tuple(_switches(playbook, tier, holds))


def _switches(playbook: Playbook, tier: str, holds: Callable[[str], bool]) -> Iterator[Switch]:
    for task in playbook.tasks:
        if task.when and _in(task.tiers, tier):
            because = asked_by(task.when, playbook)
            yield Switch("task", task.id, task.title, task.department, holds(task.when), because)
    for gate in playbook.gates:
        if not _in(gate.tiers, tier):
            continue
        on = gate.when is None or holds(gate.when)
        if gate.when:
            yield Switch("gate", gate.id, gate.title, gate.department, on, asked_by(gate.when, playbook))
        for criterion in gate.criteria if on else ():
            if criterion.when and _in(criterion.tiers, tier):
                because = asked_by(criterion.when, playbook)
                applies = holds(criterion.when)
                yield Switch("criterion", criterion.id, criterion.title, gate.department, applies, because, gate.id)


def asked_by(condition: str, playbook: Playbook) -> tuple[str, ...]:
    """The facts that a condition speaks of."""
    spoken = set(_NAME.findall(_TEXT.sub("", condition)))
    return tuple(fact.name for fact in playbook.facts if fact.name in spoken)


def _in(tiers: tuple[str, ...], tier: str) -> bool:
    return not tiers or tier in tiers
