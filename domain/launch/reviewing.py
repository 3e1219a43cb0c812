"""Looking back on a broken glass: a task that cannot be got round."""

from dataclasses import dataclass

from domain.launch.draft import Draft
from domain.launch.state import SETTLED, GateState, Launch
from domain.plan import GatePlan

REVIEW_DAYS = 5
"""Business days."""


@dataclass(frozen=True)
class Review:
    """A review to be added."""

    id: str
    title: str
    department: str
    role: str
    before_gate: str | None
    """None: no gate is left, so it stands before the end of the launch."""


def review_of(launch: Launch, plan: GatePlan) -> Review:
    """The review that a broken glass at this gate calls for."""
    role = launch.plan.sponsor or launch.plan.escalate_to.get(plan.department) or plan.decider
    return Review(
        id=next_condition(launch),
        title=f"Review why the glass was broken at {plan.id}",
        department=plan.department,
        role=role,
        before_gate=next_gate(launch, plan.id),
    )


def add_review(draft: Draft, review: Review) -> None:
    """Record it."""
    draft.record(
        "review.added",
        review.id,
        title=review.title,
        department=review.department,
        role=review.role,
        before_gate=review.before_gate,
        due_days=REVIEW_DAYS,
    )


def next_condition(launch: Launch) -> str:
    """The local id of the next condition."""
    return f"C{len(launch.conditions) + 1}"


def next_gate(launch: Launch, gate_id: str) -> str | None:
    """The next later gate that has not passed."""
    later = launch.plan.later_gates(gate_id)
    return next((gate for gate in later if launch.gates[gate].state is not GateState.PASSED), None)


def open_reviews(launch: Launch) -> tuple[str, ...]:
    """Local ids of the reviews that are still owed."""
    return tuple(review for review in launch.reviews if launch.tasks[review].state not in SETTLED)


def reviews_done(launch: Launch) -> bool:
    """Nobody owes a look back."""
    return not open_reviews(launch)
