"""When things can happen, and when they must: a plan laid out forward from now and backward from its target date.

A task or gate takes its SLA, in its department's business time. Forward gives the earliest each can be done; backward
the latest it may be, for the target to be met; between them lies its slack. Nothing of this is stored: whoever moves
the target date asks again.

The target date is about one stage or gate: what the plan's `target` names, else the stage `launch`, else the last
stage before one that begins with a wait, else the last stage. Its last task or gate has to be done by the end of
that date. Without a target date, slack is what there is before the whole comes out later than it can.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from domain.calendar import HORIZON_DAYS, Calendar
from domain.plan import GatePlan, Plan, TaskPlan

USUAL_TARGET = "launch"
FAR = timedelta(days=HORIZON_DAYS // 2)
"""A gate with more slack than this is taken to have no end of it: calendars do not reach further than twice as far."""


@dataclass(frozen=True)
class Progress:
    """Where a task or gate stands. `finished_at` is set once it is settled; `dropped` when nobody did it."""

    opened_at: datetime | None = None
    finished_at: datetime | None = None
    opens_at: datetime | None = None
    """For a task that waits for its day."""
    due_at: datetime | None = None
    dropped: bool = False
    left: float | None = None
    """Working minutes that it still takes, once what it was begun on is done again; None for all of its time."""


@dataclass(frozen=True)
class Slot:
    """A task or gate in time. What is finished has no latest times; nor has what the target does not wait for."""

    id: str
    title: str
    kind: str
    """`task` or `gate`."""
    department: str
    finished: bool
    earliest_start: datetime | None
    earliest_finish: datetime | None
    latest_start: datetime | None = None
    latest_finish: datetime | None = None
    slack_days: float | None = None
    """Business days of the department that it may come later; negative when it is too late already."""
    critical: bool = False


@dataclass(frozen=True)
class DelayCost:
    """What it costs when an open or coming gate is decided later than it could be."""

    gate: str
    slack_days: float | None
    first_costly_day: int | None
    """The first business day of delay that moves the target; None when none ever does."""
    slip_per_day: Decimal
    """Business days that the target slips for each further day."""
    money_per_day: Decimal | None
    """The same in the money of the fact `cost_of_delay_per_day`, without a currency; None when there is none."""


@dataclass(frozen=True)
class Schedule:
    """A launch in time, as of a moment."""

    as_of: datetime
    target: str
    """The stage or gate that the target date is about."""
    target_date: date | None
    earliest_finish: datetime | None
    """When that can be done; None when nothing of it is left."""
    met: bool | None
    """Whether it can be done in time; None without a target date."""
    late_days: float
    """Business days by which it cannot; 0 when it can."""
    critical_path: tuple[str, ...]
    """What decides when it can be done, first things first: only what is not finished."""
    slots: tuple[Slot, ...]
    delays: tuple[DelayCost, ...]


def schedule(
    plan: Plan,
    progress: Mapping[str, Progress],
    now: datetime,
    *,
    target_date: date | None = None,
    cost_per_day: Decimal | None = None,
    conditions: Sequence[TaskPlan] = (),
    costs: bool = True,
) -> Schedule:
    """Lay a launch out in time. `conditions` are the tasks that conditional goes added; `progress` is by local id.

    Without `costs` nobody reckons what late gates cost, which is most of the work.
    """
    net = _Net.of(plan, progress, now, conditions)
    target = target_of(plan)
    parts = parts_of(plan, target, conditions)
    ends = tuple(node for node in parts if not net.finished(node))
    earliest = net.forward()
    finish = max((earliest.finish[node] for node in ends), default=None)
    latest = net.backward({node: _deadline(net, node, target_date, finish) for node in ends})
    # A target that cannot be met is as late as it is: further delay costs only what comes on top of that.
    bound = net.backward({node: max(_deadline(net, node, target_date, finish), finish or now) for node in ends})
    path = net.driving(earliest, ends)
    late = max((_overdue(net, node, target_date, earliest) for node in parts), default=0.0)
    slots = tuple(_slot(net, node, earliest, latest, path) for node in net.work)
    judged = plan.gates if costs else ()
    delays = (_delay_cost(net, gate, earliest, latest, bound, ends, cost_per_day) for gate in judged)
    return Schedule(
        as_of=now,
        target=target,
        target_date=target_date,
        earliest_finish=finish,
        met=None if target_date is None else late <= 0,
        late_days=round(max(0.0, late), 2),
        critical_path=path,
        slots=slots,
        delays=tuple(cost for cost in delays if cost is not None),
    )


def forecast(
    plan: Plan, progress: Mapping[str, Progress], now: datetime, conditions: Sequence[TaskPlan] = ()
) -> dict[str, datetime]:
    """When each task and gate can be done at the earliest; of what is finished, when it was."""
    net = _Net.of(plan, progress, now, conditions)
    finish = net.forward().finish
    return {node: finish[node] for node in net.work}


def coming_after(
    plan: Plan, progress: Mapping[str, Progress], nodes: Collection[str], conditions: Sequence[TaskPlan] = ()
) -> frozenset[str]:
    """The tasks and gates that wait for any of these, directly or behind others, also past gates and stages."""
    net = _Net.of(plan, progress, datetime.min.replace(tzinfo=UTC), conditions)
    found = {_passed(node) if isinstance(net.work.get(node), GatePlan) else node for node in nodes}
    for node, before in net.waits.items():
        if found.intersection(before):
            found.add(node)
    return frozenset(node for node in found if node in net.work and node not in nodes)


def parts_of(plan: Plan, target: str, conditions: Sequence[TaskPlan] = ()) -> tuple[str, ...]:
    """The tasks and gates that have to be done for a stage or gate to be, with the conditions owed there."""
    stage = target in {one.id for one in plan.stages}
    tasks = [task.id for task in plan.tasks_of(target)] if stage else []
    gates = [gate.id for gate in plan.gates_of(target)] if stage else [target]
    return (*tasks, *gates, *(one.id for one in conditions if one.blocks_gate in gates))


def target_of(plan: Plan) -> str:
    """The stage or gate that the target date of a launch is about."""
    stages = [stage.id for stage in plan.stages]
    if plan.target in {*stages, *(gate.id for gate in plan.gates)}:
        return plan.target
    if USUAL_TARGET in stages:
        return USUAL_TARGET
    for stage in plan.stages:
        tasks = plan.tasks_of(stage.id)
        inside = {task.id for task in tasks}
        first = [task for task in tasks if not inside.intersection(task.after)]
        if stage.after and first and all(task.wait_days for task in first):
            return stage.after[-1]
    return stages[-1]


@dataclass(frozen=True)
class _Times:
    """Start and finish of every node; for a node that is ready earlier than it may start, when it is ready."""

    start: dict[str, datetime] = field(default_factory=dict)
    finish: dict[str, datetime] = field(default_factory=dict)
    ready: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class _Net:
    """Tasks and gates with the milestones between them: a stage's start and end, and the passing of a gate.

    `waits` says for each node which ones come before it, in an order in which they can be worked off.
    """

    plan: Plan
    progress: Mapping[str, Progress]
    now: datetime
    work: Mapping[str, TaskPlan | GatePlan]
    waits: Mapping[str, tuple[str, ...]]

    @staticmethod
    def of(plan: Plan, progress: Mapping[str, Progress], now: datetime, conditions: Iterable[TaskPlan]) -> "_Net":
        """Draw the net of a plan."""
        owed = tuple(conditions)
        items: tuple[TaskPlan | GatePlan, ...] = (*plan.tasks, *plan.gates, *owed)
        work = {item.id: item for item in items}
        gates = {gate.id for gate in plan.gates}
        waits: dict[str, tuple[str, ...]] = {condition.id: () for condition in owed}
        for stage in plan.stages:
            tasks = (task.id for task in plan.tasks_of(stage.id))
            decided = (_passed(gate.id) for gate in plan.gates_of(stage.id))
            waits[_begun(stage.id)] = tuple(_over(earlier) for earlier in stage.after)
            waits[_over(stage.id)] = (_begun(stage.id), *tasks, *decided)
        for task in plan.tasks:
            after = (_passed(node) if node in gates else node for node in task.after)
            waits[task.id] = (_begun(task.stage), *after)
        for gate in plan.gates:
            waits[gate.id] = (*(_begun(stage) for stage in gate.closes), *plan.settled_before(gate.id))
            waits[_passed(gate.id)] = (gate.id, *(one.id for one in owed if one.blocks_gate == gate.id))
        net = _Net(plan, progress, now, work, waits)
        try:
            order = tuple(TopologicalSorter(waits).static_order())
        except CycleError:  # a change may bring work before what is done with, and that waits for nothing any more
            waits = {node: () if net.finished(node) else before for node, before in waits.items()}
            order = tuple(TopologicalSorter(waits).static_order())
        return replace(net, waits={node: waits[node] for node in order})

    def calendar(self, node: str) -> Calendar:
        """Whose business time a task or gate counts in."""
        return self.plan.calendar(self.work[node].department)

    def minutes(self, node: str) -> float:
        """Working minutes that it takes."""
        left = self.state(node).left
        return self.calendar(node).minutes(self.work[node].sla_days or 0) if left is None else left

    def wait(self, node: str) -> timedelta:
        """How long it waits for its day, once it may begin; what was begun does not wait again."""
        work = self.work.get(node)
        begun = self.state(node).left is not None
        return timedelta(days=work.wait_days) if isinstance(work, TaskPlan) and not begun else timedelta()

    def state(self, node: str) -> Progress:
        """Where it stands."""
        return self.progress.get(node) or Progress()

    def finished(self, node: str) -> bool:
        """Settled, in whatever way."""
        state = self.state(node)
        return state.dropped or state.finished_at is not None

    def forward(self, late: str | None = None, days: int = 0) -> _Times:
        """The earliest times; with one task or gate so many business days later than it could be."""
        times = _Times()
        clear: dict[str, datetime] = {}  # done, and so is all before it: some of that may be done again
        for node, before in self.waits.items():
            ready = max((clear[one] for one in before), default=self.now)
            if node not in self.work:
                clear[node] = times.start[node] = times.finish[node] = times.ready[node] = ready
                continue
            times.ready[node] = ready
            times.start[node] = self._start(node, ready)
            finish = self._finish(node, times.start[node])
            if node == late and days:
                calendar = self.calendar(node)
                finish = calendar.advance(finish, calendar.minutes(days))
            times.finish[node] = finish
            clear[node] = max(finish, *(clear[one] for one in before)) if before else finish
        return times

    def _start(self, node: str, ready: datetime) -> datetime:
        state = self.state(node)
        if state.opened_at is not None:
            return state.opened_at
        if self.finished(node):
            return state.finished_at or ready
        if state.opens_at is not None:
            return max(self.now, state.opens_at)
        return max(self.now, ready) + self.wait(node)

    def _finish(self, node: str, start: datetime) -> datetime:
        state, minutes = self.state(node), self.minutes(node)
        if self.finished(node):
            return state.finished_at or start
        planned = state.due_at or (self.calendar(node).advance(start, minutes) if minutes else start)
        return max(self.now, planned)

    def backward(self, deadlines: Mapping[str, datetime]) -> _Times:
        """The latest times for these nodes to be finished by then; nodes that they do not wait for have none."""
        times = _Times(finish=dict(deadlines))
        for node in reversed(tuple(self.waits)):
            finish = times.finish.get(node)
            if finish is None:
                continue
            start = finish
            if node in self.work:
                minutes = self.minutes(node)
                start = self.calendar(node).retreat(finish, minutes) if minutes else finish
            times.start[node] = start
            times.ready[node] = start - self.wait(node)
            for before in self.waits[node]:
                known = times.finish.get(before)
                times.finish[before] = times.ready[node] if known is None else min(known, times.ready[node])
        return times

    def driving(self, earliest: _Times, ends: Sequence[str]) -> tuple[str, ...]:
        """The chain of unfinished work that decides when the last of `ends` is done, first things first."""
        path: list[str] = []
        node = _last(earliest, ends)
        while node is not None:
            if node in self.work:
                if self.finished(node):
                    break
                path.append(node)
                if self.state(node).opened_at or self.state(node).opens_at:
                    break
            before = self.waits[node]
            node = max(reversed(before), key=lambda one: earliest.finish[one], default=None)  # work before milestones
        return tuple(reversed(path))


def _begun(stage: str) -> str:
    return f"{stage} begun"


def _over(stage: str) -> str:
    return f"{stage} over"


def _passed(gate: str) -> str:
    return f"{gate} passed"


def _last(earliest: _Times, ends: Sequence[str]) -> str | None:
    """Which of these is done last."""
    return max(ends, key=lambda node: earliest.finish[node], default=None)


def _deadline(net: _Net, node: str, target_date: date | None, finish: datetime | None) -> datetime:
    """By when this has to be done: the end of the target date where its department is, or when all can be."""
    if target_date is not None:
        return net.calendar(node).end_of_day(target_date)
    return finish or net.now


def _overdue(net: _Net, node: str, target_date: date | None, earliest: _Times) -> float:
    """Business days by which this comes after the target date, at the earliest; what was dropped never does."""
    if target_date is None or net.state(node).dropped:
        return 0.0
    calendar = net.calendar(node)
    return calendar.business_days(calendar.end_of_day(target_date), earliest.finish[node])


def _slot(net: _Net, node: str, earliest: _Times, latest: _Times, path: Sequence[str]) -> Slot:
    work, state, finished = net.work[node], net.state(node), net.finished(node)
    must = None if finished else latest.finish.get(node)
    return Slot(
        id=node,
        title=work.title,
        kind="gate" if isinstance(work, GatePlan) else "task",
        department=work.department,
        finished=finished,
        earliest_start=None if state.dropped else earliest.start[node],
        earliest_finish=None if state.dropped else earliest.finish[node],
        latest_start=latest.start.get(node) if must else None,
        latest_finish=must,
        slack_days=_slack(net, node, earliest, latest) if must else None,
        critical=node in path,
    )


def _slack(net: _Net, node: str, earliest: _Times, latest: _Times) -> float | None:
    must = latest.finish.get(node)
    return None if must is None else round(net.calendar(node).business_days(earliest.finish[node], must), 2)


def _delay_cost(
    net: _Net,
    gate: GatePlan,
    earliest: _Times,
    latest: _Times,
    bound: _Times,
    ends: Sequence[str],
    cost_per_day: Decimal | None,
) -> DelayCost | None:
    """The small table of one gate; None when it is finished."""
    if net.finished(gate.id):
        return None
    must, last = bound.finish.get(gate.id), _last(earliest, ends)
    if must is None or last is None or must - earliest.finish[gate.id] > FAR:
        money = None if cost_per_day is None else Decimal(0)
        return DelayCost(gate.id, None, None, Decimal(0), money)
    calendar = net.calendar(gate.id)
    first = int(calendar.elapsed(earliest.finish[gate.id], must) // calendar.day_minutes) + 1
    week = len(calendar.working_days)
    before, after = (net.forward(gate.id, days) for days in (first, first + week))
    one, other = (max(times.finish[node] for node in ends) for times in (before, after))
    slip = round(Decimal(net.calendar(last).business_days(one, other)) / week, 2)
    money = None if cost_per_day is None else slip * cost_per_day
    return DelayCost(gate.id, _slack(net, gate.id, earliest, latest), first, slip, money)
