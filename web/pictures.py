"""What the pictures of a launch show, gathered in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.launch.views import GateView, LaunchView, TaskView
from service.container import Slipway
from web import burn_up, timeline
from web.visits import Visit
from web.words import listed

MOST_WAITED_FOR = 3


@dataclass(frozen=True)
class Waiting:
    """On whom a launch waits, and since when the longest."""

    names: str
    since: datetime


@dataclass(frozen=True)
class Pictures:
    """The timeline and the burn-up of a launch; None while its plan, or its log, is on its way."""

    timeline: timeline.Drawing | None
    burn_up: burn_up.Lines | None
    waiting: Waiting | None


async def of_launch(
    slipway: Slipway, visit: Visit, launch: LaunchView, tasks: Sequence[TaskView], gates: Sequence[GateView]
) -> Pictures:
    """Everything drawn on the page of a launch."""
    zone = visit.clock.zone
    try:
        drawn = timeline.draw(await slipway.schedules.timeline(launch.key), zone)
    except NotFound:
        drawn = None
    lines = burn_up.lines(await slipway.burn_ups.show(launch.key), zone)
    return Pictures(drawn, lines, waiting(visit, launch, tasks, gates))


def waiting(visit: Visit, launch: LaunchView, tasks: Sequence[TaskView], gates: Sequence[GateView]) -> Waiting | None:
    """Whom everybody waits for; None when nobody has anything to do, or all stands still."""
    opened = [one.opened_at for one in tasks if one.state in {"open", "claimed"} and one.opened_at]
    opened += [one.opened_at for one in gates if one.state == "open" and one.opened_at]
    if launch.state != "running" or not launch.waiting_on or not opened:
        return None
    names = [visit.titles.get(one, one.replace("_", " ").capitalize()) for one in launch.waiting_on]
    return Waiting(listed(names, MOST_WAITED_FOR), min(opened))
