"""What operators read about a launch in the engine's own pages."""

from datetime import datetime

from domain.clock import Clock
from domain.launch.state import ACTIONABLE, GateState, Launch
from domain.launch.views import LaunchView


def current_details(launch: Launch, view: LaunchView) -> str:
    """Where the launch stands, on whom it waits and since when, as Markdown."""
    lines = [f"**{view.summary}**", "", f"Health: {view.health.replace('_', ' ')} ({view.health_reason})"]
    waiting = _waiting(launch)
    if waiting:
        lines += ["", "| waiting on | for | since | due |", "|---|---|---|---|", *waiting]
    return "\n".join(lines)


def _waiting(launch: Launch) -> list[str]:
    rows = []
    for task in launch.tasks.values():
        if task.state in ACTIONABLE:
            plan = launch.task_plan(task.id)
            who = task.claimed_by or ", ".join(plan.people) or plan.role or plan.department
            rows.append(_row(who, plan.title, task.opened_at, task.clock))
    for gate in launch.gates.values():
        if gate.state is GateState.OPEN:
            gate_plan = launch.gate_plan(gate.id)
            rows.append(_row(gate_plan.decider, f"{gate.id} {gate_plan.title}", gate.opened_at, gate.clock))
    return rows


def _row(who: str, what: str, since: datetime | None, clock: Clock | None) -> str:
    return f"| {who} | {what} | {_moment(since)} | {_moment(clock.due_at if clock else None)} |"


def _moment(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else "–"
