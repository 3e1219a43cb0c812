"""When what nobody can act on yet will be due, as things stand.

A task or gate that is not open has no clock, only a planned due date: what the whole plan, laid out from where the
launch stands, gives it in its department's business time. What was begun and stands still has one as well.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.calendar import Calendar
from domain.clock import Clock
from domain.launch.state import ACTIONABLE, SETTLED, Gate, GateState, Launch, Task, TaskState
from domain.plan import GatePlan, TaskPlan
from domain.schedule import Progress, Schedule, coming_after, forecast, parts_of, schedule, target_of


@dataclass(frozen=True)
class Outlook:
    """What lies ahead, as things stand."""

    dues: dict[str, datetime]
    """When each task and gate that waits will be due, in the order of the plan; not what has no time to be done in."""
    target: datetime | None
    """When the target will be reached instead of on its date; None while that can be kept."""


def planned(launch: Launch, now: datetime) -> Launch:
    """The launch with everything that waits planned anew from now on, if its plan has planned due dates at all."""
    if not launch.plan.moves_dues:
        return launch
    ahead = look_ahead(launch, now)
    return replace(with_dues(launch, ahead.dues), target_expected_at=ahead.target)


def foreseen(launch: Launch, now: datetime) -> Launch:
    """The launch with its target date looked at again, while all due dates stay as they were planned."""
    if not launch.plan.moves_dues:
        return launch
    return replace(launch, target_expected_at=look_ahead(launch, now).target)


def look_ahead(launch: Launch, now: datetime) -> Outlook:
    """Lay out what is left from where the launch stands."""
    finish = expected(launch, now)
    dues = {item.id: finish[item.id] for item in _timed(launch) if waits(launch, item.id)}
    return Outlook(dues, _missed(launch, finish))


def expected(launch: Launch, now: datetime) -> dict[str, datetime]:
    """When each task and gate can be done at the earliest, with what is late reckoned as `reckoned` says."""
    return forecast(launch.plan, _progress(launch, now), now, tuple(launch.conditions.values()))


def laid_out(launch: Launch, now: datetime) -> Schedule:
    """The launch in time, forward from now and backward from its target date, without what a late gate costs."""
    day = launch.charter.target_date
    return schedule(
        launch.plan,
        _progress(launch, now),
        now,
        target_date=date.fromisoformat(day) if day else None,
        conditions=tuple(launch.conditions.values()),
        costs=False,
    )


def behind(launch: Launch, items: Collection[str], now: datetime) -> frozenset[str]:
    """The tasks and gates that wait for any of these, also past gates and stages."""
    return coming_after(launch.plan, _progress(launch, now), items, tuple(launch.conditions.values()))


def reckoned(clock: Clock | None, calendar: Calendar, now: datetime) -> datetime | None:
    """When something under way can be counted on: when it is due; once late, at its next mark.

    Past the last mark nobody knows; then it is taken to need half of its time once more. None without a running clock.
    """
    if clock is None or clock.due_at is None:
        return None
    if 100 not in clock.marks:
        return clock.due_at
    return clock.next_mark_at or calendar.advance(now, clock.budget / 2)


def waits(launch: Launch, item: str) -> bool:
    """Whether a task or gate has a planned due date: it is not open yet, or stands still."""
    if item in launch.gates:
        return launch.gates[item].state is GateState.PENDING
    task = launch.tasks[item]
    return task.state is TaskState.PENDING or (task.state in ACTIONABLE and task.paused_at is not None)


def planned_due(launch: Launch, item: str) -> datetime | None:
    """When a task or gate that waits is planned to be due; None for all others."""
    part = launch.gates[item] if item in launch.gates else launch.tasks[item]
    return part.planned_due_at if waits(launch, item) else None


def with_dues(launch: Launch, dues: dict[str, datetime]) -> Launch:
    """The launch with these planned due dates."""
    tasks = {
        name: replace(launch.tasks[name], planned_due_at=due) for name, due in dues.items() if name in launch.tasks
    }
    gates = {
        name: replace(launch.gates[name], planned_due_at=due) for name, due in dues.items() if name in launch.gates
    }
    return replace(launch, tasks={**launch.tasks, **tasks}, gates={**launch.gates, **gates})


def put_off(launch: Launch, since: datetime, until: datetime) -> Launch:
    """The launch with every planned due date later by the business time between two moments; past ones stay."""
    moved = {}
    for item in _timed(launch):
        due, calendar = planned_due(launch, item.id), launch.plan.calendar(item.department)
        if due is not None and due > since:
            moved[item.id] = calendar.advance(until, calendar.elapsed(since, due))
    return with_dues(launch, moved)


def _missed(launch: Launch, finish: Mapping[str, datetime]) -> datetime | None:
    """When all parts of the target are done, if any of them comes after the end of its date where its people are."""
    day, plan, owed = launch.charter.target_date, launch.plan, tuple(launch.conditions.values())
    if day is None:
        return None
    left = [part for part in parts_of(plan, target_of(plan), owed) if not is_over(launch, part)]
    ends = {part: plan.calendar(_department(launch, part)).end_of_day(date.fromisoformat(day)) for part in left}
    return max(finish[part] for part in left) if any(finish[part] > ends[part] for part in left) else None


def _timed(launch: Launch) -> Iterable[TaskPlan | GatePlan]:
    yield from (task for task in launch.plan.tasks if task.sla_days is not None)
    yield from launch.plan.gates


def is_over(launch: Launch, item: str) -> bool:
    """Whether nothing more is to be done on a task or gate."""
    if item in launch.gates:
        return launch.gates[item].state in {GateState.PASSED, GateState.CANCELLED}
    return launch.tasks[item].state in SETTLED


def _department(launch: Launch, item: str) -> str:
    return launch.gate_plan(item).department if item in launch.gates else launch.task_plan(item).department


def _counted_on(launch: Launch, item: str, now: datetime) -> datetime | None:
    part = launch.gates[item] if item in launch.gates else launch.tasks[item]
    return reckoned(part.clock, launch.plan.calendar(_department(launch, item)), now)


def _progress(launch: Launch, now: datetime) -> dict[str, Progress]:
    tasks = {task.id: _task(launch, task, now) for task in launch.tasks.values()}
    return tasks | {gate.id: _gate(launch, gate, now) for gate in launch.gates.values()}


def _task(launch: Launch, task: Task, now: datetime) -> Progress:
    if task.state in ACTIONABLE and task.paused_at is not None:
        return Progress(left=task.clock.budget - task.clock.spent if task.clock else 0.0)
    return Progress(
        opened_at=task.opened_at,
        finished_at=task.done_at if task.state is TaskState.DONE else None,
        opens_at=task.opens_at,
        due_at=_counted_on(launch, task.id, now),
        dropped=task.state in {TaskState.SKIPPED, TaskState.CANCELLED},
    )


def _gate(launch: Launch, gate: Gate, now: datetime) -> Progress:
    begun = gate.state in {GateState.OPEN, GateState.PASSED}
    return Progress(
        opened_at=gate.opened_at if begun else None,
        finished_at=gate.decision.at if gate.state is GateState.PASSED and gate.decision else None,
        due_at=_counted_on(launch, gate.id, now),
        dropped=gate.state is GateState.CANCELLED,
    )
