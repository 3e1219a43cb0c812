"""What time alone brings: reminders, escalations, and tasks whose day has come. Silence never approves."""

from collections.abc import Iterator
from datetime import datetime

from domain.clock import Clock, next_mark
from domain.launch.draft import Draft
from domain.launch.progress import is_ready, progress
from domain.launch.slips import slip
from domain.launch.state import ACTIONABLE, Gate, GateState, Launch, LaunchState, TaskState
from domain.launch.waivers import RUNS_OUT_AT, expire


def next_deadline(launch: Launch) -> datetime | None:
    """When the launch must be looked at next although nobody acts; None while held, and after its end."""
    return min(_deadlines(launch), default=None)


def _deadlines(launch: Launch) -> Iterator[datetime]:
    if launch.state is not LaunchState.RUNNING:
        return
    for task in launch.tasks.values():
        if task.state in ACTIONABLE and task.clock and task.clock.next_mark_at:
            yield task.clock.next_mark_at
        elif task.state is TaskState.PENDING and task.opens_at and is_ready(launch, launch.task_plan(task.id)):
            yield task.opens_at
    for gate in launch.gates.values():
        if gate.state is GateState.OPEN and gate.clock and gate.clock.next_mark_at:
            yield gate.clock.next_mark_at
        if gate.state in RUNS_OUT_AT:
            yield from (waiver.until for waiver in gate.waivers if not waiver.ended)
        if gate.state is GateState.OPEN:
            yield from (vote.expires_at for vote in gate.votes if vote.expires_at)
            yield from (said.expires_at for said in gate.attestations if said.expires_at)


def pass_deadlines(draft: Draft) -> None:
    """Record every mark that has passed by now and open what waited for its day."""
    if draft.launch.state is not LaunchState.RUNNING:
        return
    for task in tuple(draft.launch.tasks.values()):
        if task.state in ACTIONABLE:
            work = draft.launch.task_plan(task.id)
            candidates = task.claimed_by or ", ".join(work.people) or work.role or work.department
            _pass_marks(draft, "task.overdue", task.id, task.clock, work.department, candidates)
    for gate in tuple(draft.launch.gates.values()):
        if gate.state is GateState.OPEN:
            plan = draft.launch.gate_plan(gate.id)
            _pass_marks(draft, "gate.overdue", gate.id, gate.clock, plan.department, plan.decider)
            _expire(draft, gate)
    expire(draft)
    progress(draft)


def _expire(draft: Draft, gate: Gate) -> None:
    """Ask again for every word that no longer counts."""
    for vote in gate.votes:
        if vote.expires_at and vote.expires_at <= draft.now:
            draft.record("gate.approval_expired", gate.id, seat=vote.seat, attempt=gate.attempt)
    for said in gate.attestations:
        if said.expires_at and said.expires_at <= draft.now:
            draft.record("gate.approval_expired", gate.id, department=said.department, attempt=gate.attempt)


def _pass_marks(draft: Draft, action: str, target: str, clock: Clock | None, department: str, candidates: str) -> None:
    while clock and clock.next_mark_at and clock.next_mark_at <= draft.now:
        mark = next_mark(clock)
        if mark is None:
            return
        plan = draft.launch.plan
        told = {
            50: candidates,
            100: plan.escalate_to.get(department, department),
            150: plan.sponsor or plan.escalate_to.get(department, department),
        }[mark]
        draft.record(action, target, percent=mark, told=told, attempt=_attempt(draft.launch, target))
        if mark == 100 and plan.tells_slips and target in draft.launch.tasks:
            slip(draft, target, "overdue")
        clock = _clock(draft.launch, target)


def _clock(launch: Launch, target: str) -> Clock | None:
    return launch.tasks[target].clock if target in launch.tasks else launch.gates[target].clock


def _attempt(launch: Launch, target: str) -> int:
    return launch.tasks[target].attempt if target in launch.tasks else launch.gates[target].attempt
