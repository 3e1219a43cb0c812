"""Done work against all there is to do, over time, as the log tells it.

The scope is every task that somebody is to do, or has done: what was skipped or cancelled is not part of it, a
condition is from the moment it was made. Work done again is not done until it is done once more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event

WORK = frozenset(
    {
        "condition.added",
        "launch.cancelled",
        "launch.changed",
        "launch.finished",
        "launch.killed",
        "launch.started",
        "launch.winding_down",
        "review.added",
        "stage.reopened",
        "task.cancelled",
        "task.completed",
        "task.reopened",
        "task.returned",
        "task.skipped",
        "task.withdrawn",
    }
)
"""The events that change how much there is to do, or is done."""


@dataclass(frozen=True)
class Point:
    """From this moment on, so many tasks of so many were done."""

    at: datetime
    done: int
    scope: int


def burn_up(events: Iterable[Event], first: Mapping[str, str]) -> tuple[Point, ...]:
    """The points at which the work changed. `first` are the tasks the launch began with, and the stage of each."""
    counting = _Counting(dict(first))
    points: list[Point] = []
    for event in events:
        if event.action not in WORK:
            continue
        counting.take(event)
        point = Point(event.occurred_at, len(counting.done), len(counting.there))
        if points and points[-1].at == point.at:
            points[-1] = point
        elif not points or (points[-1].done, points[-1].scope) != (point.done, point.scope):
            points.append(point)
    return tuple(points)


@dataclass
class _Counting:
    planned: dict[str, str]
    """The tasks of the plan, by stage."""
    owed: set[str] = field(default_factory=set)
    """Done or not, they are in no plan: conditions, reviews, and what was done before a change took it out."""
    done: set[str] = field(default_factory=set)
    reviews: set[str] = field(default_factory=set)
    """They look back on a broken glass, also when all else is over."""
    skipped: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)

    @property
    def there(self) -> set[str]:
        """All there is to do, or was done."""
        return {*self.planned, *self.owed} - self.skipped - self.cancelled

    def take(self, event: Event) -> None:
        """Count one event."""
        task = event.target
        match event.action:
            case "task.completed":
                self._settle(task, self.done)
            case "task.skipped":
                self._settle(task, self.skipped)
            case "task.cancelled":
                self._settle(task, self.cancelled)
            case "task.reopened" | "task.returned" | "task.withdrawn":
                self._again({task})
            case "condition.added":
                self.owed.add(task)
            case "review.added":
                self.owed.add(task)
                self.reviews.add(task)
            case "stage.reopened":
                self._again({one for one, stage in self.planned.items() if stage == task})
            case "launch.winding_down":
                self.cancelled |= self.there - self.done - self.reviews
            case "launch.cancelled" | "launch.finished" | "launch.killed":
                self.cancelled |= self.there - self.done
            case "launch.changed" if event.data.get("plan"):
                self._follow({one["id"]: one["stage"] for one in event.data["plan"]["tasks"]})

    def _settle(self, task: str, where: set[str]) -> None:
        self._again({task})
        where.add(task)

    def _again(self, tasks: set[str]) -> None:
        self.done -= tasks
        self.skipped -= tasks
        self.cancelled -= tasks

    def _follow(self, plan: dict[str, str]) -> None:
        """What a change brings is to do, again if it had been taken out; events of its own cancel what it takes out."""
        self.cancelled -= plan.keys() - self.planned.keys()
        self.owed |= self.planned.keys() - plan.keys()
        self.owed -= plan.keys()
        self.planned = plan
