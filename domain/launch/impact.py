"""What a change would do, worked out by doing it to a copy.

The same rules make the preview and the change itself, so they cannot differ; and a change is carried out only when
what it would do is still what its author was shown.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from domain.launch.state import ACTIONABLE, Gate, GateState, Launch, Task
from domain.plan import LATER, Plan
from domain.rebuild import to_json
from domain.seats import audience


@dataclass(frozen=True)
class Item:
    """A task or gate that comes or goes; `state` is what it will be in, or what it is in now."""

    id: str
    title: str
    state: str
    department: str


@dataclass(frozen=True)
class VoidedWord:
    """An approval that would be void: of a seat, or of a department's attestation."""

    gate: str
    seat: str | None
    department: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True)
class VoidedScores:
    """One person's scores that would be void, with the roles they were given for."""

    gate: str
    scorer: str
    roles: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Something that is one thing now and would be another; None stands for nothing."""

    of: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Impact:
    """Everything that a change would do. `digest` is what a change must name to be carried out."""

    change: str
    changes: dict[str, dict[str, Any]]
    tasks_added: tuple[Item, ...]
    tasks_dropped: tuple[Item, ...]
    gates_added: tuple[Item, ...]
    gates_dropped: tuple[Item, ...]
    gates_waiting: tuple[str, ...]
    """Open gates that would wait for new work first."""
    voided: tuple[VoidedWord, ...]
    passed_on_old_facts: tuple[str, ...]
    """Gates that passed before this and would be marked so."""
    criteria: tuple[Difference, ...]
    dates: tuple[Difference, ...]
    told: tuple[str, ...]
    """Whom it concerns: `person:…`, `role:…` or `department:…`."""
    scores_voided: tuple[VoidedScores, ...] = ()
    proposals_voided: tuple[str, ...] = ()
    """Gates whose proposed decision would no longer wait for a second person."""
    digest: str = ""


_LATER = ("scores_voided", "proposals_voided")
"""Not part of the digest while there is nothing to say: changes made before they were shown named one without."""


@dataclass(frozen=True)
class Preview:
    """What a change would do, or the refusal it would meet: its code, and what `SlipwayError.to_facts` says."""

    impact: Impact | None = None
    code: str = ""
    said: dict[str, Any] = field(default_factory=dict)


def impact_of(before: Launch, after: Launch, changes: dict[str, dict[str, Any]], plan: Plan | None) -> Impact:
    """What lies between a launch and the same launch with the last change made."""
    change = after.changes[-1].id
    voided = _voided(after, change)
    shown: dict[str, Any] = {
        "change": change,
        "changes": changes,
        "tasks_added": tuple(_task(after, task) for task in after.tasks.values() if _is_new(before, task)),
        "tasks_dropped": tuple(_task(before, before.tasks[task]) for task in _gone(before, after)),
        "gates_added": tuple(_gate(after, gate) for gate in after.gates.values() if _is_new_gate(before, gate)),
        "gates_dropped": tuple(_gate(before, before.gates[gate]) for gate in _gone_gates(before, after)),
        "gates_waiting": tuple(
            gate.id
            for gate in before.gates.values()
            if gate.state is GateState.OPEN and after.gates[gate.id].state is GateState.PENDING
        ),
        "voided": voided,
        "passed_on_old_facts": tuple(
            gate.id for gate in after.gates.values() if any(item.because == change for item in gate.outdated)
        ),
        "criteria": tuple(_criteria(before, after)),
        "dates": tuple(_dates(before, after)),
        "told": (),
        "scores_voided": tuple(_scores_voided(after, change)),
        "proposals_voided": _proposals_voided(before, after) if after.plan.binds_every_word else (),
    }
    shown["told"] = _told(before, after, shown)
    found = Impact(**shown)
    return Impact(**{**shown, "digest": _digest(found, plan)})


def _digest(found: Impact, plan: Plan | None) -> str:
    """Over all of it and the very plan it would run on. New due dates are left out: they move with the clock."""
    whole = to_json(plan, LATER) if plan else {}
    shown = {name: value for name, value in asdict(found).items() if value or name not in _LATER}
    content = [shown, whole.get("tasks"), whole.get("gates")]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _voided(after: Launch, change: str) -> tuple[VoidedWord, ...]:
    return tuple(
        VoidedWord(gate.id, item.seat, item.department, item.fields)
        for gate in after.gates.values()
        for item in gate.voided
        if item.because == change and not item.roles
    )


def _scores_voided(after: Launch, change: str) -> Iterable[VoidedScores]:
    for gate in after.gates.values():
        for item in gate.voided:
            if item.because == change and item.roles:
                yield VoidedScores(gate.id, item.by, item.roles, item.fields)


def _proposals_voided(before: Launch, after: Launch) -> tuple[str, ...]:
    """Whether by the change itself, or since other reasons stand against it then."""
    proposed = (gate.id for gate in before.gates.values() if gate.proposal is not None)
    return tuple(gate for gate in proposed if after.gates[gate].proposal is None)


def _is_new(before: Launch, task: Task) -> bool:
    known = before.tasks.get(task.id)
    return known is None or known.attempt != task.attempt


def _is_new_gate(before: Launch, gate: Gate) -> bool:
    known = before.gates.get(gate.id)
    return known is None or known.attempt != gate.attempt


def _gone(before: Launch, after: Launch) -> list[str]:
    return [task for task in after.dropped_tasks if task not in before.dropped_tasks]


def _gone_gates(before: Launch, after: Launch) -> list[str]:
    return [gate for gate in after.dropped_gates if gate not in before.dropped_gates]


def _task(launch: Launch, task: Task) -> Item:
    plan = launch.task_plan(task.id)
    return Item(task.id, plan.title, task.state.value, plan.department)


def _gate(launch: Launch, gate: Gate) -> Item:
    plan = launch.gate_plan(gate.id)
    return Item(gate.id, plan.title, gate.state.value, plan.department)


def _criteria(before: Launch, after: Launch) -> Iterable[Difference]:
    """Of gates that both plans have and that have not passed."""
    for plan in after.plan.gates:
        gate = before.gates.get(plan.id)
        if gate is None or gate.state is GateState.PASSED or plan.id in before.dropped_gates:
            continue
        old = {one.id: asdict(one) for one in before.gate_plan(plan.id).criteria}
        new = {one.id: asdict(one) for one in plan.criteria}
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                yield Difference(f"{plan.id}.{name}", old.get(name), new.get(name))


def _dates(before: Launch, after: Launch) -> Iterable[Difference]:
    """The target, and due dates of what is under way."""
    if before.charter.target_date != after.charter.target_date:
        yield Difference("target_date", before.charter.target_date, after.charter.target_date)
    old, new = _dues(before), _dues(after)
    for name, due in old.items():
        if new.get(name) != due:
            yield Difference(name, due, new.get(name))


def _dues(launch: Launch) -> dict[str, str]:
    under_way: list[Task | Gate] = [task for task in launch.tasks.values() if task.state in ACTIONABLE]
    under_way += [gate for gate in launch.gates.values() if gate.state is GateState.OPEN]
    dues: dict[str, datetime | None] = {item.id: item.clock.due_at if item.clock else None for item in under_way}
    return {name: due.isoformat() for name, due in dues.items() if due}


def _told(before: Launch, after: Launch, shown: dict[str, Any]) -> tuple[str, ...]:
    """Whoever has new work, loses some, is asked again, or decides on what passed before."""
    told = [f"person:{owner}" for owner in (before.charter.owner, after.charter.owner)]
    told += [f"department:{item.department}" for item in shown["tasks_added"]]
    for item in shown["tasks_dropped"]:
        holder = before.tasks[item.id].claimed_by
        if item.state in ACTIONABLE:
            told.append(f"person:{holder}" if holder else f"department:{item.department}")
    for word in shown["voided"]:
        told.append(audience(word.seat) if word.seat else f"department:{word.department}")
    told += [audience(role) for word in shown["scores_voided"] for role in word.roles]
    for gate in shown["proposals_voided"]:
        if (proposal := before.gates[gate].proposal) is not None:
            told.append(f"person:{proposal.by}")
    gates = (*shown["gates_waiting"], *shown["passed_on_old_facts"], *(item.id for item in shown["gates_added"]))
    told += [f"role:{after.gate_plan(gate).decider}" for gate in gates]
    return tuple(dict.fromkeys(told))
