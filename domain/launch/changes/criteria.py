"""Criteria: scores, and what was found outside."""

from dataclasses import replace

from domain.events import Event
from domain.launch.changes.parts import Changes, with_gate
from domain.launch.state import Evaluated, Launch, Score


def with_evaluated(launch: Launch, gate_id: str, found: Evaluated) -> Launch:
    """The launch with a criterion's last finding replaced. The gate keeps its version: nobody acted on it."""
    gate = launch.gates[gate_id]
    others = tuple(item for item in gate.evaluated if item.criterion != found.criterion)
    return with_gate(launch, replace(gate, evaluated=(*others, found)))


def _criterion_evaluated(launch: Launch, event: Event) -> Launch:
    return with_evaluated(launch, event.target, Evaluated(at=event.occurred_at, **event.data))


def _gate_scored(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    score = Score(
        scorer=event.actor,
        roles=tuple(event.data["roles"]),
        scores=dict(event.data["scores"]),
        rationale=event.data["rationale"],
        at=event.occurred_at,
        on_behalf_of=event.on_behalf_of,
    )
    others = tuple(item for item in gate.scores if item.scorer != score.scorer)
    return with_gate(launch, replace(gate, scores=(*others, score), version=event.seq))


def _score_voided(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    left = tuple(item for item in gate.scores if item.scorer != event.data["scorer"])
    return with_gate(launch, replace(gate, scores=left, version=event.seq))


CHANGES: Changes = {
    "criterion.evaluated": _criterion_evaluated,
    "gate.scored": _gate_scored,
    "gate.score_voided": _score_voided,
}
