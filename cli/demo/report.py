"""What came of it: a table of the stages, and the figures that operators ask for."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from rich.table import Table

from cli.demo.crew import JSON, StoryBroke
from cli.demo.narrator import Narrator
from cli.demo.stagecraft import Launch
from domain.calendar import Calendar
from domain.events import Event, broken_at

_WORKING_DAY_MINUTES = 480

_METRICS_LAG_SECONDS = 1.0
"""The engine publishes its counters once a second."""

_OF_THE_CLOCK = "UpdateWorkflowExecutionOptions"
"""The engine counts each time we moved its clock as an action; no real launch has those."""


@dataclass
class Line:
    """What happened in one stage."""

    title: str
    attempts: int = 1
    tasks: int = 0
    people: set[str] = field(default_factory=set)
    decisions: list[str] = field(default_factory=list)
    started_at: datetime | None = None
    completed_at: datetime | None = None


async def report(launch: Launch, tell: Narrator, metrics_url: str) -> None:
    """Read everything back through the API and sum it up. Raises StoryBroke when the chain of events is broken."""
    key, crew = launch.key, launch.crew
    view = await launch.view()
    tasks = await crew.read_all(launch.owner, f"/launches/{key}/tasks")
    gates = await crew.read_all(launch.owner, f"/launches/{key}/gates")
    events = [event_of(item) for item in await launch.events()]
    if (broken := broken_at(key, events)) is not None or events[-1].hash != view["head"]:
        raise StoryBroke(f"The log of {key} is broken at event {broken or len(events)}.")
    tell.say()
    tell.console.print(_table(_lines(view, tasks, gates, events), _holds(events)))
    tell.say()
    reminders = sum(event.action.endswith(".overdue") for event in events)
    for title, value in (
        ("Outcome", view["summary"]),
        ("Events", f"{len(events)}, of which {reminders} reminders; the hash chain holds to {view['head'][:12]}"),
        ("Engine", f"{await engine_actions(metrics_url)} actions for the whole launch"),
        ("Trace", f"{launch.trace} is the last decision, from request to database"),
    ):
        tell.say(f"  {title:10}{value}")


def event_of(item: JSON) -> Event:
    """An event as the API shows it."""
    return Event(**{**item, "occurred_at": datetime.fromisoformat(item["occurred_at"])})


async def engine_actions(metrics_url: str) -> int:
    """What the engine counted as actions of the launch; Temporal Cloud would bill them."""
    await asyncio.sleep(_METRICS_LAG_SECONDS)
    async with httpx.AsyncClient(trust_env=False) as http:
        lines = (await http.get(metrics_url)).text.splitlines()
    counted = (line for line in lines if line.startswith("action{") and 'namespace="default"' in line)
    return sum(round(float(line.rsplit(" ", 1)[1])) for line in counted if _OF_THE_CLOCK not in line)


def _lines(view: JSON, tasks: list[JSON], gates: list[JSON], events: Iterable[Event]) -> list[Line]:
    lines = {stage["id"]: Line(stage["title"], stage["attempt"]) for stage in view["stages"]}
    lines[""] = Line("Conditions")
    stages: dict[str, tuple[str, ...]] = {task["local_id"]: (task["stage"],) for task in tasks}
    stages |= {gate["local_id"]: tuple(gate["closes"]) for gate in gates}
    stages |= {stage: (stage,) for stage in lines}
    for event in events:
        for stage in stages.get(event.target, ()):
            _count(lines[stage], event)
    return [line for line in lines.values() if line.tasks]


def _count(line: Line, event: Event) -> None:
    if event.actor != "system":
        line.people.add(event.actor)
    match event.action:
        case "task.completed":
            line.tasks += 1
        case "gate.decided":
            how = " (override)" if "proposed_by" in event.data else ""
            line.decisions.append(f"{event.target} {event.data['decision'].replace('_', ' ')}{how}")
        case "stage.started":
            line.started_at = line.started_at or event.occurred_at
        case "stage.completed":
            line.completed_at = event.occurred_at


def _holds(events: Iterable[Event]) -> list[tuple[datetime, datetime]]:
    moments = [event.occurred_at for event in events if event.action in {"launch.held", "launch.resumed"}]
    return list(zip(moments[::2], moments[1::2], strict=False))


def _table(lines: Iterable[Line], holds: Iterable[tuple[datetime, datetime]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for title, justify in _COLUMNS.items():
        table.add_column(title, justify="right" if justify else "left", no_wrap=True)
    for line in lines:
        table.add_row(
            line.title,
            str(line.attempts),
            str(line.tasks),
            str(len(line.people)),
            _business_days(line, holds),
            ", ".join(line.decisions),
        )
    return table


_COLUMNS: Mapping[str, bool] = {
    "Stage": False,
    "Attempts": True,
    "Tasks": True,
    "People": True,
    "Business days": True,
    "Decisions": False,
}
"""Each title, and whether it stands over numbers."""


def _business_days(line: Line, holds: Iterable[tuple[datetime, datetime]]) -> str:
    """Working time between start and completion, Monday to Friday in UTC; holds do not count."""
    if line.started_at is None or line.completed_at is None:
        return ""
    calendar = Calendar()
    minutes = calendar.elapsed(line.started_at, line.completed_at)
    for held, resumed in holds:
        start, end = max(held, line.started_at), min(resumed, line.completed_at)
        minutes -= calendar.elapsed(start, end) if start < end else 0
    return f"{minutes / _WORKING_DAY_MINUTES:.1f}"
