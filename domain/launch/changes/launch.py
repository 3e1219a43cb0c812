"""The launch as a whole, and its evidence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain import clock
from domain.clock import Clock
from domain.events import Event
from domain.launch.changes.ballots import pushed_back
from domain.launch.changes.parts import Change, Changes, moment
from domain.launch.changes.proposals import closed
from domain.launch.changes.requests import lapse
from domain.launch.dues import foreseen, planned, put_off
from domain.launch.ledger import Suspension
from domain.launch.state import (
    ACTIONABLE,
    SETTLED,
    DecisionKind,
    Evidence,
    Gate,
    GateState,
    Launch,
    LaunchState,
    TaskState,
)


def _launch_started(launch: Launch, event: Event) -> Launch:
    begun = replace(launch, started_by=event.actor, started_for=event.on_behalf_of, started_at=event.occurred_at)
    return planned(begun, event.occurred_at)


def _launch_held(launch: Launch, event: Event) -> Launch:
    def stop(running: Clock | None, department: str) -> Clock | None:
        return running and clock.pause(running, launch.plan.calendar(department), event.occurred_at)

    held = _each_clock(launch, stop)
    reason = event.data["reason"]
    began = Suspension(since=event.occurred_at, by=event.actor, reason=reason, gate=_held_by_gate(launch))
    return replace(
        held,
        state=LaunchState.HELD,
        reason=reason,
        held_at=event.occurred_at,
        suspensions=(*launch.suspensions, began),
    )


def _held_by_gate(launch: Launch) -> str | None:
    """The gate whose decision, the event just before, was to hold."""
    for gate in launch.gates.values():
        if gate.version == launch.seq and gate.past and gate.past[-1].kind is DecisionKind.HOLD:
            return gate.id
    return None


def _suspended_until(launch: Launch, event: Event, by: str | None) -> tuple[Suspension, ...]:
    """The ledger with its last entry closed, if it was open."""
    if launch.state is not LaunchState.HELD or not launch.suspensions:
        return launch.suspensions
    last = replace(launch.suspensions[-1], until=event.occurred_at, resumed_by=by)
    return (*launch.suspensions[:-1], last)


def _launch_resumed(launch: Launch, event: Event) -> Launch:
    def go_on(paused: Clock | None, department: str) -> Clock | None:
        return paused and clock.resume(paused, launch.plan.calendar(department), event.occurred_at)

    ledger = _suspended_until(launch, event, event.actor)
    launch = replace(launch, gates={**launch.gates, **pushed_back(launch, event.occurred_at)})
    on = put_off(_each_clock(launch, go_on), launch.held_at or event.occurred_at, event.occurred_at)
    on = replace(on, state=LaunchState.RUNNING, reason="", held_at=None, suspensions=ledger)
    return foreseen(on, event.occurred_at)


def _each_clock(launch: Launch, change: Callable[[Clock | None, str], Clock | None]) -> Launch:
    """Change the clock of everything somebody is expected to act on; what stands still on its own goes on doing so."""
    tasks = {
        task.id: replace(task, clock=change(task.clock, launch.task_plan(task.id).department))
        for task in launch.tasks.values()
        if task.state in ACTIONABLE and task.paused_at is None
    }
    gates = {
        gate.id: replace(gate, clock=change(gate.clock, launch.gate_plan(gate.id).department))
        for gate in launch.gates.values()
        if gate.state is GateState.OPEN
    }
    return replace(launch, tasks={**launch.tasks, **tasks}, gates={**launch.gates, **gates})


def _ended(state: LaunchState) -> Change:
    """Whatever is unfinished when a launch ends is cancelled with it."""

    def end(launch: Launch, event: Event) -> Launch:
        tasks = {
            task.id: replace(task, state=TaskState.CANCELLED, clock=None, version=event.seq)
            for task in launch.tasks.values()
            if task.state not in SETTLED
        }
        gates = {
            gate.id: _cancelled(gate, event) for gate in launch.gates.values() if gate.state is not GateState.PASSED
        }
        return replace(
            lapse(launch, event),
            state=state,
            reason=event.data.get("reason", ""),
            ended_at=event.occurred_at,
            held_at=None,
            suspensions=_suspended_until(launch, event, None),
            winding_down=None,
            tasks={**launch.tasks, **tasks},
            gates={**launch.gates, **gates},
        )

    return end


def _cancelled(gate: Gate, event: Event) -> Gate:
    over = closed(gate, event, "void", "the launch is over")
    return replace(over, state=GateState.CANCELLED, clock=None, version=event.seq)


def _winding_down(launch: Launch, event: Event) -> Launch:
    """All is cancelled but the looking back."""
    tasks = {
        task.id: replace(task, state=TaskState.CANCELLED, clock=None, version=event.seq)
        for task in launch.tasks.values()
        if task.state not in SETTLED and task.id not in launch.reviews
    }
    gates = {gate.id: _cancelled(gate, event) for gate in launch.gates.values() if gate.state is not GateState.PASSED}
    return replace(
        launch,
        winding_down=event.data["reason"],
        tasks={**launch.tasks, **tasks},
        gates={**launch.gates, **gates},
    )


def _evidence_added(launch: Launch, event: Event) -> Launch:
    data = {**event.data}
    evidence = Evidence(
        id=event.target,
        added_by=event.actor,
        on_behalf_of=event.on_behalf_of,
        added_at=event.occurred_at,
        observed_at=datetime.fromisoformat(data.pop("observed_at")),
        expires_at=moment(data.pop("expires_at")),
        **data,
    )
    return replace(launch, evidence={**launch.evidence, evidence.id: evidence})


CHANGES: Changes = {
    "launch.started": _launch_started,
    "launch.held": _launch_held,
    "launch.resumed": _launch_resumed,
    "launch.cancelled": _ended(LaunchState.CANCELLED),
    "launch.killed": _ended(LaunchState.KILLED),
    "launch.finished": _ended(LaunchState.FINISHED),
    "launch.winding_down": _winding_down,
    "evidence.added": _evidence_added,
}
