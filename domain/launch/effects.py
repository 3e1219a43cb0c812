"""A decision takes effect, whether one person took it or two."""

from dataclasses import dataclass
from typing import Any

from domain.actors import Actor
from domain.launch.draft import Draft
from domain.launch.ledger import NewCondition
from domain.launch.recycling import recycle
from domain.launch.reviewing import Review, add_review, reviews_done
from domain.launch.state import DecisionKind


@dataclass(frozen=True)
class Chosen:
    """What was decided."""

    kind: DecisionKind
    rationale: str
    recycle_to: str | None = None
    conditions: tuple[NewCondition, ...] = ()
    review: Review | None = None
    """What a broken glass calls for."""


def take_effect(draft: Draft, gate_id: str, actor: Actor, chosen: Chosen, **flags: Any) -> None:
    """Record the decision with all that comes with it. `flags` are kept in the event."""
    first = len(draft.launch.conditions) + 1
    ids = [f"C{first + index}" for index in range(len(chosen.conditions))]
    draft.record(
        "gate.decided",
        gate_id,
        actor,
        decision=chosen.kind.value,
        rationale=chosen.rationale,
        recycle_to=chosen.recycle_to,
        conditions=ids,
        **flags,
    )
    for condition_id, condition in zip(ids, chosen.conditions, strict=True):
        draft.record(
            "condition.added",
            condition_id,
            actor,
            title=condition.title,
            department=condition.department,
            owner=condition.owner,
            before_gate=condition.before_gate,
            due_days=condition.due_days,
        )
    if chosen.review:
        add_review(draft, chosen.review)
    if chosen.kind is DecisionKind.RECYCLE and chosen.recycle_to:
        recycle(draft, gate_id, chosen.recycle_to)
    elif chosen.kind is DecisionKind.HOLD:
        draft.record("launch.held", draft.launch.key, actor, reason=chosen.rationale)
    elif chosen.kind is DecisionKind.KILL:
        ends = "launch.killed" if reviews_done(draft.launch) else "launch.winding_down"
        draft.record(ends, draft.launch.key, actor, reason=chosen.rationale)
