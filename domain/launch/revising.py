"""Carrying a change out: one fact that says what changed, and then what it makes void, cancels or sets waiting.

A change never takes a decision back. Ballots and attestations that it matters to are void, and asked for again; gates
that passed before it are marked (see `outdated`); work that is no longer needed is cancelled, and done work stays done.
"""

from typing import Any

from domain.actors import Actor
from domain.launch.ballots import electorate
from domain.launch.draft import Draft
from domain.launch.guards import conflicted
from domain.launch.state import SETTLED, Gate, GateState, Launch, Vote
from domain.materiality import material, not_for_nobody
from domain.plan import GatePlan, Plan
from domain.rebuild import to_json
from domain.seats import label

FINAL = frozenset({GateState.PASSED, GateState.CANCELLED})
OWN_WORK = "tasks"
"""Stands among the fields of a void ballot when its voter did part of the work that a change brought."""


def next_change(launch: Launch) -> str:
    """The id of the change to come."""
    return f"R{len(launch.changes) + 1}"


def revise(draft: Draft, by: Actor, changes: dict[str, dict[str, Any]], plan: Plan | None, reason: str) -> None:
    """Record a change and all that follows at once. `changes` are `{field: {"from": …, "to": …}}`."""
    change = next_change(draft.launch)
    draft.record(
        "launch.changed",
        draft.launch.key,
        by,
        id=change,
        changes=changes,
        plan=_said(plan) if plan else None,
        reason=reason,
    )
    _cancel_dropped(draft, change)
    for gate in tuple(draft.launch.gates.values()):
        if gate.state is GateState.PASSED:
            _mark(draft, gate, change, tuple(changes))
        elif gate.state is not GateState.CANCELLED:
            _void(draft, gate, change, tuple(changes))
            _withdraw(draft, gate, change)


def _said(plan: Plan) -> dict[str, Any]:
    """The plan as its event holds it: one from before there were planned due dates says nothing of them."""
    said: dict[str, Any] = to_json(plan)
    if not plan.moves_dues:
        del said["moves_dues"]
    return said


def _cancel_dropped(draft: Draft, change: str) -> None:
    for task in draft.launch.dropped_tasks:
        if draft.launch.tasks[task].state not in SETTLED:
            draft.record("task.cancelled", task)
    for gate in draft.launch.dropped_gates:
        if draft.launch.gates[gate].state not in FINAL:
            draft.record("gate.dropped", gate, because=change)


def _void(draft: Draft, gate: Gate, change: str, changed: tuple[str, ...]) -> None:
    """Ballots and attestations that the change matters to, that nobody asks for any more, or that are now barred."""
    launch = draft.launch
    plan, barred = launch.gate_plan(gate.id), conflicted(launch, launch.gate_plan(gate.id))
    for vote in gate.votes:
        if vote.seat not in electorate(gate, plan):
            fields: tuple[str, ...] = changed
        else:
            fields = _matters_to(launch, vote, changed) or (("owner",) if _any(vote.identities, barred) else ())
        if fields:
            draft.record("gate.vote_voided", gate.id, seat=vote.seat, because=change, fields=list(fields))
    for said in gate.attestations:
        fields = changed if said.department not in plan.attest else material(launch.plan, changed, (said.department,))
        if fields:
            draft.record(
                "gate.attestation_voided", gate.id, department=said.department, because=change, fields=list(fields)
            )


def _any(people: tuple[str, ...], barred: tuple[str, ...]) -> bool:
    return any(person in barred for person in people)


def _matters_to(launch: Launch, vote: Vote, changed: tuple[str, ...]) -> tuple[str, ...]:
    """The changed fields that matter to a voter, as one of their seat or of the departments they had when they voted.

    Of a ballot from before departments were kept nobody can say whom it spoke for: what matters to anybody voids it.
    """
    if vote.subject is None:
        return not_for_nobody(launch.plan, changed)
    return material(launch.plan, changed, (label(vote.seat), *vote.departments))


def _withdraw(draft: Draft, gate: Gate, change: str) -> None:
    """A gate that is open while work it judges is not done waits for that work first."""
    launch = draft.launch
    work = launch.plan.settled_before(gate.id) if gate.id not in launch.dropped_gates else ()
    if gate.state is GateState.OPEN and any(launch.tasks[task].state not in SETTLED for task in work):
        draft.record("gate.withdrawn", gate.id, because=change)


def _mark(draft: Draft, gate: Gate, change: str, changed: tuple[str, ...]) -> None:
    """A gate that has passed, unless a later one has too and so took over what it decided."""
    launch = draft.launch
    if gate.id in launch.dropped_gates:
        return
    if any(launch.gates[later].state is GateState.PASSED for later in launch.plan.later_gates(gate.id)):
        return
    if fields := material(launch.plan, changed, _asked(launch.gate_plan(gate.id), gate)):
        draft.record("gate.outdated", gate.id, because=change, fields=list(fields))


def _asked(plan: GatePlan, gate: Gate) -> tuple[str, ...]:
    """Everybody whose word a gate asks for."""
    voters = (department for vote in gate.votes for department in vote.departments)
    return (*map(label, plan.seats), *plan.attest, plan.decider, plan.department, *voters)


def void_own_work(draft: Draft, gate_id: str) -> None:
    """Before a gate opens again: who did part of the work that a change brought may not have voted on it."""
    gate = draft.launch.gates[gate_id]
    barred = conflicted(draft.launch, draft.launch.gate_plan(gate_id)) if gate.votes else ()
    for vote in gate.votes:
        if _any(vote.identities, barred):
            change = draft.launch.changes[-1].id
            draft.record("gate.vote_voided", gate_id, seat=vote.seat, because=change, fields=[OWN_WORK])
