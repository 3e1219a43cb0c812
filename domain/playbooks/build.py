"""A playbook and one launch's answers → its plan.

Nodes that the launch does not need are dropped, and what waited for a dropped node waits for what that node
waited for: order survives, and nothing waits for something that will never happen.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.calendar import Calendar
from domain.errors import Invalid, Problem
from domain.materiality import DEFAULTS, Audience, fact
from domain.plan import ChecklistItem, CriterionPlan, GatePlan, MetricPlan, Plan, StagePlan, TaskPlan
from domain.playbooks.facts import check_facts
from domain.playbooks.flaws import did_you_mean
from domain.playbooks.graph import Graph
from domain.playbooks.model import BallotSpec, CriterionSpec, GateSpec, Playbook, TaskSpec

__all__ = ["build_plan", "check_facts"]

Wanted = Callable[[Sequence[str], str | None], bool]
"""Whether a launch has what these tiers have, on this condition."""

_NO_VOTE = BallotSpec("none@1")


def build_plan(
    playbook: Playbook,
    *,
    tier: str,
    facts: Mapping[str, Any],
    holds: Callable[[str], bool],
    calendars: Mapping[str, Calendar],
) -> Plan:
    """Make a sound playbook concrete for one launch.

    `holds` tells whether a condition is true of the tier and the facts; a department without a calendar of its
    own works Monday to Friday in UTC. Raises Invalid for an unknown tier and for facts that do not fit.
    """
    if tier not in playbook.tiers:
        known = did_you_mean(tier, playbook.tiers)
        raise Invalid(problems=[Problem("/tier", f"{playbook.ref} has no tier `{tier}`. {known}")])
    check_facts(playbook, facts)

    def wanted(tiers: Sequence[str], when: str | None) -> bool:
        return (not tiers or tier in tiers) and (when is None or holds(when))

    gates = [gate for gate in playbook.gates if wanted(gate.tiers, gate.when)]
    tasks = [task for task in playbook.tasks if wanted(task.tiers, task.when)]
    kept = {task.id for task in tasks} | {gate.id for gate in gates}
    dropped = tuple(task.id for task in playbook.tasks if task.id not in kept)
    waits = _waits(playbook)
    plan = Plan(
        playbook=playbook.ref,
        digest=playbook.digest,
        tier=tier,
        stages=tuple(StagePlan(id=stage.id, title=stage.title, after=stage.after) for stage in playbook.stages),
        tasks=tuple(_task(task, tier, _bridge(task.after, kept, waits)) for task in tasks),
        gates=tuple(_gate(gate, tier, wanted, kept, dropped) for gate in gates),
        calendars={spec.id: calendars[spec.id] for spec in playbook.departments if spec.id in calendars},
        escalate_to={spec.id: spec.escalate_to for spec in playbook.departments if spec.escalate_to},
        sponsor=playbook.sponsor.get(tier),
        metrics=tuple(MetricPlan(**vars(metric)) for metric in playbook.metrics),
        tells_slips=True,
        binds_every_word=True,
        moves_dues=True,
        target=playbook.target,
        materiality=_materiality(playbook),
    )
    return replace(plan, gates=tuple(_without_empty_promises(plan, gate) for gate in plan.gates))


def _materiality(playbook: Playbook) -> dict[str, Audience]:
    """To whom each field and each fact matters, with nothing left to look up."""
    facts = {fact(spec.name): spec.material_to for spec in playbook.facts}
    return {**DEFAULTS, **playbook.materiality, **facts}


def _waits(playbook: Playbook) -> dict[str, tuple[str, ...]]:
    """What each task and gate waits for; a gate for the last tasks of the stages it closes."""
    graph = Graph(playbook)
    waits = {task.id: task.after for task in playbook.tasks}
    waits.update((gate.id, graph.last_before_gate(gate)) for gate in playbook.gates)
    return waits


def _bridge(after: Iterable[str], kept: set[str], waits: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The nearest kept nodes that `after` leads to."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    left = list(after)[::-1]
    while left:
        node = left.pop()
        if node in kept:
            found[node] = None
        elif node not in seen:
            seen.add(node)
            left.extend(reversed(waits.get(node, ())))
    return tuple(found)


def _task(task: TaskSpec, tier: str, after: tuple[str, ...]) -> TaskPlan:
    """`not_by` also names tasks that this launch does not have: a change may have taken one out after it was done, and
    another may bring one in later. Who did such work stays kept apart.
    """
    return TaskPlan(
        id=task.id,
        title=task.title,
        stage=task.stage,
        department=task.department,
        role=task.role,
        after=after,
        sla_days=task.sla.get(tier),
        wait_days=task.wait_days,
        guide=task.guide,
        people=task.people,
        optional=task.optional,
        checklist=tuple(ChecklistItem(item, title) for item, title in task.checklist),
        form=task.form,
        not_by=task.not_by,
    )


def _gate(gate: GateSpec, tier: str, wanted: Wanted, kept: set[str], dropped: tuple[str, ...]) -> GatePlan:
    decider, sla_days = gate.decide.get(tier), gate.sla.get(tier)
    if decider is None or sla_days is None:
        raise Invalid(f"Nobody may decide gate `{gate.id}` in tier {tier}; check the playbook.")
    ballot = gate.vote.get(tier) or _NO_VOTE
    criteria = (_criterion(spec, tier, kept, dropped) for spec in gate.criteria if wanted(spec.tiers, spec.when))
    return GatePlan(
        id=gate.id,
        title=gate.title,
        closes=gate.closes,
        decider=decider,
        department=gate.department,
        sla_days=sla_days,
        policy=ballot.policy,
        seats=ballot.seats,
        attest=gate.attest.get(tier) or (),
        criteria=tuple(criterion for criterion in criteria if criterion),
        recycle_to=gate.recycle_to,
        decisions=gate.decisions,
        override_by=gate.override_by.get(tier),
        majority_binds=True,
        params=dict(ballot.params),
        veto=ballot.veto,
        on_leaving=ballot.on_leaving,
        approval_days=gate.approval_days.get(tier),
        separate=gate.separate,
    )


def _criterion(spec: CriterionSpec, tier: str, kept: set[str], dropped: tuple[str, ...]) -> CriterionPlan | None:
    """The criterion; None when it asks only for tasks that this launch does not have.

    An expression is told which of the tasks it may name the launch does not have: they are not waited for.
    """
    params = dict(spec.params.get(tier) or {})
    if spec.kind in {"tasks", "checklist"}:
        params["tasks"] = [task for task in params.get("tasks", ()) if task in kept]
        if not params["tasks"]:
            return None
    if "for_task" in params and params["for_task"] not in kept:
        return None
    if spec.kind == "cel":
        params["dropped"] = [task for task in dropped if task in params.get("expression", "")]
    return CriterionPlan(
        id=spec.id, title=spec.title, level=spec.level, kind=spec.kind, params=params, waivable=spec.waivable
    )


def _without_empty_promises(plan: Plan, gate: GatePlan) -> GatePlan:
    """A condition must be met before a later gate: where none is left, a go is a go."""
    if plan.later_gates(gate.id):
        return gate
    return replace(gate, decisions=tuple(one for one in gate.decisions if one != "conditional_go"))
