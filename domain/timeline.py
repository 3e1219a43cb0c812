"""A launch as a picture of time: what was planned, what happened, what is expected, and how much of it may slip.

*Planned* is the plan laid out from the moment the launch started, as if everything took its SLA and nothing stood
still: each department's business time, dependencies, joins of stages. *Actual* is what the record says. *Expected*,
slack and the critical path are those of `domain.schedule`: forward from now, backward from the target date, as in the
critical path method (Kelley and Walker, 1959). A plan that was changed under way is planned as it reads now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.launch.ledger import Suspension
from domain.launch.state import GateState, TaskState
from domain.launch.views import GateView, LaunchView, StageView, TaskView
from domain.plan import Plan
from domain.schedule import Schedule, Slot

LONGEST_DAYS = 3700
"""Days that a picture may reach over."""


@dataclass(frozen=True)
class Bar:
    """A task or gate in the picture. What was never planned, as a condition, has no planned times."""

    id: str
    """Local id."""
    item: str
    """Outside id."""
    title: str
    kind: str
    """`task` or `gate`."""
    department: str
    state: str
    after: tuple[str, ...]
    """Local ids of the tasks and gates directly before a task."""
    planned_start: datetime | None
    planned_finish: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    """When it was done or decided; None while it is not, and for what was skipped or cancelled."""
    expected_start: datetime | None
    """None once it has started, and for what nobody does."""
    expected_finish: datetime | None
    """None once it is finished, and for what nobody does."""
    latest_finish: datetime | None
    """When it must be done for the target date; None when it is done, or the target does not wait for it."""
    slack_days: float | None
    critical: bool


@dataclass(frozen=True)
class StageSpan:
    """A stage, from its first part to its last."""

    id: str
    title: str
    state: str
    attempt: int
    planned_start: datetime | None
    planned_finish: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    expected_finish: datetime | None
    slack_days: float | None
    """The least of any part of it."""
    critical: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Timeline:
    """A launch from its start to its end, as of a moment."""

    as_of: datetime
    started_at: datetime
    ended_at: datetime | None
    target: str
    """The stage or gate that the target date is about."""
    target_date: date | None
    planned_finish: datetime | None
    """When the target was to be reached by plan."""
    expected_finish: datetime | None
    """When it can be reached; None once it is."""
    met: bool | None
    late_days: float
    slack_days: float | None
    """Business days that what decides may still slip; negative when the target date is missed. None without one, or
    when nothing is left to do for it."""
    critical_path: tuple[str, ...]
    holds: tuple[Suspension, ...]
    stages: tuple[StageSpan, ...]


def timeline(
    launch: LaunchView,
    tasks: Iterable[TaskView],
    gates: Iterable[GateView],
    plan: Plan,
    *,
    planned: Schedule,
    current: Schedule,
) -> Timeline:
    """Put a plan, the record and a forecast side by side. `planned` is the plan from the start of the launch on."""
    once, now = ({slot.id: slot for slot in found.slots} for found in (planned, current))
    bars: dict[str, list[Bar]] = {stage.id: [] for stage in launch.stages}
    for task in tasks:
        stage = task.stage or _stage_of(plan, task.blocks_gate)
        if stage in bars:
            bars[stage].append(_of_task(task, once.get(task.local_id), now.get(task.local_id)))
    for gate in gates:
        if gate.closes and gate.closes[-1] in bars:
            bars[gate.closes[-1]].append(_of_gate(gate, once.get(gate.local_id), now.get(gate.local_id)))
    order = {name: place for place, name in enumerate((*(one.id for one in plan.tasks), *(g.id for g in plan.gates)))}
    return Timeline(
        as_of=current.as_of,
        started_at=launch.started_at or current.as_of,
        ended_at=launch.ended_at,
        target=current.target,
        target_date=current.target_date,
        planned_finish=planned.earliest_finish,
        expected_finish=None if launch.ended_at else current.earliest_finish,
        met=current.met,
        late_days=current.late_days,
        slack_days=_slack(current) if launch.ended_at is None else None,
        critical_path=current.critical_path,
        holds=launch.suspensions,
        stages=tuple(_span(stage, _in_time(bars[stage.id], order)) for stage in launch.stages),
    )


def business_days(plan: Plan, first: date, last: date) -> tuple[date, ...]:
    """The dates from first to last on which anybody of this launch works."""
    calendars = [plan.calendar(department) for department in sorted(plan.departments)]

    def worked(day: date) -> bool:
        return any(day.weekday() in one.working_days and day.isoformat() not in one.holidays for one in calendars)

    return tuple(day for day in _days(first, last) if worked(day))


def extent(shown: Timeline) -> tuple[date, date]:
    """The first and the last date that a picture has to reach over."""
    moments = [shown.started_at, shown.as_of]
    for bar in (bar for stage in shown.stages for bar in stage.bars):
        ends = (bar.planned_start, bar.planned_finish, bar.started_at, bar.finished_at, bar.expected_finish)
        moments += [moment for moment in ends if moment is not None]
    dates = [moment.astimezone(UTC).date() for moment in moments]
    if shown.target_date is not None:
        dates.append(shown.target_date)
    return min(dates), max(dates)


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range(min((last - first).days, LONGEST_DAYS) + 1):
        yield first + timedelta(days=ahead)


def _stage_of(plan: Plan, gate: str | None) -> str:
    """Where a condition belongs: with the gate that waits for it."""
    return next((one.closes[-1] for one in plan.gates if one.id == gate), "")


def _slack(current: Schedule) -> float | None:
    """What the target has left: of all that is still to do for it, the least."""
    left = [slot.slack_days for slot in current.slots if slot.slack_days is not None]
    return None if current.target_date is None else min(left, default=None)


def _of_task(view: TaskView, once: Slot | None, now: Slot | None) -> Bar:
    done = view.done_at if view.state == TaskState.DONE else None
    dropped = view.state in {TaskState.SKIPPED, TaskState.CANCELLED}
    return _bar(
        (view.local_id, view.id, view.title, "task", view.department, view.state),
        view.after,
        (view.opened_at, done, dropped),
        None if view.blocks_gate is not None else once,
        now,
    )


def _of_gate(view: GateView, once: Slot | None, now: Slot | None) -> Bar:
    decided = view.decision.at if view.state == GateState.PASSED and view.decision else None
    department = now.department if now else ""
    return _bar(
        (view.local_id, view.id, view.title, "gate", department, view.state),
        (),
        (view.opened_at, decided, view.state == GateState.CANCELLED),
        once,
        now,
    )


def _bar(
    named: tuple[str, str, str, str, str, str],
    after: tuple[str, ...],
    record: tuple[datetime | None, datetime | None, bool],
    once: Slot | None,
    now: Slot | None,
) -> Bar:
    started, finished, dropped = record
    coming = now if now is not None and not (finished or dropped) else None
    return Bar(
        *named,
        after=after,
        planned_start=once.earliest_start if once else None,
        planned_finish=once.earliest_finish if once else None,
        started_at=started,
        finished_at=finished,
        expected_start=coming.earliest_start if coming and started is None else None,
        expected_finish=coming.earliest_finish if coming else None,
        latest_finish=coming.latest_finish if coming else None,
        slack_days=coming.slack_days if coming else None,
        critical=coming.critical if coming else False,
    )


def _in_time(bars: Sequence[Bar], order: Mapping[str, int]) -> tuple[Bar, ...]:
    """As the plan reads: by when each was to start, tasks before the gate that judges them."""
    far = datetime.max.replace(tzinfo=UTC)

    def place(bar: Bar) -> tuple[bool, datetime, int, str]:
        start = bar.planned_start or bar.started_at or bar.expected_start or far
        return bar.kind == "gate", start, order.get(bar.id, len(order)), bar.id

    return tuple(sorted(bars, key=place))


def _span(stage: StageView, bars: tuple[Bar, ...]) -> StageSpan:
    slack = [bar.slack_days for bar in bars if bar.slack_days is not None]
    return StageSpan(
        id=stage.id,
        title=stage.title,
        state=stage.state,
        attempt=stage.attempt,
        planned_start=min((bar.planned_start for bar in bars if bar.planned_start), default=None),
        planned_finish=max((bar.planned_finish for bar in bars if bar.planned_finish), default=None),
        started_at=stage.started_at,
        finished_at=stage.completed_at,
        expected_finish=max((bar.expected_finish for bar in bars if bar.expected_finish), default=None),
        slack_days=min(slack, default=None),
        critical=any(bar.critical for bar in bars),
        bars=bars,
    )
