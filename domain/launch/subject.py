"""The subject of a gate: exactly what a voter, an attesting department or the decider is shown.

Every word on a gate is given on a subject, and stored with its digest. It has parts, each with a digest of its own,
so that whoever saw an older one can be told what changed: `gate`, `launch`, `fact:NAME`, `task:ID`, `evidence:ID`,
`criterion:ID` and `condition:ID`. Ballots and attestations are no part of it: votes are blind, and nobody's word
changes what the next one is about.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from domain.criteria.conditions import open_conditions
from domain.launch.state import Charter, Evidence, Launch, Task, TaskState
from domain.plan import CriterionPlan, GatePlan, Plan, TaskPlan

T = TypeVar("T")

CHARTER = ("title", "product", "objective", "user_need", "scope", "target_date", "priority", "owner")
"""What the part `launch` shows of a charter, besides the tier."""


@dataclass(frozen=True)
class Part:
    """One part of a subject; `content` is JSON, `digest` its sha256 in hex."""

    name: str
    content: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class Subject:
    """Everything that was shown; `digest` is the sha256, in hex, over the digests of the parts."""

    digest: str
    parts: tuple[Part, ...]


def subject(launch: Launch, gate_id: str) -> Subject:
    """The subject of a gate as the launch stands now.

    Votes come many to a subject, so what was put together before is found again as long as nothing it shows has
    been replaced.
    """
    plan = launch.gate_plan(gate_id)
    work = tuple(task for stage in plan.closes for task in launch.plan.tasks_of(stage))
    owed = open_conditions(launch, gate_id)
    return _subject(
        launch.key,
        gate_id,
        _Same(launch.charter),
        _Same(launch.plan),
        _Same(plan),
        launch.gates[gate_id].attempt,
        tuple((_Same(task), _Same(launch.tasks[task.id])) for task in work),
        _Same(launch.evidence),
        tuple((_Same(launch.conditions[condition]), _Same(launch.tasks[condition])) for condition in owed),
    )


def difference(before: Subject, after: Subject) -> list[dict[str, Any]]:
    """What changed between two subjects: each part with its fields that differ, as they were and as they are.

    A part that only one of them has is None on the other side.
    """
    old, new = ({part.name: part for part in side.parts} for side in (before, after))
    changed = []
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was and now and was.digest == now.digest:
            continue
        one, other = was.content if was else {}, now.content if now else {}
        fields = [field for field in dict.fromkeys((*one, *other)) if one.get(field) != other.get(field)]
        changed.append(
            {
                "part": name,
                "fields": fields,
                "before": {field: one.get(field) for field in fields} if was else None,
                "after": {field: other.get(field) for field in fields} if now else None,
            }
        )
    return changed


class _Same(Generic[T]):
    """An object in the key of a cache: equal to nothing but itself. What a launch is made of is never altered.

    Its hash says nothing: launch and gate stand beside it in the key, and of those few versions are about.
    """

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


@lru_cache(maxsize=128)
def _subject(
    key: str,
    gate_id: str,  # noqa: ARG001  tells the entries of the cache apart
    charter: _Same[Charter],
    plan: _Same[Plan],
    gate: _Same[GatePlan],
    attempt: int,
    work: tuple[tuple[_Same[TaskPlan], _Same[Task]], ...],
    evidence: _Same[dict[str, Evidence]],
    owed: tuple[tuple[_Same[TaskPlan], _Same[Task]], ...],
) -> Subject:
    parts: tuple[Part, ...] = (
        _part("gate", _gate(gate.value, attempt)),
        _part("launch", _launch(charter.value, plan.value)),
        *_facts(charter.value.facts),
        *(
            _part(f"task:{task.value.id}", _task(task.value, done.value))
            for task, done in work
            if done.value.state is TaskState.DONE
        ),
        *_evidence(key, len(evidence.value), evidence),
        *(_part(f"criterion:{criterion.id}", _criterion(criterion)) for criterion in gate.value.criteria),
        *(_part(f"condition:{task.value.id}", _condition(task.value, held.value)) for task, held in owed),
    )
    # By name, so that the same subject comes out of a database that keeps no order.
    parts = tuple(sorted(parts, key=lambda part: part.name))
    return Subject(_sha256([[part.name, part.digest] for part in parts]), parts)


@lru_cache(maxsize=128)
def _evidence(key: str, pieces: int, evidence: _Same[dict[str, Evidence]]) -> tuple[Part, ...]:  # noqa: ARG001  as above
    """Of all parts the most numerous, and the same at every gate."""
    return tuple(_part(f"evidence:{item.id}", _piece(item)) for item in evidence.value.values())


def _part(name: str, content: dict[str, Any]) -> Part:
    return Part(name, content, _sha256([name, content]))


def _sha256(content: Any) -> str:
    """Of canonical JSON, as the events of the log have it."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _gate(gate: GatePlan, attempt: int) -> dict[str, Any]:
    return {"id": gate.id, "title": gate.title, "closes": list(gate.closes), "attempt": attempt}


def _launch(charter: Charter, plan: Plan) -> dict[str, Any]:
    shown = {name: getattr(charter, name) for name in CHARTER}
    return {"key": charter.key, **shown, "tier": plan.tier, "playbook": plan.playbook}


def _facts(facts: Mapping[str, Any]) -> Iterator[Part]:
    for name, value in facts.items():
        yield _part(f"fact:{name}", {"value": value})


def _task(plan: TaskPlan, task: Task) -> dict[str, Any]:
    said = {"id": plan.id, "title": plan.title, "done_by": task.done_by, "note": task.note}
    return said if task.answers is None else {**said, "answers": task.answers}


def _piece(item: Evidence) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.type,
        "title": item.title,
        "source": item.source,
        "sha256": item.sha256,
        "strength": item.strength,
        "supports": item.supports,
        "observed_at": item.observed_at.isoformat(),
        "expires_at": item.expires_at.isoformat() if item.expires_at else None,
    }


def _criterion(criterion: CriterionPlan) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "level": criterion.level,
        "kind": criterion.kind,
        "params": criterion.params,
    }


def _condition(plan: TaskPlan, task: Task) -> dict[str, Any]:
    return {"id": plan.id, "title": plan.title, "department": plan.department, "owner": task.claimed_by}
