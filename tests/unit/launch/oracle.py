"""The rules said a second time, in the plainest way, to hold the first against."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from domain.launch.state import Choice, DecisionKind, Gate, GateState, Launch, Vote
from domain.plan import GatePlan, Plan

OUTCOMES = {DecisionKind.GO, DecisionKind.CONDITIONAL_GO, DecisionKind.RECYCLE, DecisionKind.KILL}
"""A hold pauses: the gate is decided after it."""


def carries(policy: str, seats: Sequence[str], votes: Sequence[Vote], params: Mapping[str, Any] | None = None) -> bool:
    """Whether the ballots carry a go."""
    cast = {vote.seat: vote.choice for vote in votes}
    assert set(cast) <= set(seats), "a ballot in a seat that does not exist"
    said = [cast.get(seat) for seat in seats]
    yes, no = said.count(Choice.APPROVE), said.count(Choice.REJECT)
    told, silent = params or {}, said.count(None)
    weight: int = sum(told.get("weights", {}).get(seat, 0) for seat in seats if cast.get(seat) is Choice.APPROVE)
    sides = yes + no + silent
    return {
        "none@1": True,
        "any@1": yes > 0,
        "all@1": None not in said and not no and yes > 0,
        "majority@1": None not in said and yes > no,
        "n_of_m@1": yes >= int(told.get("n", 0)),
        "percent@1": yes > 0 and yes / sides >= float(told.get("percent", 0)) / 100,
        "weighted@1": weight >= int(told.get("threshold", 0)),
        "departments@1": bool(seats) and yes == len(seats),
        "sequential@1": bool(seats) and yes == len(seats),
        "accountable@1": True,
    }[policy]


def may_go(launch: Launch, gate: Gate, plan: GatePlan, kind: DecisionKind, acknowledged: Sequence[str] = ()) -> bool:
    """Whether attestations, ballots, conditions, and changes that earlier gates never saw allow a go of this kind."""
    said = {attestation.department: attestation.ready for attestation in gate.attestations}
    heard = set(plan.attest) <= set(said)
    ready = kind is DecisionKind.CONDITIONAL_GO or all(said.get(department) for department in plan.attest)
    owed = [
        task.id
        for task in launch.tasks.values()
        if task.id in launch.conditions
        and launch.conditions[task.id].blocks_gate == plan.id
        and task.state.value in {"open", "claimed"}
    ]
    earlier = (one for one in launch.plan.gates if plan.id in launch.plan.later_gates(one.id))
    unseen = {
        item.because
        for one in earlier
        if launch.gates[one.id].state is GateState.PASSED
        for item in launch.gates[one.id].outdated
    }
    voted = voted_for(gate, plan, all_ready=all(said.get(one) for one in plan.attest))
    return unseen <= set(acknowledged) and heard and ready and not owed and voted


def voted_for(gate: Gate, plan: GatePlan, *, all_ready: bool) -> bool:
    """Whether the ballots carry, with the approvers who were added."""
    added = tuple(f"person:{approver.person}" for approver in gate.added)
    if Choice.VETO in {vote.choice for vote in gate.votes} or (plan.policy == "accountable@1" and not all_ready):
        return False
    if plan.policy in {"all@1", "majority@1", "percent@1", "departments@1", "sequential@1"}:
        return carries(plan.policy, (*plan.seats, *added), gate.votes, plan.params)
    named = [vote for vote in gate.votes if vote.seat in plan.seats]
    others = [vote for vote in gate.votes if vote.seat in added]
    return carries(plan.policy, plan.seats, named, plan.params) and (not added or carries("all@1", added, others))


def workers(launch: Launch, plan: GatePlan) -> set[str]:
    """Whoever owns or ever owned the launch, started it, or did work of the stages a gate closes, wanted now or not;
    who added evidence, if asked."""
    planned = (*launch.plan.tasks, *launch.dropped_tasks.values())
    done = (doer for task in planned if task.stage in plan.closes for doer in launch.tasks[task.id].doers)
    found = {launch.charter.owner, *launch.owners, launch.started_by, *done}
    if "evidence" in plan.separate:
        about = {None, plan.id, *(task.id for task in launch.plan.tasks if task.stage in plan.closes)}
        about |= {name for name, condition in launch.conditions.items() if condition.blocks_gate == plan.id}
        for piece in launch.evidence.values():
            if piece.target in about:
                found |= {piece.added_by, piece.on_behalf_of or piece.added_by}
    return found


def is_settled(launch: Launch, node: str) -> bool:
    """A task that is over, or a gate that has passed."""
    if node in launch.gates:
        return launch.gates[node].state is GateState.PASSED
    return launch.tasks[node].state.value in {"done", "skipped", "cancelled"}


def everything_before(plan: Plan, node: str, late: Mapping[str, Collection[str]] | None = None) -> set[str]:
    """Every task and gate that must be over before a task opens or a gate does, however far back.

    `late` names what a change put directly before a node that had gone ahead by then: that node does not wait for it.
    """
    found: set[str] = set()
    left = [node]
    while left:
        one = left.pop()
        direct = directly_before(plan, one) - set((late or {}).get(one, ()))
        left += [before for before in direct if before not in found]
        found.update(direct)
    return found


def directly_before(plan: Plan, node: str) -> set[str]:
    """What a task or a gate waits for by itself: what it names or judges, and the stages before its own."""
    tasks = [task for task in plan.tasks if task.id == node]
    gates = [gate for gate in plan.gates if gate.id == node]
    stages = [task.stage for task in tasks] + [stage for gate in gates for stage in gate.closes]
    direct = [*(before for task in tasks for before in task.after)]
    direct += [before for gate in gates for before in plan.settled_before(gate.id)]
    for stage in stages:
        for earlier in next(other.after for other in plan.stages if other.id == stage):
            direct += _within(plan, earlier)
    return set(direct)


def _within(plan: Plan, stage: str) -> list[str]:
    """What makes a stage complete: its own tasks and gates, and those of the stages before it."""
    inside = [task.id for task in plan.tasks if task.stage == stage]
    inside += [gate.id for gate in plan.gates if stage in gate.closes]
    for earlier in next(other.after for other in plan.stages if other.id == stage):
        inside += _within(plan, earlier)
    return inside
