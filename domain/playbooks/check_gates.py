"""Is each gate sound: can somebody decide it in every tier, and does all it names exist?"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from domain.playbooks.check_ballots import ballot_flaws
from domain.playbooks.flaws import Flaw, Path, unknown
from domain.playbooks.graph import Graph, Node
from domain.playbooks.model import CriterionSpec, GateSpec, PerTier, Playbook
from domain.playbooks.params import Params, wrong_params


def gate_flaws(
    playbook: Playbook, graph: Graph, kinds: Mapping[str, Params | None], policies: Collection[str]
) -> Iterator[Flaw]:
    """Every flaw of every gate."""
    for index, gate in enumerate(playbook.gates):
        path: Path = ("gates", index)
        yield from _closes(playbook, gate, path)
        yield from _deciders(playbook, gate, path)
        yield from _seconders(playbook, gate, path)
        yield from _attestations(playbook, gate, path)
        yield from _ballots(playbook, gate, path, policies)
        yield from _decisions(playbook, graph, gate, path)
        yield from _criteria(playbook, gate, path, kinds)
        if "doers" not in gate.separate:
            yield Flaw((*path, "separate"), "Nobody decides on their own work. Add `doers`.")
        for position, tier in enumerate(gate.tiers):
            if tier not in playbook.tiers:
                yield _unknown_tier(playbook, (*path, "tiers", position), tier)
    yield from _ambiguous(playbook, graph)


def _tiers(playbook: Playbook, tiers: Iterable[str]) -> tuple[str, ...]:
    """The playbook's tiers that have something."""
    listed = tuple(tiers)
    return tuple(tier for tier in playbook.tiers if not listed or tier in listed)


def _unknown_tier(playbook: Playbook, path: Path, tier: str) -> Flaw:
    return Flaw(path, unknown("tier", tier, playbook.tiers))


def _unknown_tiers(playbook: Playbook, path: Path, values: PerTier[Any]) -> Iterator[Flaw]:
    for tier in values.values:
        if tier not in playbook.tiers:
            yield _unknown_tier(playbook, (*path, tier), tier)


def _closes(playbook: Playbook, gate: GateSpec, path: Path) -> Iterator[Flaw]:
    stages = [stage.id for stage in playbook.stages]
    departments = [department.id for department in playbook.departments]
    for position, stage in enumerate(gate.closes):
        if stage not in stages:
            yield Flaw((*path, "closes", position), unknown("stage", stage, stages))
    if not gate.closes:
        yield Flaw((*path, "closes"), "The gate closes no stage, so it would never open. Name one.")
    if gate.department not in departments:
        message = unknown("department", gate.department, departments)
        yield Flaw((*path, "department"), message)


def _deciders(playbook: Playbook, gate: GateSpec, path: Path) -> Iterator[Flaw]:
    roles = dict(playbook.roles)
    yield from _unknown_tiers(playbook, (*path, "decide"), gate.decide)
    yield from _unknown_tiers(playbook, (*path, "sla"), gate.sla)
    for tier in _tiers(playbook, gate.tiers):
        role, days = gate.decide.get(tier), gate.sla.get(tier)
        if role is None:
            yield Flaw((*path, "decide"), f"Nobody may decide `{gate.id}` in {tier}. Name one role.")
        elif role not in roles:
            message = f"Nobody may decide `{gate.id}` in {tier}. {unknown('role', role, roles)}"
            yield Flaw((*path, "decide", tier), message)
        if days is None:
            yield Flaw((*path, "sla"), f"`{gate.id}` has no SLA in {tier}. Give a number of business days.")
        elif days < 1:
            yield Flaw((*path, "sla", tier), "An SLA is at least 1 business day.")


def _seconders(playbook: Playbook, gate: GateSpec, path: Path) -> Iterator[Flaw]:
    roles = dict(playbook.roles)
    yield from _unknown_tiers(playbook, (*path, "override_by"), gate.override_by)
    for tier, role in gate.override_by.values.items():
        if role not in roles:
            yield Flaw((*path, "override_by", tier), unknown("role", role, roles))


def _attestations(playbook: Playbook, gate: GateSpec, path: Path) -> Iterator[Flaw]:
    departments = [department.id for department in playbook.departments]
    yield from _unknown_tiers(playbook, (*path, "attest"), gate.attest)
    for tier, attesting in gate.attest.values.items():
        for position, name in enumerate(attesting):
            if name not in departments:
                message = unknown("department", name, departments)
                yield Flaw((*path, "attest", tier, position), message)


def _ballots(playbook: Playbook, gate: GateSpec, path: Path, policies: Collection[str]) -> Iterator[Flaw]:
    yield from _unknown_tiers(playbook, (*path, "vote"), gate.vote)
    for tier, ballot in gate.vote.values.items():
        spot: Path = (*path, "vote", tier)
        if ballot.policy not in policies:
            message = unknown("policy", ballot.policy, policies)
            yield Flaw((*spot, "policy"), message)
        yield from ballot_flaws(playbook, ballot, spot)
    yield from _unknown_tiers(playbook, (*path, "approval_days"), gate.approval_days)


def _decisions(playbook: Playbook, graph: Graph, gate: GateSpec, path: Path) -> Iterator[Flaw]:
    stages = [stage.id for stage in playbook.stages]
    earlier = set(gate.closes).union(*(graph.earlier_stages(stage) for stage in gate.closes))
    for position, stage in enumerate(gate.recycle_to):
        if stage not in stages:
            yield Flaw((*path, "recycle_to", position), unknown("stage", stage, stages))
        elif stage not in earlier:
            message = f"`{stage}` does not come before `{gate.id}`. Name a closed stage or an earlier one."
            yield Flaw((*path, "recycle_to", position), message)
    if "go" not in gate.decisions:
        yield Flaw((*path, "decisions"), f"`{gate.id}` could never let a launch through. Allow `go`.")
    if "recycle" in gate.decisions and not gate.recycle_to:
        yield Flaw((*path, "recycle_to"), "`recycle` leads nowhere. Name a stage, or do not allow it.")
    if "conditional_go" in gate.decisions:
        for tier in _tiers(playbook, gate.tiers):
            if not any(tier in _tiers(playbook, later.tiers) for later in _later(playbook, graph, gate)):
                message = f"In {tier} no later gate than `{gate.id}` could hold a condition to its promise."
                yield Flaw((*path, "decisions"), f"{message} List `decisions` without `conditional_go`.")
                break


def _later(playbook: Playbook, graph: Graph, gate: GateSpec) -> Iterator[GateSpec]:
    """The gates of stages that start after this gate's."""
    closed = set(gate.closes)
    for later in playbook.gates:
        if any(closed & graph.earlier_stages(stage) for stage in later.closes if stage not in closed):
            yield later


def _criteria(playbook: Playbook, gate: GateSpec, path: Path, kinds: Mapping[str, Params | None]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for position, criterion in enumerate(gate.criteria):
        spot: Path = (*path, "criteria", position)
        if criterion.id in seen:
            yield Flaw((*spot, "id"), f"`{gate.id}` has two criteria named `{criterion.id}`. Rename one.")
        seen.add(criterion.id)
        for index, tier in enumerate(criterion.tiers):
            if tier not in playbook.tiers:
                yield _unknown_tier(playbook, (*spot, "tiers", index), tier)
        if criterion.kind not in kinds:
            message = unknown("criterion kind", criterion.kind, kinds)
            yield Flaw((*spot, "kind"), message)
        elif (params := kinds[criterion.kind]) is not None:
            yield from _params(playbook, gate, criterion, spot, params)


def _params(playbook: Playbook, gate: GateSpec, criterion: CriterionSpec, spot: Path, params: Params) -> Iterator[Flaw]:
    told: set[tuple[Path, str]] = set()
    for tier in criterion.params.values:
        if tier not in playbook.tiers:
            yield _unknown_tier(playbook, (*spot, "with"), tier)
    for tier in _tiers(playbook, criterion.tiers):
        if tier not in _tiers(playbook, gate.tiers):
            continue
        for inside, message in wrong_params(criterion.params.get(tier) or {}, params, playbook):
            if (inside, message) not in told:  # once for all tiers that share the mistake
                told.add((inside, message))
                yield Flaw((*spot, "with", *inside), message)


def _ambiguous(playbook: Playbook, graph: Graph) -> Iterator[Flaw]:
    """Two gates on one stage are fine when one of them waits for work behind the other."""
    for (_, one), (index, other) in combinations(enumerate(playbook.gates), 2):
        shared = [stage for stage in one.closes if stage in other.closes]
        together = set(_tiers(playbook, one.tiers)) & set(_tiers(playbook, other.tiers))
        if not shared or not together:
            continue
        first, second = Node(one.id), Node(other.id)
        if not graph.waits_for(first, second) and not graph.waits_for(second, first):
            message = f"`{one.id}` and `{other.id}` both close `{shared[0]}`; nothing says which comes first."
            yield Flaw(("gates", index, "closes"), f"{message} Put a task of that stage after one of them.")
