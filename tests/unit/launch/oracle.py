"""The rules said a second time, in the plainest way, to hold the first against."""

from collections.abc import Sequence

from domain.launch.state import Choice, DecisionKind, Gate, GateState, Launch, Vote
from domain.plan import GatePlan

OUTCOMES = {DecisionKind.GO, DecisionKind.CONDITIONAL_GO, DecisionKind.RECYCLE, DecisionKind.KILL}
"""A hold pauses: the gate is decided after it."""


def carries(policy: str, seats: Sequence[str], votes: Sequence[Vote]) -> bool:
    """Whether the ballots carry a go."""
    cast = {vote.seat: vote.choice for vote in votes}
    assert set(cast) <= set(seats), "a ballot in a seat that does not exist"
    said = [cast.get(seat) for seat in seats]
    yes, no = said.count(Choice.APPROVE), said.count(Choice.REJECT)
    return {
        "none@1": True,
        "any@1": yes > 0,
        "all@1": None not in said and not no and yes > 0,
        "majority@1": None not in said and yes > no,
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
    return unseen <= set(acknowledged) and heard and ready and not owed and carries(plan.policy, plan.seats, gate.votes)


def workers(launch: Launch, plan: GatePlan) -> set[str]:
    """Whoever owns or ever owned the launch, started it, or did work of the stages a gate closes, wanted now or not."""
    planned = (*launch.plan.tasks, *launch.dropped_tasks.values())
    done = (doer for task in planned if task.stage in plan.closes for doer in launch.tasks[task.id].doers)
    return {launch.charter.owner, *launch.owners, launch.started_by, *done}


def is_settled(launch: Launch, node: str) -> bool:
    """A task that is over, or a gate that has passed."""
    if node in launch.gates:
        return launch.gates[node].state is GateState.PASSED
    return launch.tasks[node].state.value in {"done", "skipped", "cancelled"}
