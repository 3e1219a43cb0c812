"""Who waits for whom: stages, tasks and gates as one graph.

A stage is two nodes here, its start and its end: its tasks wait for the start, later stages for the end.
The same questions are asked of playbooks and of plans.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple, Protocol

MAX_CYCLES = 20
"""How many circles are told at a time."""


class Stage(Protocol):
    """What the graph needs of a stage."""

    @property
    def id(self) -> str: ...
    @property
    def after(self) -> tuple[str, ...]: ...


class Task(Protocol):
    """What the graph needs of a task."""

    @property
    def id(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def after(self) -> tuple[str, ...]: ...


class Gate(Protocol):
    """What the graph needs of a gate."""

    @property
    def id(self) -> str: ...
    @property
    def closes(self) -> tuple[str, ...]: ...


class Process(Protocol):
    """A playbook or a plan."""

    @property
    def stages(self) -> Sequence[Stage]: ...
    @property
    def tasks(self) -> Sequence[Task]: ...
    @property
    def gates(self) -> Sequence[Gate]: ...


class Node(NamedTuple):
    """A point in the graph; `at` is `start` or `end` for a stage and `item` for a task or gate."""

    id: str
    at: str = "item"


@dataclass(frozen=True)
class Graph:
    """The order of a process. Names that stand for nothing are left out."""

    process: Process

    @cached_property
    def waits(self) -> Mapping[Node, tuple[Node, ...]]:
        """What each node waits for, directly."""
        waits: dict[Node, tuple[Node, ...]] = {}
        for stage in self.process.stages:
            waits[Node(stage.id, "start")] = tuple(Node(earlier, "end") for earlier in stage.after)
            waits[Node(stage.id, "end")] = (Node(stage.id, "start"), *map(Node, self._settled_in(stage.id)))
        for task in self.process.tasks:
            waits[Node(task.id)] = (Node(task.stage, "start"), *map(Node, task.after))
        for gate in self.process.gates:
            starts = (Node(stage, "start") for stage in gate.closes)
            waits[Node(gate.id)] = (*starts, *map(Node, self.before_gate(gate)))
        return {node: tuple(other for other in others if other in waits) for node, others in waits.items()}

    @cached_property
    def _followers(self) -> Mapping[str, tuple[str, ...]]:
        """The tasks that name a task or gate in their `after`."""
        followers: dict[str, list[str]] = {}
        for task in self.process.tasks:
            for earlier in task.after:
                followers.setdefault(earlier, []).append(task.id)
        return {earlier: tuple(later) for earlier, later in followers.items()}

    def _settled_in(self, stage: str) -> Iterator[str]:
        yield from (task.id for task in self.process.tasks if task.stage == stage)
        yield from (gate.id for gate in self.process.gates if stage in gate.closes)

    def held_by(self, gate_id: str) -> frozenset[str]:
        """The tasks that wait for a gate, directly or behind other tasks."""
        held: set[str] = set()
        left = [gate_id]
        while left:
            fresh = [task for task in self._followers.get(left.pop(), ()) if task not in held]
            held.update(fresh)
            left.extend(fresh)
        return frozenset(held)

    def before_gate(self, gate: Gate) -> tuple[str, ...]:
        """The tasks that must be settled before a gate opens."""
        held = self.held_by(gate.id)
        return tuple(task.id for task in self.process.tasks if task.stage in gate.closes and task.id not in held)

    def last_before_gate(self, gate: Gate) -> tuple[str, ...]:
        """Of the tasks a gate waits for, those that no other one of them follows."""
        before = set(self.before_gate(gate))
        return tuple(task for task in self.before_gate(gate) if not before.intersection(self._followers.get(task, ())))

    def waits_for(self, node: Node, other: Node) -> bool:
        """Whether `node` can only come after `other`."""
        seen: set[Node] = set()
        left = list(self.waits.get(node, ()))
        while left:
            found = left.pop()
            if found == other:
                return True
            if found not in seen:
                seen.add(found)
                left.extend(self.waits[found])
        return False

    def cycles(self) -> Iterator[tuple[str, ...]]:
        """Circles of waiting: names of which each waits for the next, the first one repeated at the end.

        Circles that share a node with one already told are told once that one is mended.
        """
        waits = dict(self.waits)
        for _ in range(MAX_CYCLES):
            if not (cycle := _cycle(waits)):
                return
            yield _names(cycle)
            waits.update(dict.fromkeys(cycle, ()))

    def earlier_stages(self, stage_id: str) -> frozenset[str]:
        """Every stage that is complete before this one starts."""
        after = {stage.id: stage.after for stage in self.process.stages}
        found: set[str] = set()
        left = [stage_id]
        while left:
            fresh = [earlier for earlier in after.get(left.pop(), ()) if earlier not in found]
            found.update(fresh)
            left.extend(fresh)
        return frozenset(found)


def _cycle(waits: Mapping[Node, tuple[Node, ...]]) -> list[Node]:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        found: list[Node] = error.args[1]
        return found[::-1]  # told in the order of doing; waiting goes the other way
    return []


def _names(cycle: Sequence[Node]) -> tuple[str, ...]:
    """Names without the difference between a stage's start and its end."""
    names = [node.id for node in cycle]
    once = [name for name, earlier in zip(names, [None, *names], strict=False) if name != earlier]
    return tuple(once) if len(once) > 1 else (once[0], once[0])
