"""A document of the right shape → the domain's playbook. What authors may leave out is filled in here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from domain.playbooks.model import (
    BallotSpec,
    CriterionSpec,
    DepartmentSpec,
    FactSpec,
    GateSpec,
    MetricSpec,
    PerTier,
    Playbook,
    StageSpec,
    TaskSpec,
)
from playbooks.positions import TIERS

T = TypeVar("T")
Data = Mapping[str, Any]

_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_WEEK = ("mon", "tue", "wed", "thu", "fri")
_SEPARATE = ("owner", "starter", "doers")
_EVERY_DECISION = ("go", "conditional_go", "recycle", "hold", "kill")


def parse(data: Data, *, digest: str) -> Playbook:
    """Build the playbook that a document of the right shape describes."""
    tiers = tuple(data["tiers"])
    return Playbook(
        id=data["playbook"],
        version=data["version"],
        title=data["title"],
        description=data.get("description", ""),
        digest=digest,
        tiers=tiers,
        sponsor=_per_tier(data.get("sponsor"), tiers, str),
        target=data.get("target", ""),
        departments=tuple(_department(name, spec) for name, spec in data["departments"].items()),
        roles=tuple(data["roles"].items()),
        facts=tuple(_fact(name, spec) for name, spec in data.get("facts", {}).items()),
        stages=tuple(_stage(spec) for spec in data["stages"]),
        tasks=tuple(_task(task, stage["id"], tiers) for stage in data["stages"] for task in stage.get("tasks", ())),
        gates=tuple(_gate(spec, tiers) for spec in data["gates"]),
        metrics=tuple(_metric(name, spec) for name, spec in data.get("metrics", {}).items()),
        materiality={name: _audience(told) for name, told in data.get("materiality", {}).items()},
    )


def _per_tier(value: Any, tiers: Sequence[str], make: Callable[[Any], T]) -> PerTier[T]:
    """One value for all tiers, or a map with one for each."""
    if value is None:
        return PerTier({})
    if isinstance(value, dict) and "policy" not in value:  # a ballot is the only map that is itself a value
        return PerTier({tier: make(one) for tier, one in value.items() if tier in TIERS})
    return PerTier({tier: make(value) for tier in tiers})


def _department(name: str, spec: Data) -> DepartmentSpec:
    starts, _, ends = spec.get("hours", "09:00-17:00").partition("-")
    return DepartmentSpec(
        id=name,
        title=spec["title"],
        working_days=tuple(sorted(_DAYS[day] for day in spec.get("working_days", list(_DAYS)[:5]) if day in _DAYS)),
        country=spec.get("country"),
        subdivision=spec.get("subdivision"),
        timezone=spec.get("timezone", "UTC"),
        day_starts=starts,
        day_ends=ends,
        escalate_to=spec.get("escalate_to"),
    )


def _fact(name: str, spec: Data) -> FactSpec:
    return FactSpec(
        name=name,
        title=spec["title"],
        type=spec["type"],
        default=spec.get("default"),
        required=spec.get("required", False),
        choices=tuple(spec.get("choices", ())),
        minimum=spec.get("min"),
        maximum=spec.get("max"),
        material_to=_audience(spec.get("material_to", "all")),
    )


def _metric(name: str, spec: Data) -> MetricSpec:
    amounts = {field: str(spec[field]) for field in ("baseline", "target", "guardrail") if field in spec}
    said = {field: spec[field] for field in ("title", "unit", "department", "better")}
    return MetricSpec(id=name, **said, **amounts)


def _audience(told: Any) -> tuple[str, ...] | None:
    """Departments and roles, or everybody."""
    return None if told == "all" else tuple(told)


def _stage(spec: Data) -> StageSpec:
    return StageSpec(
        id=spec["id"],
        title=spec["title"],
        after=tuple(spec.get("after", ())),
        purpose=spec.get("purpose", "").strip(),
    )


def _task(spec: Data, stage: str, tiers: Sequence[str]) -> TaskSpec:
    return TaskSpec(
        id=spec["id"],
        title=spec["title"],
        stage=stage,
        department=spec["department"],
        role=spec.get("role"),
        after=tuple(spec.get("after", ())),
        tiers=tuple(spec.get("tiers", ())),
        when=spec.get("when"),
        sla=_per_tier(spec.get("sla"), tiers, int),
        wait_days=spec.get("wait", 0),
        guide=spec.get("guide", "").strip(),
        people=tuple(spec.get("people", ())),
        optional=spec.get("optional", False),
        checklist=tuple((item["id"], item["title"]) for item in spec.get("checklist", ())),
        form=spec.get("form"),
        not_by=tuple(spec.get("not_by", ())),
    )


def _gate(spec: Data, tiers: Sequence[str]) -> GateSpec:
    return GateSpec(
        id=spec["id"],
        title=spec["title"],
        closes=tuple(spec["closes"]),
        decide=_per_tier(spec["decide"], tiers, str),
        sla=_per_tier(spec["sla"], tiers, int),
        attest=_per_tier(spec.get("attest"), tiers, tuple),
        vote=_per_tier(spec.get("vote"), tiers, _ballot),
        criteria=tuple(_criterion(criterion, tiers) for criterion in spec.get("criteria", ())),
        recycle_to=tuple(spec.get("recycle_to", spec["closes"])),
        decisions=tuple(spec.get("decisions", _EVERY_DECISION)),
        department=spec["department"],
        tiers=tuple(spec.get("tiers", ())),
        when=spec.get("when"),
        override_by=_per_tier(spec.get("override_by"), tiers, str),
        approval_days=_per_tier(spec.get("approval_days"), tiers, int),
        separate=tuple(spec.get("separate", _SEPARATE)),
    )


def _ballot(spec: Data) -> BallotSpec:
    return BallotSpec(
        policy=spec["policy"],
        seats=tuple(spec.get("seats", ())),
        params=dict(spec.get("params", {})),
        veto=tuple(spec.get("veto", ())),
        on_leaving=spec.get("on_leaving", "void"),
    )


def _param(value: Any, tiers: Sequence[str]) -> PerTier[Any]:
    """A parameter; one that is itself a map, such as what is scored, names no tier."""
    if isinstance(value, dict) and not any(key in TIERS for key in value):
        return PerTier(dict.fromkeys(tiers, value))
    return _per_tier(value, tiers, lambda one: one)


def _criterion(spec: Data, tiers: Sequence[str]) -> CriterionSpec:
    given = {name: _param(value, tiers) for name, value in spec.get("with", {}).items()}
    named = dict.fromkeys([*tiers, *(tier for param in given.values() for tier in param.values)])
    params = {tier: {name: p.values[tier] for name, p in given.items() if tier in p.values} for tier in named}
    return CriterionSpec(
        id=spec["id"],
        title=spec["title"],
        level=spec["level"],
        kind=spec["kind"],
        tiers=tuple(spec.get("tiers", ())),
        when=spec.get("when"),
        params=PerTier(params),
        waivable=spec.get("waivable", True),
    )
