"""What a gate still waits for, said so that people can act on it."""

from dataclasses import dataclass
from datetime import datetime

from domain.criteria.conditions import open_conditions
from domain.criteria.registry import KINDS
from domain.launch.state import Gate, GateState, Launch
from domain.launch.views import CriterionView
from domain.plan import GatePlan
from domain.policies.registry import POLICIES
from domain.policies.standing import waiting_for


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
    said = {attestation.department: attestation for attestation in gate.attestations}
    standing = POLICIES[plan.policy](plan.seats, gate.votes)
    return Readiness(
        failed=tuple(
            f"{item.title}: {item.why}"
            for item in criteria(launch, plan, now)
            if item.level == "must" and not item.passed
        ),
        silent=tuple(f"{department} has not attested" for department in plan.attest if department not in said),
        unready=tuple(
            f"{department} is not ready{': ' + said[department].note if said[department].note else ''}"
            for department in plan.attest
            if department in said and not said[department].ready
        ),
        votes=standing.why,
        conditions=tuple(
            f"condition open: {launch.conditions[condition].title}" for condition in open_conditions(launch, plan.id)
        ),
    )


def revealed(gate: Gate, plan: GatePlan) -> bool:
    """Ballots are shown once every seat has voted, or nobody can vote any more."""
    return gate.state in {GateState.PASSED, GateState.CANCELLED} or not waiting_for(plan.seats, gate.votes)
