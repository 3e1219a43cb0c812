"""What a launch would be, before there is one: who has to do, approve and decide what, and by when.

It is begun here just as it would be begun for good, and then looked at; so the two cannot differ.
"""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.calendar import Calendar
from domain.launch.commands import StartLaunch
from domain.launch.dues import expected, laid_out, planned_due
from domain.launch.handle import start
from domain.launch.state import Gate, Launch, Task
from domain.plan import GatePlan, Plan, StagePlan, TaskPlan
from domain.schedule import Schedule, parts_of


@dataclass(frozen=True)
class TaskAhead:
    """A task, and who would do it by when."""

    id: str
    title: str
    department: str
    role: str | None
    people: tuple[str, ...]
    after: tuple[str, ...]
    optional: bool
    opens: bool
    """It opens as soon as the launch starts."""
    due_at: datetime | None
    """None when it has no SLA."""
    critical: bool
    """It helps to decide when the target can be reached."""


@dataclass(frozen=True)
class GateAhead:
    """A gate: who would attest, vote and decide by when."""

    id: str
    title: str
    department: str
    closes: tuple[str, ...]
    attest: tuple[str, ...]
    seats: tuple[str, ...]
    policy: str
    decider: str
    due_at: datetime | None
    critical: bool


@dataclass(frozen=True)
class StageAhead:
    """A stage with its work, and the gates that it is the last to close."""

    id: str
    title: str
    after: tuple[str, ...]
    ends_at: datetime
    tasks: tuple[TaskAhead, ...]
    gates: tuple[GateAhead, ...]


@dataclass(frozen=True)
class DaysOff:
    """The public holidays of a department while the launch is under way."""

    department: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Outset:
    """A launch as it would begin."""

    as_of: datetime
    stages: tuple[StageAhead, ...]
    target: str
    """The stage or gate that the target date is about."""
    target_title: str
    target_date: date | None
    target_at: datetime | None
    """When that can be reached."""
    target_days: int
    """Business days until then."""
    spare_days: float | None
    """Business days between then and the target date; negative when it is missed. None without a target date."""
    ends_at: datetime
    """When the whole of it can be over, with what follows the target."""
    days_off: tuple[DaysOff, ...]


def look_at(command: StartLaunch, now: datetime) -> Outset:
    """What would come of starting this launch now."""
    launch = start(command, now).launch
    plan, finish, time = launch.plan, expected(launch, now), laid_out(launch, now)
    ends_at = max(finish.values(), default=now)
    critical = frozenset(time.critical_path)
    return Outset(
        as_of=now,
        stages=tuple(_stage(launch, stage, finish, critical, now) for stage in plan.stages),
        target=time.target,
        target_title=_title(plan, time.target),
        target_date=time.target_date,
        target_at=time.earliest_finish,
        target_days=_days_until(plan, time, now),
        spare_days=_spare(plan, time),
        ends_at=ends_at,
        days_off=_days_off(plan, now, ends_at),
    )


def _stage(
    launch: Launch, stage: StagePlan, finish: dict[str, datetime], critical: frozenset[str], now: datetime
) -> StageAhead:
    plan = launch.plan
    tasks = tuple(_task(launch, task, critical) for task in plan.tasks_of(stage.id))
    gates = tuple(_gate(launch, gate, critical) for gate in plan.gates if _last_closed(plan, gate) == stage.id)
    parts = (*(task.id for task in tasks), *(gate.id for gate in plan.gates_of(stage.id)))
    return StageAhead(
        id=stage.id,
        title=stage.title,
        after=stage.after,
        ends_at=max((finish[part] for part in parts), default=now),
        tasks=tasks,
        gates=gates,
    )


def _last_closed(plan: Plan, gate: GatePlan) -> str | None:
    """Of the stages that a gate closes, the last in the order of the plan: under it the gate is shown."""
    return next((stage.id for stage in reversed(plan.stages) if stage.id in gate.closes), None)


def _task(launch: Launch, task: TaskPlan, critical: frozenset[str]) -> TaskAhead:
    state = launch.tasks[task.id]
    return TaskAhead(
        id=task.id,
        title=task.title,
        department=task.department,
        role=task.role,
        people=task.people,
        after=task.after,
        optional=task.optional,
        opens=state.opened_at is not None,
        due_at=_due(launch, state),
        critical=task.id in critical,
    )


def _gate(launch: Launch, gate: GatePlan, critical: frozenset[str]) -> GateAhead:
    return GateAhead(
        id=gate.id,
        title=gate.title,
        department=gate.department,
        closes=gate.closes,
        attest=gate.attest,
        seats=gate.seats,
        policy=gate.policy,
        decider=gate.decider,
        due_at=_due(launch, launch.gates[gate.id]),
        critical=gate.id in critical,
    )


def _due(launch: Launch, part: Task | Gate) -> datetime | None:
    """When its clock runs out; while it waits, when that is planned."""
    return part.clock.due_at if part.clock else planned_due(launch, part.id)


def _title(plan: Plan, target: str) -> str:
    titles = {stage.id: stage.title for stage in plan.stages} | {gate.id: gate.title for gate in plan.gates}
    return titles[target]


def _days_until(plan: Plan, time: Schedule, now: datetime) -> int:
    """Whole business days of the department that is done last, the one begun counted in."""
    if time.earliest_finish is None:
        return 0
    return math.ceil(_calendar(plan, time).business_days(now, time.earliest_finish))


def _spare(plan: Plan, time: Schedule) -> float | None:
    """How much earlier than its date the target can be reached; negative when later."""
    if time.target_date is None:
        return None
    if time.late_days:
        return -time.late_days
    slack = {slot.id: slot.slack_days for slot in time.slots}
    left = [days for part in parts_of(plan, time.target) if (days := slack.get(part)) is not None]
    return min(left, default=0.0)


def _calendar(plan: Plan, time: Schedule) -> Calendar:
    departments = {slot.id: slot.department for slot in time.slots}
    last = time.critical_path[-1] if time.critical_path else None
    return plan.calendar(departments[last]) if last else Calendar()


def _days_off(plan: Plan, now: datetime, until: datetime) -> tuple[DaysOff, ...]:
    """Holidays that cost a department with work to do a day."""
    busy = dict.fromkeys((*(task.department for task in plan.tasks), *(gate.department for gate in plan.gates)))
    found = (DaysOff(one, tuple(_holidays(plan.calendar(one), now, until))) for one in busy)
    return tuple(one for one in found if one.days)


def _holidays(calendar: Calendar, now: datetime, until: datetime) -> list[date]:
    first, last = now.astimezone(UTC).date(), until.astimezone(UTC).date() + timedelta(days=1)
    days = (date.fromisoformat(day) for day in calendar.holidays)
    return [day for day in days if first <= day < last and day.weekday() in calendar.working_days]
