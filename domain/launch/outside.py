"""Criteria that the rules cannot check themselves, such as expressions in CEL: evaluated outside, judged here.

A use case computes a finding from what is known of the launch and sends it with the command that changes what is
known. The finding names the digest of what it was found from, and the rules compute that digest again: a finding from
anything but the present is worth nothing, so a stale one can neither be recorded nor let a gate pass.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.launch.changes.criteria import with_evaluated
from domain.launch.commands.findings import FoundOutside
from domain.launch.draft import Draft
from domain.launch.state import Evaluated, Evidence, Gate, GateState, Launch, TaskState

EVIDENCE_TYPES = ("user_feedback", "market_research", "metric", "document")

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_DOT = re.compile(r"\s*\.\s*")


@dataclass(frozen=True)
class Known:
    """What expressions may speak of."""

    tier: str
    facts: Mapping[str, Any]
    evidence: tuple[Evidence, ...] = ()
    metrics: tuple[tuple[str, str], ...] = ()
    """Each metric that has a reading, and the latest value."""
    tasks: tuple[tuple[str, bool], ...] = ()
    """Each task, and whether it is done."""

    @staticmethod
    def of(launch: Launch) -> "Known":
        """What is known of a launch now."""
        return Known(
            tier=launch.plan.tier,
            facts=launch.charter.facts,
            evidence=tuple(launch.evidence.values()),
            metrics=tuple((metric, kept.latest.value) for metric, kept in launch.readings.items()),
            tasks=tuple((task.id, task.state is TaskState.DONE) for task in launch.tasks.values()),
        )

    def with_evidence(self, item: Evidence) -> "Known":
        """The same with one more piece of evidence."""
        return replace(self, evidence=(*self.evidence, item))

    def with_metric(self, metric: str, value: str) -> "Known":
        """The same with another latest value."""
        return replace(self, metrics=(*(pair for pair in self.metrics if pair[0] != metric), (metric, value)))

    def with_done(self, task: str) -> "Known":
        """The same with one more task done."""
        return replace(self, tasks=(*(pair for pair in self.tasks if pair[0] != task), (task, True)))

    def changed(self, tier: str, facts: Mapping[str, Any], tasks: Iterable[str]) -> "Known":
        """The same under a changed plan: its tier, these new answers, and its tasks. What is done stays done."""
        known = {task for task, _ in self.tasks}
        more = tuple((task, False) for task in tasks if task not in known)
        return replace(self, tier=tier, facts={**self.facts, **facts}, tasks=(*self.tasks, *more))

    def values(self, now: datetime) -> dict[str, Any]:
        """Every value by the name expressions have for it; a metric's stays a decimal in text."""
        values = {name: value for name, value in self.facts.items() if value is not None}
        values["tier"] = self.tier
        for kind in EVIDENCE_TYPES:
            valid = [one for one in self.evidence if one.type == kind and (not one.expires_at or one.expires_at > now)]
            supporting = [one for one in valid if one.supports]
            values[f"evidence.{kind}.supporting"] = len(supporting)
            values[f"evidence.{kind}.contradicting"] = len(valid) - len(supporting)
            values[f"evidence.{kind}.max_strength"] = max((one.strength for one in supporting), default=0)
        values.update((f"metrics.{metric}", value) for metric, value in self.metrics)
        values.update((f"tasks.{task}", done) for task, done in self.tasks)
        return values


def relevant(params: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the expression in `params` speaks of, by name.

    Tasks that the launch does not have are not waited for: they count as done.
    """
    expression = params["expression"]
    every = {**values, **{f"tasks.{task}": True for task in params.get("dropped", ())}}
    if "//" in expression or "`" in expression:  # comments and quoted names may hide what it speaks of
        return every
    spoken = set(_NAME.findall(_DOT.sub(".", expression)))
    return {name: value for name, value in every.items() if any(f"{one}.".startswith(f"{name}.") for one in spoken)}


def digest(values: Mapping[str, Any]) -> str:
    """The sha256, in hex, of what a finding rests on."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def inputs_of(launch: Launch, params: Mapping[str, Any], now: datetime) -> str:
    """The digest that a finding of these parameters must name to count now."""
    return digest(relevant(params, Known.of(launch).values(now)))


def last_evaluated(launch: Launch, gate_id: str, params: Mapping[str, Any]) -> Evaluated | None:
    """What was last found of the criterion of a gate that has these parameters."""
    criteria = {item.id for item in launch.gate_plan(gate_id).criteria if item.params == params}
    return next((item for item in launch.gates[gate_id].evaluated if item.criterion in criteria), None)


def with_findings(launch: Launch, findings: Iterable[FoundOutside], now: datetime) -> Launch:
    """The launch as it will be once those of these findings that count are recorded."""
    for found in findings:
        if _counts(launch, found, now):
            at = Evaluated(found.criterion, found.passed, found.why, found.inputs, now)
            launch = with_evaluated(launch, found.gate, at)
    return launch


def record_findings(draft: Draft, findings: Iterable[FoundOutside]) -> None:
    """Record the findings that count and say something new."""
    for found in findings:
        if _counts(draft.launch, found, draft.now) and not _is_known(draft.launch.gates[found.gate], found):
            data = {"criterion": found.criterion, "passed": found.passed, "why": found.why, "inputs": found.inputs}
            draft.record("criterion.evaluated", found.gate, **data)


def _counts(launch: Launch, found: FoundOutside, now: datetime) -> bool:
    """It is about a criterion that is still to be judged, and about the present."""
    gate = launch.gates.get(found.gate)
    if gate is None or gate.state not in {GateState.PENDING, GateState.OPEN}:
        return False
    asked = [item.params for item in launch.gate_plan(gate.id).criteria if item.id == found.criterion]
    return any("expression" in params and inputs_of(launch, params, now) == found.inputs for params in asked)


def _is_known(gate: Gate, found: FoundOutside) -> bool:
    said = (found.criterion, found.passed, found.why, found.inputs)
    return any((one.criterion, one.passed, one.why, one.inputs) == said for one in gate.evaluated)
