"""How each event changes a launch. The only place that does: replaying the log rebuilds the launch."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import clock
from domain.clock import Clock
from domain.events import Event
from domain.launch.state import (
    ACTIONABLE,
    SETTLED,
    Attestation,
    Choice,
    Decision,
    DecisionKind,
    Evidence,
    Gate,
    GateState,
    Launch,
    LaunchState,
    Stage,
    StageState,
    Task,
    TaskState,
    Vote,
)
from domain.plan import TaskPlan

Change = Callable[[Launch, Event], Launch]


def apply(launch: Launch, event: Event) -> Launch:
    """The launch after one more event."""
    changed = CHANGES[event.action](launch, event)
    return replace(changed, seq=event.seq, head=event.hash, updated_at=event.occurred_at)


def replay(launch: Launch, events: Iterable[Event]) -> Launch:
    """The launch after all these events."""
    for event in events:
        launch = apply(launch, event)
    return launch


def _with_stage(launch: Launch, stage: Stage) -> Launch:
    return replace(launch, stages={**launch.stages, stage.id: stage})


def _with_task(launch: Launch, task: Task) -> Launch:
    return replace(launch, tasks={**launch.tasks, task.id: task})


def _with_gate(launch: Launch, gate: Gate) -> Launch:
    return replace(launch, gates={**launch.gates, gate.id: gate})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _task_clock(launch: Launch, plan: TaskPlan, now: datetime) -> Clock | None:
    if plan.sla_days is None:
        return None
    return clock.start(launch.plan.calendar(plan.department), plan.sla_days, now)


# -- the launch ----------------------------------------------------------------------------------------------


def _launch_started(launch: Launch, event: Event) -> Launch:
    return replace(launch, started_by=event.actor, started_at=event.occurred_at)


def _launch_held(launch: Launch, event: Event) -> Launch:
    def stop(running: Clock | None, department: str) -> Clock | None:
        return running and clock.pause(running, launch.plan.calendar(department), event.occurred_at)

    held = _each_clock(launch, stop)
    return replace(held, state=LaunchState.HELD, reason=event.data["reason"], held_at=event.occurred_at)


def _launch_resumed(launch: Launch, event: Event) -> Launch:
    def go_on(paused: Clock | None, department: str) -> Clock | None:
        return paused and clock.resume(paused, launch.plan.calendar(department), event.occurred_at)

    return replace(_each_clock(launch, go_on), state=LaunchState.RUNNING, reason="", held_at=None)


def _each_clock(launch: Launch, change: Callable[[Clock | None, str], Clock | None]) -> Launch:
    """Change the clock of everything somebody is expected to act on."""
    tasks = {
        task.id: replace(task, clock=change(task.clock, launch.task_plan(task.id).department))
        for task in launch.tasks.values()
        if task.state in ACTIONABLE
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
            gate.id: replace(gate, state=GateState.CANCELLED, clock=None, version=event.seq)
            for gate in launch.gates.values()
            if gate.state is not GateState.PASSED
        }
        return replace(
            launch,
            state=state,
            reason=event.data.get("reason", ""),
            ended_at=event.occurred_at,
            held_at=None,
            tasks={**launch.tasks, **tasks},
            gates={**launch.gates, **gates},
        )

    return end


def _evidence_added(launch: Launch, event: Event) -> Launch:
    data = {**event.data}
    evidence = Evidence(
        id=event.target,
        added_by=event.actor,
        added_at=event.occurred_at,
        observed_at=datetime.fromisoformat(data.pop("observed_at")),
        expires_at=_moment(data.pop("expires_at")),
        **data,
    )
    return replace(launch, evidence={**launch.evidence, evidence.id: evidence})


# -- stages --------------------------------------------------------------------------------------------------


def _stage_started(launch: Launch, event: Event) -> Launch:
    stage = launch.stages[event.target]
    return _with_stage(launch, replace(stage, state=StageState.ACTIVE, started_at=event.occurred_at))


def _stage_completed(launch: Launch, event: Event) -> Launch:
    stage = launch.stages[event.target]
    return _with_stage(launch, replace(stage, state=StageState.COMPLETE, completed_at=event.occurred_at))


def _stage_reopened(launch: Launch, event: Event) -> Launch:
    """Back to the beginning of a stage: its tasks and gates wait again, under the next attempt."""
    stage = launch.stages[event.target]
    launch = _with_stage(launch, Stage(id=stage.id, attempt=stage.attempt + 1))
    for plan in launch.plan.tasks_of(stage.id):
        task = launch.tasks[plan.id]
        again = Task(id=task.id, attempt=task.attempt + 1, version=event.seq, doers=task.doers)
        launch = _with_task(launch, again)
    return launch


# -- tasks ---------------------------------------------------------------------------------------------------


def _task_ready(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    return _with_task(launch, replace(task, opens_at=_moment(event.data["opens_at"]), version=event.seq))


def _task_opened(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    opened = replace(
        task,
        state=TaskState.OPEN,
        opened_at=event.occurred_at,
        clock=_task_clock(launch, launch.task_plan(task.id), event.occurred_at),
        version=event.seq,
    )
    return _with_task(launch, opened)


def _task_claimed(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    claimed = replace(
        task, state=TaskState.CLAIMED, claimed_by=event.actor, claimed_at=event.occurred_at, version=event.seq
    )
    return _with_task(launch, claimed)


def _task_unclaimed(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    back = replace(task, state=TaskState.OPEN, claimed_by=None, claimed_at=None, version=event.seq)
    return _with_task(launch, back)


def _task_completed(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    doers = (person for person in (*task.doers, event.actor, event.on_behalf_of) if person is not None)
    done = replace(
        task,
        state=TaskState.DONE,
        claimed_by=task.claimed_by or event.actor,
        claimed_at=task.claimed_at or event.occurred_at,
        done_by=event.actor,
        done_at=event.occurred_at,
        note=event.data["note"],
        doers=tuple(dict.fromkeys(doers)),
        clock=None,
        version=event.seq,
    )
    return _with_task(launch, done)


def _task_cancelled(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    return _with_task(launch, replace(task, state=TaskState.CANCELLED, clock=None, version=event.seq))


def _task_overdue(launch: Launch, event: Event) -> Launch:
    task = launch.tasks[event.target]
    if task.clock is None:
        return launch
    calendar = launch.plan.calendar(launch.task_plan(task.id).department)
    return _with_task(launch, replace(task, clock=clock.pass_mark(task.clock, calendar, event.data["percent"])))


def _condition_added(launch: Launch, event: Event) -> Launch:
    """A condition is a task that its owner holds from the start."""
    data: Mapping[str, Any] = event.data
    plan = TaskPlan(
        id=event.target,
        title=data["title"],
        stage="",
        department=data["department"],
        sla_days=data["due_days"],
        blocks_gate=data["before_gate"],
    )
    task = Task(
        id=plan.id,
        state=TaskState.CLAIMED,
        opened_at=event.occurred_at,
        claimed_by=data["owner"],
        claimed_at=event.occurred_at,
        clock=_task_clock(launch, plan, event.occurred_at),
        version=event.seq,
    )
    return replace(_with_task(launch, task), conditions={**launch.conditions, plan.id: plan})


# -- gates ---------------------------------------------------------------------------------------------------


def _gate_opened(launch: Launch, event: Event) -> Launch:
    gate, plan = launch.gates[event.target], launch.gate_plan(event.target)
    opened = replace(
        gate,
        state=GateState.OPEN,
        opened_at=event.occurred_at,
        clock=clock.start(launch.plan.calendar(plan.department), plan.sla_days, event.occurred_at),
        version=event.seq,
    )
    return _with_gate(launch, opened)


def _gate_attested(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    said = Attestation(by=event.actor, at=event.occurred_at, **event.data)
    others = tuple(item for item in gate.attestations if item.department != said.department)
    return _with_gate(launch, replace(gate, attestations=(*others, said), version=event.seq))


def _gate_voted(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    vote = Vote(
        seat=event.data["seat"],
        voter=event.actor,
        choice=Choice(event.data["choice"]),
        rationale=event.data["rationale"],
        at=event.occurred_at,
    )
    others = tuple(item for item in gate.votes if item.seat != vote.seat)
    return _with_gate(launch, replace(gate, votes=(*others, vote), version=event.seq))


def _gate_decided(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    decision = Decision(
        kind=DecisionKind(event.data["decision"]),
        by=event.actor,
        on_behalf_of=event.on_behalf_of,
        at=event.occurred_at,
        rationale=event.data["rationale"],
        attempt=gate.attempt,
        recycle_to=event.data["recycle_to"],
        conditions=tuple(event.data["conditions"]),
    )
    if decision.kind in {DecisionKind.GO, DecisionKind.CONDITIONAL_GO}:
        decided = replace(gate, state=GateState.PASSED, decision=decision, clock=None, version=event.seq)
    else:
        decided = replace(gate, past=(*gate.past, decision), version=event.seq)
    return _with_gate(launch, decided)


def _gate_reopened(launch: Launch, event: Event) -> Launch:
    """Wait again under the next attempt; what was decided stays on record, ballots and attestations are void."""
    gate = launch.gates[event.target]
    past = (*gate.past, gate.decision) if gate.decision else gate.past
    return _with_gate(launch, Gate(id=gate.id, attempt=gate.attempt + 1, past=past, version=event.seq))


def _gate_overdue(launch: Launch, event: Event) -> Launch:
    gate = launch.gates[event.target]
    if gate.clock is None:
        return launch
    calendar = launch.plan.calendar(launch.gate_plan(gate.id).department)
    return _with_gate(launch, replace(gate, clock=clock.pass_mark(gate.clock, calendar, event.data["percent"])))


CHANGES: Mapping[str, Change] = {
    "launch.started": _launch_started,
    "launch.held": _launch_held,
    "launch.resumed": _launch_resumed,
    "launch.cancelled": _ended(LaunchState.CANCELLED),
    "launch.killed": _ended(LaunchState.KILLED),
    "launch.finished": _ended(LaunchState.FINISHED),
    "evidence.added": _evidence_added,
    "stage.started": _stage_started,
    "stage.completed": _stage_completed,
    "stage.reopened": _stage_reopened,
    "task.ready": _task_ready,
    "task.opened": _task_opened,
    "task.claimed": _task_claimed,
    "task.unclaimed": _task_unclaimed,
    "task.completed": _task_completed,
    "task.cancelled": _task_cancelled,
    "task.overdue": _task_overdue,
    "condition.added": _condition_added,
    "gate.opened": _gate_opened,
    "gate.attested": _gate_attested,
    "gate.voted": _gate_voted,
    "gate.decided": _gate_decided,
    "gate.reopened": _gate_reopened,
    "gate.overdue": _gate_overdue,
}
"""Every action there is."""
