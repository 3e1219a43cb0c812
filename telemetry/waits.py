"""How long people took: one span and three histograms for each wait, when it is over.

A span is never held open while people think. When the decision lands, its whole wait is emitted at once, in a
trace of its own that links to the act that ended it: as a child it would begin days before its parent.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.metrics import Histogram, Meter

from domain.events import Event
from domain.ids import item_id
from domain.launch.state import GateState, TaskState
from domain.launch.views import Batch, GateView, TaskView
from telemetry.setup import Telemetry

_SCOPE = "telemetry.waits"
_HOUR, _DAY = 3600, 86400
_BOUNDS = (60, 900, _HOUR, 4 * _HOUR, 8 * _HOUR, _DAY, 2 * _DAY, 5 * _DAY, 10 * _DAY, 20 * _DAY, 40 * _DAY)


@dataclass(frozen=True)
class Wait:
    """A task or gate that waited for people. Times are aware; `claimed_at` is None if nobody claimed it."""

    name: str
    """What kind of wait, of few values: `task`, `gate`."""
    launch_id: str
    target: str
    department: str
    opened_at: datetime
    claimed_at: datetime | None
    done_at: datetime


class Waits:
    """Records waits. Call it once per decision, after the decision is written down, never in a workflow."""

    def __init__(self, telemetry: Telemetry) -> None:
        """Make the instruments."""
        meter = telemetry.meter_provider.get_meter(_SCOPE)
        self._tracer = telemetry.tracer_provider.get_tracer(_SCOPE)
        self._queue = _seconds(meter, "slipway.wait.queue", "From open to claimed")
        self._work = _seconds(meter, "slipway.wait.work", "From claimed to done")
        self._total = _seconds(meter, "slipway.wait.total", "From open to done")

    def record_over(self, batch: Batch, moved: Set[str]) -> None:
        """Record the waits that a batch ended. `moved` is what it really wrote: two bring it, and one records."""
        for wait in _over(batch, moved):
            self.record(wait)

    def record(self, wait: Wait) -> None:
        """Emit the span and the seconds of a wait that is over."""
        self._emit_span(wait)
        labels = {"slipway.department": wait.department, "slipway.wait": wait.name}
        self._total.record((wait.done_at - wait.opened_at).total_seconds(), labels)
        if wait.claimed_at:
            self._queue.record((wait.claimed_at - wait.opened_at).total_seconds(), labels)
            self._work.record((wait.done_at - wait.claimed_at).total_seconds(), labels)

    def _emit_span(self, wait: Wait) -> None:
        act = trace.get_current_span().get_span_context()
        span = self._tracer.start_span(
            f"wait {wait.name}",
            context=Context(),
            start_time=_nanoseconds(wait.opened_at),
            attributes={
                "launch.id": wait.launch_id,
                "slipway.department": wait.department,
                "slipway.target": wait.target,
            },
            links=[trace.Link(act)] if act.is_valid else [],
        )
        if wait.claimed_at:
            span.add_event("claimed", timestamp=_nanoseconds(wait.claimed_at))
        span.end(_nanoseconds(wait.done_at))


def _seconds(meter: Meter, name: str, description: str) -> Histogram:
    return meter.create_histogram(name, unit="s", description=description, explicit_bucket_boundaries_advisory=_BOUNDS)


def _nanoseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000) * 1_000


def _over(batch: Batch, moved: Set[str]) -> list[Wait]:
    """The human waits that ended with the events of a batch: tasks completed and gates decided."""
    tasks = {view.local_id: view for view in batch.tasks}
    gates = {view.local_id: view for view in batch.gates}
    found = []
    for event in batch.events:
        if item_id(batch.launch.key, event.target) not in moved:
            continue
        if event.action == "task.completed" and (task := tasks.get(event.target)):
            found.append(_task_wait(task, event))
        elif event.action == "gate.decided" and (gate := gates.get(event.target)):
            found.append(_gate_wait(gate, event))
    return [wait for wait in found if wait]


def _task_wait(task: TaskView, event: Event) -> Wait | None:
    if task.state != TaskState.DONE or task.opened_at is None:
        return None
    return _wait("task", task.launch, task.id, task.department, task.opened_at, task.claimed_at, event)


def _gate_wait(gate: GateView, event: Event) -> Wait | None:
    if gate.state == GateState.PENDING or gate.opened_at is None:
        return None
    return _wait("gate", gate.launch, gate.id, gate.decider, gate.opened_at, None, event)


def _wait(
    name: str,
    launch: str,
    target: str,
    department: str,
    opened_at: datetime,
    claimed_at: datetime | None,
    event: Event,
) -> Wait:
    return Wait(
        name=name,
        launch_id=launch,
        target=target,
        department=department,
        opened_at=opened_at,
        claimed_at=claimed_at,
        done_at=event.occurred_at,
    )
