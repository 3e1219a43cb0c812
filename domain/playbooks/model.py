"""A playbook: what a kind of launch takes, for every tier, before any particular launch is known.

Three kinds of node make one acyclic graph. A *stage* starts when every stage in its `after` is complete. A *task*
opens when its stage has started and every task or gate in its `after` is settled. A *gate* opens when the tasks
of the stages it `closes` are settled, except those that wait for the gate itself. A stage is complete when its
tasks are settled and its gates have gone.

`PerTier` values say what holds for each tier; a tier that is absent has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class PerTier(Generic[T]):
    """A value for each tier that has one."""

    values: Mapping[str, T]

    def get(self, tier: str) -> T | None:
        """The value for a tier, or None."""
        return self.values.get(tier)


@dataclass(frozen=True)
class FactSpec:
    """A question asked when a launch starts; CEL conditions may use its answer by name."""

    name: str
    title: str
    type: str
    """`bool`, `int`, `string` or `choice`."""
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    material_to: tuple[str, ...] | None = None
    """Departments and roles whose approval is void when the answer changes; None for all of them."""


@dataclass(frozen=True)
class DepartmentSpec:
    """A department as the playbook knows it."""

    id: str
    title: str
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Monday is 0."""
    country: str | None = None
    """Whose public holidays count, an ISO 3166-1 alpha-2 code; None for none."""
    subdivision: str | None = None
    timezone: str = "UTC"
    day_starts: str = "09:00"
    day_ends: str = "17:00"
    escalate_to: str | None = None
    """The role that is told at 100 % of an SLA."""


@dataclass(frozen=True)
class MetricSpec:
    """A number that launches are measured by. Its amounts are decimals, written as text."""

    id: str
    title: str
    unit: str
    department: str
    better: str
    """`higher` or `lower`."""
    baseline: str | None = None
    target: str | None = None
    guardrail: str | None = None


@dataclass(frozen=True)
class StageSpec:
    """A stretch of work."""

    id: str
    title: str
    after: tuple[str, ...] = ()
    purpose: str = ""


@dataclass(frozen=True)
class TaskSpec:
    """A piece of one department's work."""

    id: str
    title: str
    stage: str
    department: str
    role: str | None = None
    """Only holders of this role may do it; None for anyone in the department."""
    after: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    """Which tiers have it; empty for all."""
    when: str | None = None
    """A CEL condition over the launch's facts; None for always."""
    sla: PerTier[int] = field(default_factory=lambda: PerTier[int]({}))
    """Business days from opening to due."""
    wait_days: int = 0
    """Calendar days between being ready and opening."""
    guide: str = ""
    """What good looks like."""
    people: tuple[str, ...] = ()
    """Only these people may do it, whatever their department and roles; empty for the role or department."""
    optional: bool = False
    """It may be skipped, with a rationale."""
    checklist: tuple[tuple[str, str], ...] = ()
    """Pairs of id and title: all must be checked before it is completed."""
    form: dict[str, Any] | None = None
    """A JSON Schema (2020-12) of the answers that completing it asks for."""
    not_by: tuple[str, ...] = ()
    """Whoever did one of these earlier tasks may not do this one."""


@dataclass(frozen=True)
class CriterionSpec:
    """One thing a gate checks: `must` knocks out, `should` advises."""

    id: str
    title: str
    level: str
    kind: str
    tiers: tuple[str, ...] = ()
    when: str | None = None
    params: PerTier[dict[str, Any]] = field(default_factory=lambda: PerTier[dict[str, Any]]({}))
    waivable: bool = True
    """Whether the decider may waive it for a time."""


@dataclass(frozen=True)
class BallotSpec:
    """Whose votes a gate asks for, and the policy that counts them."""

    policy: str
    """A registered policy with its version, for example `majority@1`."""
    seats: tuple[str, ...] = ()
    """Roles, `department:<id>` or `person:<id>`; one vote each."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """What the policy needs to know."""
    veto: tuple[str, ...] = ()
    """Seats that may veto."""
    on_leaving: str = "void"
    """`void` or `keep` the ballot of somebody who no longer holds their seat."""


@dataclass(frozen=True)
class GateSpec:
    """The decision at the end of one or more stages."""

    id: str
    title: str
    closes: tuple[str, ...]
    decide: PerTier[str]
    """The one accountable role for each tier."""
    sla: PerTier[int]
    """Business days from opening to decided."""
    attest: PerTier[tuple[str, ...]] = field(default_factory=lambda: PerTier[tuple[str, ...]]({}))
    """Departments that say whether their part is ready."""
    vote: PerTier[BallotSpec] = field(default_factory=lambda: PerTier[BallotSpec]({}))
    criteria: tuple[CriterionSpec, ...] = ()
    recycle_to: tuple[str, ...] = ()
    """Stages it may send the launch back to; never later ones."""
    decisions: tuple[str, ...] = ("go", "conditional_go", "recycle", "hold", "kill")
    department: str = ""
    """Whose calendar counts for the SLA."""
    tiers: tuple[str, ...] = ()
    when: str | None = None
    override_by: PerTier[str] = field(default_factory=lambda: PerTier[str]({}))
    """The role that seconds an override; the sponsor where a tier has none."""
    approval_days: PerTier[int] = field(default_factory=lambda: PerTier[int]({}))
    """Business days for which a ballot or an attestation counts; for ever in a tier without."""
    separate: tuple[str, ...] = ("owner", "starter", "doers")
    """Whose part in a launch bars them from voting and deciding here."""


@dataclass(frozen=True)
class Playbook:
    """A template, whole. Never changes once published: `digest` is the sha256 of its source."""

    id: str
    version: int
    title: str
    digest: str
    tiers: tuple[str, ...]
    departments: tuple[DepartmentSpec, ...]
    roles: tuple[tuple[str, str], ...]
    """Pairs of id and title."""
    facts: tuple[FactSpec, ...]
    stages: tuple[StageSpec, ...]
    tasks: tuple[TaskSpec, ...]
    gates: tuple[GateSpec, ...]
    sponsor: PerTier[str] = field(default_factory=lambda: PerTier[str]({}))
    """The role that is told at 150 % of an SLA."""
    description: str = ""
    metrics: tuple[MetricSpec, ...] = ()
    target: str = ""
    """The stage or gate that a launch's target date is about; empty for the usual one."""
    materiality: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    """The same for the fields of a launch's charter; what is not named here is as `domain.materiality` has it."""

    @property
    def ref(self) -> str:
        """How launches name it, for example `standard@1`."""
        return f"{self.id}@{self.version}"
