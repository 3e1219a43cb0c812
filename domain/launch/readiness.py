"""What a gate still waits for, said so that people can act on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.criteria.conditions import open_conditions
from domain.criteria.finding import Finding
from domain.criteria.registry import KINDS
from domain.launch.ballots import Count, count, heard, reasons, why_silent
from domain.launch.ledger import Waiver
from domain.launch.outdated import unconfirmed
from domain.launch.state import Gate, Launch
from domain.launch.views import CriterionView, WaiverView
from domain.plan import CriterionPlan, GatePlan


@dataclass(frozen=True)
class Readiness:
    """Why a gate may not go, by kind of reason, and what was found out on the way; no reason means it may."""

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
    unconfirmed: tuple[str, ...]
    """Earlier gates that passed before something changed that they were about."""
    criteria: tuple[CriterionView, ...]
    """How each criterion stands."""
    unheard: tuple[str, ...]
    """Departments that have not attested, by name."""
    count: Count
    """The ballots."""

    def against_go(self) -> tuple[str, ...]:
        """Every reason against an unconditional go."""
        return (*self.failed, *self.silent, *self.unready, *self.votes, *self.conditions, *self.unconfirmed)

    @property
    def missing(self) -> tuple[str, ...]:
        """Departments that have not attested and seats that have not voted, though it is their turn."""
        return (*self.unheard, *self.count.asked)


def criteria(launch: Launch, plan: GatePlan, now: datetime) -> tuple[CriterionView, ...]:
    """How each criterion of a gate stands now."""
    views = []
    for item in plan.criteria:
        found = _find(launch, plan, item, now)
        waiver = None if found.passed else waiver_of(launch.gates[plan.id], item.id, now)
        waived = WaiverView(waiver.by, waiver.until, waiver.rationale) if waiver else None
        views.append(CriterionView(item.id, item.title, item.level, item.kind, found.passed, found.why, waived))
    return tuple(views)


def criterion(launch: Launch, gate_id: str, name: str, now: datetime) -> Finding:
    """How one criterion stands by itself, waived or not."""
    plan = launch.gate_plan(gate_id)
    return _find(launch, plan, next(item for item in plan.criteria if item.id == name), now)


def _find(launch: Launch, plan: GatePlan, item: CriterionPlan, now: datetime) -> Finding:
    return KINDS[item.kind](launch, plan.id, item.params, now)


def waiver_of(gate: Gate, name: str, now: datetime) -> Waiver | None:
    """The waiver under which a criterion does not count now."""
    return next((one for one in gate.waivers if one.criterion == name and not one.ended and one.until > now), None)


def readiness(
    launch: Launch,
    gate: Gate,
    plan: GatePlan,
    now: datetime,
    acknowledged: Collection[str] = (),
    *,
    blind: bool = False,
) -> Readiness:
    """All reasons against a go, now. Ballots are named by seat only; `blind` does not even tell that they carry.

    `acknowledged` are the changes, by id, that the decider takes over although an earlier gate never saw them.
    """
    said = {attestation.department: attestation for attestation in heard(gate, now)}
    found, ballots = criteria(launch, plan, now), count(gate, plan, now)
    unheard = tuple(department for department in plan.attest if department not in said)
    return Readiness(
        failed=tuple(
            f"{item.title}: {item.why}"
            for item in found
            if item.level == "must" and not item.passed and item.waived is None
        ),
        silent=tuple(why_silent(gate, department) for department in unheard),
        unready=tuple(
            f"{department} is not ready{': ' + said[department].note if said[department].note else ''}"
            for department in plan.attest
            if department in said and not said[department].ready
        ),
        votes=reasons(gate, ballots, blind=blind),
        conditions=tuple(
            f"condition open: {launch.conditions[condition].title}" for condition in open_conditions(launch, plan.id)
        ),
        unconfirmed=tuple(sentence for change, sentence in unconfirmed(launch, plan.id) if change not in acknowledged),
        criteria=found,
        unheard=unheard,
        count=ballots,
    )
