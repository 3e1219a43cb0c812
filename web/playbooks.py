"""What the pages of a playbook show: its plan for a tier, tiers side by side, who has a say at which gate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid, Problem
from domain.plan import GatePlan, Plan
from domain.playbooks.model import FactSpec, GateSpec, MetricSpec, Playbook, StageSpec, TaskSpec
from domain.playbooks.outline import Change, Part, differences, outline
from domain.seats import audience

_BALLOT = frozenset({"policy", "seats", "params", "veto", "on_leaving"})

FACT = "f."
"""Before the name of a fact in an address."""


@dataclass(frozen=True)
class Row:
    """A part of a playbook, as each tier has it."""

    part: Part
    """As the first tier has it that has it at all."""
    tiers: Mapping[str, Part | None]
    differing: tuple[str, ...]
    """Fields in which those tiers differ that have it; `votes` stands for everything about ballots."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Tiers without it."""
        return tuple(tier for tier, part in self.tiers.items() if part is None)

    @property
    def same(self) -> bool:
        """Whether it is the same in every tier."""
        return not self.missing and not self.differing


@dataclass(frozen=True)
class Step:
    """What a tier asks for beyond the next smaller one."""

    tier: str
    over: str
    added: tuple[Part, ...]
    dropped: tuple[Part, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True)
class Say:
    """Somebody's part at one gate: `decides`, `votes`, `vetoes`, `attests`, `scores` or `seconds`."""

    verbs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Party:
    """A role, department or person with a say, and the say at each gate."""

    seat: str
    """As `audience` names it."""
    says: tuple[Say, ...]


@dataclass(frozen=True)
class Index:
    """The parts of a playbook by id: templates ask for them by the hundred."""

    stages: Mapping[str, StageSpec]
    nodes: Mapping[str, TaskSpec | GateSpec]
    facts: Mapping[str, FactSpec]
    metrics: Mapping[str, MetricSpec]

    @classmethod
    def of(cls, playbook: Playbook) -> "Index":
        """Of this playbook."""
        return cls(
            {stage.id: stage for stage in playbook.stages},
            {**{task.id: task for task in playbook.tasks}, **{gate.id: gate for gate in playbook.gates}},
            {fact.name: fact for fact in playbook.facts},
            {metric.id: metric for metric in playbook.metrics},
        )


def rows_of(playbook: Playbook) -> tuple[Row, ...]:
    """Every task, gate and criterion, with what each tier makes of it."""
    by_tier = {
        tier: {
            (one.kind, one.id): one for one in outline(playbook, tier) if one.kind not in {"fact", "metric", "stage"}
        }
        for tier in playbook.tiers
    }
    # A tier may lack what stands in the middle of another: the order is that of the playbook, not of a tier.
    places = {name: number for number, name in enumerate(_order(playbook))}
    found = {name: part for parts in reversed(by_tier.values()) for name, part in parts.items()}
    return tuple(
        _row(found[name], {tier: parts.get(name) for tier, parts in by_tier.items()})
        for name in sorted(found, key=lambda name: places[name])
    )


def steps_of(playbook: Playbook) -> tuple[Step, ...]:
    """How each tier differs from the next smaller one, largest first."""
    found = []
    for tier, over in zip(playbook.tiers, playbook.tiers[1:], strict=False):
        changes = differences(outline(playbook, over), outline(playbook, tier))
        kinds = {kind: tuple(one for one in changes if one.kind == kind) for kind in ("added", "removed", "changed")}
        added, dropped = (tuple(one.part for one in kinds[kind]) for kind in ("added", "removed"))
        found.append(Step(tier, over, added, dropped, kinds["changed"]))
    return tuple(found)


def parties_of(plan: Plan) -> tuple[Party, ...]:
    """Who has a say at any gate, in the order in which they first have it."""
    says = [_says(gate, plan) for gate in plan.gates]
    everybody = dict.fromkeys(seat for one in says for seat in one)
    return tuple(Party(seat, tuple(Say(one.get(seat, ())) for one in says)) for seat in everybody)


def given_facts(playbook: Playbook, query: Mapping[str, str]) -> dict[str, Any]:
    """The answers in an address. Raises Invalid for a number that is none; what else is wrong, the rules say."""
    found: dict[str, Any] = {}
    for spec in playbook.facts:
        said = query.get(f"{FACT}{spec.name}", "").strip()
        if said:
            found[spec.name] = _answer(spec, said)
    return found


def called(playbook: Playbook, titles: Mapping[str, str]) -> dict[str, str]:
    """Titles of roles, departments and seats, of facts, metrics and tasks, by every name that a playbook gives them."""
    departments = {one.id: one.title for one in playbook.departments}
    return {
        **titles,
        **departments,
        **dict(playbook.roles),
        **{f"role:{role}": title for role, title in playbook.roles},
        **{f"department:{name}": title for name, title in departments.items()},
    }


def spoken_of(playbook: Playbook) -> dict[str, str]:
    """Titles of what conditions and expressions may name."""
    return {
        **{fact.name: fact.title for fact in playbook.facts},
        **{f"metrics.{metric.id}": metric.title for metric in playbook.metrics},
        **{f"tasks.{task.id}": task.title for task in playbook.tasks},
    }


def _order(playbook: Playbook) -> Iterable[tuple[str, str]]:
    for stage in playbook.stages:
        yield from (("task", task.id) for task in playbook.tasks if task.stage == stage.id)
    for gate in playbook.gates:
        yield "gate", gate.id
        yield from (("criterion", f"{gate.id}/{one.id}") for one in gate.criteria)


def _row(part: Part, tiers: Mapping[str, Part | None]) -> Row:
    there = [one for one in tiers.values() if one is not None]
    fields = dict.fromkeys(field for one in there for field in one.says)
    differing = [field for field in fields if len({repr(one.says.get(field)) for one in there}) > 1]
    if part.kind == "gate":
        differing = ["votes" if field in _BALLOT else field for field in differing]
    return Row(part, tiers, tuple(dict.fromkeys(differing)))


def _says(gate: GatePlan, plan: Plan) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}

    def say(seat: str, verb: str) -> None:
        found.setdefault(audience(seat), {})[verb] = None

    say(gate.decider, "decides")
    for seat in gate.seats:
        say(seat, "votes")
    for seat in gate.veto:
        say(seat, "vetoes")
    for department in gate.attest:
        say(f"department:{department}", "attests")
    for criterion in gate.criteria:
        for item in criterion.params.get("items", {}).values() if criterion.kind == "score" else ():
            for seat in item.get("roles") or gate.seats:
                say(seat, "scores")
    if seconder := gate.override_by or plan.sponsor:
        say(seconder, "seconds")
    return {seat: tuple(verbs) for seat, verbs in found.items()}


def _answer(spec: FactSpec, said: str) -> Any:
    if spec.type == "bool":
        return said == "true"
    if spec.type == "int":
        try:
            return int(said)
        except ValueError as error:
            problem = Problem(f"/facts/{spec.name}", "Answer with a whole number.")
            raise Invalid("This answer is not a whole number.", problems=[problem]) from error
    return said
