"""Criteria: scores, and what was found outside."""

from dataclasses import replace

from domain.events import Event
from domain.launch.changes.ballots import keep_void, why_void
from domain.launch.changes.parts import Changes, with_gate
from domain.launch.scorecard import beside, scorecard
from domain.launch.state import Emptied, Evaluated, Gate, Launch, Score


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
        subject=event.data.get("subject"),
        departments=tuple(event.data.get("departments", ())),
        replaces=tuple(event.data.get("replaces", ())),
    )
    scores = (*_others(launch, gate, score), score)
    heard = {role for one in scores for role in one.roles}
    scored = replace(
        gate,
        scores=scores,
        emptied=tuple(item for item in gate.emptied if item.part not in {_part(role) for role in score.roles}),
        voided=tuple(item for item in gate.voided if not item.roles or not heard.issuperset(item.roles)),
        version=event.seq,
    )
    return with_gate(launch, scored)


def _others(launch: Launch, gate: Gate, score: Score) -> tuple[Score, ...]:
    """The scores that count beside these. Before roles spoke once, only a scorer's own were replaced."""
    plan = launch.gate_plan(gate.id)
    card = scorecard(plan)
    if card is None or not launch.plan.binds_every_word:
        return tuple(item for item in gate.scores if item.scorer != score.scorer)
    return beside(card, plan, gate.scores, score.roles, score.principal)


def _part(role: str) -> str:
    """What the scores of a role are called among the parts of a gate."""
    return f"score:{role}"


def _score_voided(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    left = tuple(item for item in gate.scores if item.scorer != event.data["scorer"])
    heard = {role for item in left for role in item.roles}
    gone = {role: None for item in gate.scores if item not in left for role in item.roles if role not in heard}
    parts = [_part(role) for role in gone]
    emptied = (
        *(item for item in gate.emptied if item.part not in parts),
        *(Emptied(part, why_void(event)) for part in parts),
    )
    void = with_gate(launch, replace(gate, scores=left, emptied=emptied, version=event.seq))
    return keep_void(void, event, (event.data["scorer"],))


CHANGES: Changes = {
    "criterion.evaluated": _criterion_evaluated,
    "gate.scored": _gate_scored,
    "gate.score_voided": _score_voided,
}
