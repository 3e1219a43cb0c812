"""What a gate still waits for, said so that people can act on it."""

from dataclasses import dataclass
from datetime import datetime

from domain.criteria.conditions import open_conditions
from domain.criteria.registry import KINDS
from domain.launch.ballots import heard, reasons, why_silent
from domain.launch.state import Gate, Launch
from domain.launch.views import CriterionView
from domain.plan import GatePlan


@dataclass(frozen=True)
class Readiness:
    """Why a gate may not go, by kind of reason; nothing anywhere means it may."""

    failed: tuple[str, ...]
    """Failed `must` criteria."""
    silent: tuple[str, ...]
    """Departments that have not attested."""
    unready: tuple[str, ...]
    """Departments that say they are not ready."""
    votes: tuple[str, ...]
    """Why the ballots do not carry."""
    conditions: tuple[str, ...]
    """Open conditions from earlier gates."""

    def against_go(self) -> tuple[str, ...]:
        """Every reason against an unconditional go."""
        return (*self.failed, *self.silent, *self.unready, *self.votes, *self.conditions)

    def against_conditional_go(self) -> tuple[str, ...]:
        """A conditional go may pass over departments that are not ready, and over nothing else."""
        return (*self.failed, *self.silent, *self.votes, *self.conditions)


def criteria(launch: Launch, plan: GatePlan, now: datetime) -> tuple[CriterionView, ...]:
    """How each criterion of a gate stands now."""
    views = []
    for criterion in plan.criteria:
        found = KINDS[criterion.kind](launch, plan.id, criterion.params, now)
        views.append(
            CriterionView(criterion.id, criterion.title, criterion.level, criterion.kind, found.passed, found.why)
        )
    return tuple(views)


def readiness(launch: Launch, gate: Gate, plan: GatePlan, now: datetime) -> Readiness:
    """All reasons against a go, now. Ballots are named by seat only, so this keeps them blind."""
    said = {attestation.department: attestation for attestation in heard(gate, now)}
    return Readiness(
        failed=tuple(
            f"{item.title}: {item.why}"
            for item in criteria(launch, plan, now)
            if item.level == "must" and not item.passed
        ),
        silent=tuple(why_silent(gate, department) for department in plan.attest if department not in said),
        unready=tuple(
            f"{department} is not ready{': ' + said[department].note if said[department].note else ''}"
            for department in plan.attest
            if department in said and not said[department].ready
        ),
        votes=reasons(gate, plan, now),
        conditions=tuple(
            f"condition open: {launch.conditions[condition].title}" for condition in open_conditions(launch, plan.id)
        ),
    )
