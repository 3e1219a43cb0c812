"""Checks that several rules share. Each raises the typed error a caller can act on, or returns what was found."""

from datetime import datetime
from typing import Any

from domain.actors import Actor
from domain.errors import (
    AlreadyDecided,
    Invalid,
    NotAllowed,
    NotFound,
    Problem,
    SelfApproval,
    StaleVersion,
    WrongState,
)
from domain.launch.state import Decision, DecisionKind, Evidence, Gate, GateState, Launch, LaunchState, Task, TaskState
from domain.plan import GatePlan, TaskPlan
from domain.text import unsafe_texts

TASK_MOVES = {
    TaskState.PENDING: ("plan", "cancel"),
    TaskState.OPEN: ("claim", "assign", "check", "complete", "plan", "skip", "cancel"),
    TaskState.CLAIMED: ("check", "complete", "unclaim", "assign", "plan", "skip", "cancel"),
    TaskState.DONE: ("return", "reopen"),
    TaskState.SKIPPED: ("reopen",),
    TaskState.CANCELLED: ("reopen",),
}
LAUNCH_MOVES = {LaunchState.RUNNING: ("hold", "cancel", "change"), LaunchState.HELD: ("resume", "cancel", "change")}


def as_of(launch: Launch) -> datetime:
    """The moment this picture of the launch was taken."""
    if launch.updated_at is None:
        raise ValueError("a launch has no present before its first event")
    return launch.updated_at


def require_running(launch: Launch) -> None:
    """Nothing is done on a launch that is held or over."""
    if launch.state is not LaunchState.RUNNING:
        because = f": {launch.reason}" if launch.reason else ""
        raise WrongState(
            f"{launch.key} is {launch.state}{because}",
            legal=LAUNCH_MOVES.get(launch.state, ()),
            state=launch.state,
        )


def require_text(value: str, pointer: str, what: str) -> None:
    """Words are needed here, not blanks."""
    if not value.strip():
        raise Invalid(f"Say {what}.", problems=[Problem(pointer, f"Say {what}.")])


def require_safe_text(value: Any) -> None:
    """No text anywhere inside holds control characters or half a surrogate pair."""
    if pointers := tuple(unsafe_texts(value)):
        why = "Leave control characters and lone surrogates out."
        raise Invalid("Some text cannot be stored.", problems=[Problem(pointer, why) for pointer in pointers])


def require_version(actual: int, expected: int | None) -> None:
    """What the caller saw is what there is."""
    if expected is not None and expected != actual:
        raise StaleVersion(seen=expected, current=actual)


def find_task(launch: Launch, task_id: str) -> tuple[Task, TaskPlan]:
    """The task and its plan."""
    task = launch.tasks.get(task_id)
    if task is None:
        raise NotFound(f"{launch.key} has no task {task_id}")
    return task, launch.task_plan(task_id)


def find_gate(launch: Launch, gate_id: str) -> tuple[Gate, GatePlan]:
    """The gate and its plan."""
    gate = launch.gates.get(gate_id)
    if gate is None:
        raise NotFound(f"{launch.key} has no gate {gate_id}")
    return gate, launch.gate_plan(gate_id)


def require_open(launch: Launch, gate: Gate) -> None:
    """The gate takes ballots and a decision now; if it was decided, say by whom and when."""
    if decided := _outcome(launch, gate):
        raise already_decided(decided)
    require_running(launch)
    if gate.state is not GateState.OPEN:
        raise WrongState(f"{gate.id} is not open yet: its tasks come first", state=gate.state)


def already_decided(decided: Decision) -> AlreadyDecided:
    """Tell whoever comes second who was first, and when."""
    second: dict[str, Any] = {"seconded_by": decided.override.seconded_by} if decided.override else {}
    return AlreadyDecided(
        f"{decided.by} decided {decided.kind} at {decided.at.isoformat()}",
        decided_by=decided.by,
        decided_at=decided.at.isoformat(),
        decision=decided.kind,
        **second,
    )


def _outcome(launch: Launch, gate: Gate) -> Decision | None:
    """The decision that closed the gate to everybody else, if one did."""
    if gate.decision is not None or not gate.past:
        return gate.decision
    last = gate.past[-1]
    still_counts = {
        DecisionKind.RECYCLE: gate.state is GateState.PENDING,
        DecisionKind.HOLD: launch.held_at == last.at,
        DecisionKind.KILL: True,
    }
    return last if still_counts.get(last.kind) else None


def require_candidate(actor: Actor, plan: TaskPlan) -> None:
    """The actor is one of those the task was meant for."""
    if is_candidate(actor, plan):
        return
    if plan.people:
        raise NotAllowed(f"“{plan.title}” is for {', '.join(plan.people)}", people=list(plan.people))
    if plan.role is not None:
        raise NotAllowed(f"“{plan.title}” is for the role {plan.role}", role=plan.role)
    raise NotAllowed(f"“{plan.title}” is for the department {plan.department}", department=plan.department)


def is_candidate(actor: Actor, plan: TaskPlan) -> bool:
    """Whether the task was meant for the actor: by name, else by role, else by department."""
    if plan.people:
        return actor.principal in plan.people
    return plan.role in actor.roles if plan.role is not None else plan.department in actor.departments


def conflicted(launch: Launch, plan: GatePlan) -> tuple[str, ...]:
    """People who may neither vote nor decide on a gate, as its plan separates duties.

    By default: who owns, owned or started the launch, and who did its tasks; where the plan says so, who added
    evidence. Work stays somebody's own when the launch is handed over, or when a change takes the task out of the plan.
    """
    involved: dict[str, tuple[str | None, ...]] = {
        "owner": (launch.charter.owner, *launch.owners),
        "starter": (launch.started_by, launch.started_for),
        "doers": tuple(
            doer
            for task in (*launch.plan.tasks, *launch.dropped_tasks.values())
            if task.stage in plan.closes
            for doer in launch.tasks[task.id].doers
        ),
        "evidence": tuple(
            person
            for piece in launch.evidence.values()
            if _bears_on(launch, plan, piece)
            for person in (piece.added_by, piece.on_behalf_of)
        ),
    }
    people = (person for part in involved if part in plan.separate for person in involved[part])
    return tuple(dict.fromkeys(person for person in people if person is not None))


def _bears_on(launch: Launch, plan: GatePlan, piece: Evidence) -> bool:
    """Whether a gate's subject rests on it: added for the gate, for work it judges, or for the launch as a whole."""
    if piece.target is None or piece.target == plan.id:
        return True
    task = launch.task_plan(piece.target) if piece.target in launch.tasks else None
    return task is not None and (task.stage in plan.closes or task.blocks_gate == plan.id)


def require_no_conflict(launch: Launch, plan: GatePlan, actor: Actor) -> None:
    """Nobody decides on their own work, neither directly nor for somebody whose work it is."""
    own = conflicted(launch, plan)
    for person in actor.identities:
        if person in own:
            raise SelfApproval(
                f"{person} owns this launch or had a part in what {plan.id} judges; somebody else must decide",
                person=person,
            )


def is_steersman(owner: str, starter: str, actor: Actor) -> bool:
    """Whether the actor steers a launch that these two own and started."""
    return actor.operator or actor.principal in {owner, starter}


def require_steersman(launch: Launch, actor: Actor) -> None:
    """Only the owner of a launch, or an operator, steers it."""
    if not is_steersman(launch.charter.owner, launch.started_by, actor):
        raise NotAllowed(f"Only {launch.charter.owner}, who owns {launch.key}, or an operator may do this")
