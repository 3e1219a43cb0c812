"""Changes to what a launch is about, and what they make void."""

from collections.abc import Collection
from dataclasses import replace

from domain.events import Event
from domain.launch.changes.parts import Changes, last_due, with_gate
from domain.launch.changes.requests import lapse
from domain.launch.dues import foreseen, planned
from domain.launch.state import (
    ChangeMade,
    Charter,
    Gate,
    GateState,
    Launch,
    Outdated,
    Stage,
    Task,
    TaskState,
)
from domain.plan import Plan
from domain.rebuild import from_json


def _launch_changed(launch: Launch, event: Event) -> Launch:
    changes = event.data["changes"]
    made = ChangeMade(event.data["id"], tuple(changes), event.actor, event.occurred_at, event.data["reason"])
    new = {name: change["to"] for name, change in changes.items()}
    owners = (*launch.owners, changes["owner"]["from"]) if "owner" in changes else launch.owners
    changed = replace(
        launch,
        charter=_charter(launch.charter, new),
        changes=(*launch.changes, made),
        owners=tuple(dict.fromkeys(owners)),
    )
    data = event.data.get("plan")
    if not data:
        return foreseen(changed, event.occurred_at)
    return planned(_on_plan(changed, from_json(Plan, data), event.seq), event.occurred_at)


def _charter(charter: Charter, new: dict[str, object]) -> Charter:
    facts = {name.removeprefix("fact:"): value for name, value in new.items() if name.startswith("fact:")}
    fields = {name: value for name, value in new.items() if not name.startswith("fact:") and name != "tier"}
    return replace(charter, facts={**charter.facts, **facts}, **fields)  # type: ignore[arg-type]  # checked by its rule


def _on_plan(launch: Launch, plan: Plan, seq: int) -> Launch:
    """The launch with another plan. What it takes out stays on record; what it brings waits, or counts as it did."""
    tasks, gates = {task.id for task in plan.tasks}, {gate.id for gate in plan.gates}
    dropped_tasks = {
        task: launch.task_plan(task) for task in launch.tasks if task not in tasks and task not in launch.conditions
    }
    dropped_gates = {gate: launch.gate_plan(gate) for gate in launch.gates if gate not in gates}
    stages = {stage.id: launch.stages.get(stage.id) or Stage(stage.id) for stage in plan.stages}
    brought = {task.id: _task(launch, task.id, seq) for task in plan.tasks}
    judged = {gate.id: _gate(launch, gate.id, seq) for gate in plan.gates}
    return replace(
        launch,
        plan=plan,
        stages=stages,
        tasks={**launch.tasks, **brought},
        gates={**launch.gates, **judged},
        dropped_tasks=dropped_tasks,
        dropped_gates=dropped_gates,
    )


def _task(launch: Launch, task_id: str, seq: int) -> Task:
    """The task as it stands; one that is new, or was cancelled when it was taken out, waits."""
    known = launch.tasks.get(task_id)
    if known is None:
        return Task(task_id, version=seq)
    if known.state is TaskState.CANCELLED and task_id in launch.dropped_tasks:
        return Task(task_id, attempt=known.attempt + 1, version=seq, doers=known.doers)
    return known


def _gate(launch: Launch, gate_id: str, seq: int) -> Gate:
    known = launch.gates.get(gate_id)
    if known is None:
        return Gate(gate_id, version=seq)
    if known.state is GateState.CANCELLED:
        return Gate(gate_id, attempt=known.attempt + 1, past=known.past, version=seq, added=known.added)
    return known


def _gate_withdrawn(launch: Launch, event: Event) -> Launch:
    """It waits for work again, in the same attempt; ballots that the change does not concern stay."""
    gate = launch.gates[event.target]
    due = last_due(launch, gate)
    waits = replace(gate, state=GateState.PENDING, clock=None, planned_due_at=due, version=event.seq)
    return with_gate(launch, waits)


def _gate_dropped(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    gone = replace(gate, state=GateState.CANCELLED, clock=None, version=event.seq)
    return with_gate(lapse(launch, event, gate.id), gone)


def _gate_outdated(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    item = Outdated(event.data["because"], tuple(event.data["fields"]), event.occurred_at)
    return with_gate(launch, replace(gate, outdated=(*gate.outdated, item), version=event.seq))


def acknowledge(launch: Launch, by_gate: str, changes: Collection[str], seq: int) -> Launch:
    """Earlier gates no longer wait for anybody to take these changes over."""
    for gate in launch.gates.values() if changes else ():
        left = tuple(item for item in gate.outdated if item.because not in changes)
        known = gate.id not in launch.dropped_gates
        if left != gate.outdated and known and by_gate in launch.plan.later_gates(gate.id):
            launch = with_gate(launch, replace(gate, outdated=left, version=seq))
    return launch


CHANGES: Changes = {
    "launch.changed": _launch_changed,
    "gate.withdrawn": _gate_withdrawn,
    "gate.dropped": _gate_dropped,
    "gate.outdated": _gate_outdated,
}
