"""What somebody wants to see of all launches, as it stands in the address, and how it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.launch.views import LaunchView
from web.moments import Clock
from web.timeline import Scale, Stretch, Tick, ticks

VIEWS = ("table", "board", "timeline")
STATES = ("running", "held", "finished", "killed", "cancelled")
HEALTHS = ("on_track", "at_risk", "late", "held", "ended")
TIERS = ("T1", "T2", "T3")
ORDERS = ("changed", "target")
MOST_LETTERS = 200

_LEGAL = {"view": VIEWS[1:], "state": STATES, "health": HEALTHS, "tier": TIERS, "order": ORDERS[1:]}
_FREE = ("q", "owner", "product", "stage", "playbook")


@dataclass(frozen=True)
class Asked:
    """View, filters and order of an address. What makes no sense there is left out."""

    query: Mapping[str, str]
    """As it is written into links, without what is usual."""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """From the parameters of a request."""
        legal = {name: params[name] for name, values in _LEGAL.items() if params.get(name) in values}
        free = {name: " ".join(params.get(name, "").split())[:MOST_LETTERS] for name in _FREE}
        return cls({**legal, **{name: value for name, value in free.items() if value}})

    @property
    def view(self) -> str:
        """How they are shown."""
        return self.query.get("view", "table")

    @property
    def filters(self) -> dict[str, str]:
        """What the use cases take, without state and order."""
        return {name: self.query[name] for name in (*_FREE, "health", "tier") if name in self.query}

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for but a view."""
        return bool(set(self.query) - {"view", "order"})

    def but(self, **changes: str) -> dict[str, str]:
        """The same with some of it otherwise; an empty text takes a filter away."""
        merged = {**self.query, **changes}
        return {name: value for name, value in merged.items() if value}


@dataclass(frozen=True)
class Voyage:
    """A launch in the timeline of all: from its start to its target date, or to where it went instead."""

    launch: LaunchView
    whole: Stretch | None
    """From its start to its target date, or its end."""
    done: Stretch | None
    """Of that, the share of its tasks that are done."""
    over: Stretch | None
    """From its target date to when it is expected instead."""
    target: float | None
    tasks: tuple[int, int]


@dataclass(frozen=True)
class Chart:
    """The timeline of all."""

    voyages: tuple[Voyage, ...]
    ticks: tuple[Tick, ...]
    today: float


def chart(launches: Sequence[LaunchView], work: Mapping[str, tuple[int, int]], clock: Clock) -> Chart:
    """Place launches on one scale of weekdays, where the visitor's days begin and end."""
    now = clock.now
    ends = [one for launch in launches for one in (launch.started_at, launch.ended_at, _target(launch, clock))]
    missed = [launch.target_expected_at for launch in launches]
    dates = [one.astimezone(clock.zone).date() for one in (*ends, *missed, now) if one is not None]
    first, last = min(dates), max(dates) + timedelta(days=1)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    scale = Scale(tuple(day for day in days if day.weekday() < 5) or tuple(days), clock.zone)
    return Chart(
        tuple(_voyage(scale, launch, work.get(launch.key, (0, 0)), clock) for launch in launches),
        ticks(scale),
        scale.at(now),
    )


def _voyage(scale: Scale, launch: LaunchView, tasks: tuple[int, int], clock: Clock) -> Voyage:
    target, start = _target(launch, clock), launch.started_at
    until = launch.ended_at or (max(target, start) if target and start else clock.now)
    whole = scale.stretch(start, until)
    done, scope = tasks
    share = done / scope if scope else 0.0
    late = launch.target_expected_at if launch.ended_at is None else None
    return Voyage(
        launch,
        whole,
        Stretch(whole.x, round(whole.width * share, 2)) if whole and share else None,
        scale.stretch(target, late),
        scale.at(target) if target else None,
        tasks,
    )


def _target(launch: LaunchView, clock: Clock) -> datetime | None:
    """The target date as a moment: where the visitor is, the end of the day."""
    if not launch.target_date:
        return None
    return datetime.combine(date.fromisoformat(launch.target_date), time(23, 59), clock.zone).astimezone(UTC)


def day_of(launch: LaunchView, clock: Clock) -> datetime | None:
    """The target date, to be written."""
    if not launch.target_date:
        return None
    return datetime.combine(date.fromisoformat(launch.target_date), time(12), clock.zone).astimezone(UTC)


def stages_of(launches: Sequence[LaunchView]) -> dict[str, str]:
    """The stages that these launches go through, in their order, with their titles."""
    titles = {stage.id: stage.title for launch in launches for stage in launch.stages}
    order: dict[str, int] = {}
    for launch in launches:
        for number, stage in enumerate(launch.stages):
            order[stage.id] = max(order.get(stage.id, 0), number)
    return {stage: titles[stage] for stage in sorted(titles, key=lambda one: (order[one], one))}
