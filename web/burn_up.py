"""A burn-up as two stepped lines, in percent of the width and the height."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from service.burn_up import BurnUp, Point


@dataclass(frozen=True)
class Lines:
    """A burn-up, ready to be drawn."""

    done: int
    scope: int
    began: int
    """How much there was to do at first."""
    done_path: str
    done_area: str
    scope_path: str
    """As it stands, up to the target date."""
    ceiling: int
    """What the top of the picture stands for."""
    end: float
    """Where the done work ends: now, or when the launch did."""
    target: float | None
    from_day: datetime
    to_day: datetime
    days: tuple[Point, ...]
    """How each day ended on which something changed."""


def lines(found: BurnUp, zone: tzinfo) -> Lines | None:
    """None when nothing has happened yet, or nothing is to do."""
    points = found.points
    most = max((point.scope for point in points), default=0)
    if not most:
        return None
    target = datetime.combine(found.target_date, time(12), zone).astimezone(UTC) if found.target_date else None
    first, last = points[0].at, max(found.as_of, points[-1].at)
    until = max(last, target or last)
    ceiling = most + max(1, most // 8)

    def x(moment: datetime) -> float:
        whole = (until - first).total_seconds()
        return round(100 * (moment - first).total_seconds() / whole, 2) if whole else 100.0

    def y(count: int) -> float:
        return round(100 - 100 * count / ceiling, 2)

    def stepped(counts: list[int], end: float) -> str:
        steps = [f"M0 {y(counts[0])}"]
        steps += [f"H{x(point.at)}V{y(count)}" for point, count in zip(points, counts, strict=True)]
        return "".join([*steps, f"H{end}"])

    done = stepped([point.done for point in points], x(last))
    by_day = {point.at.astimezone(zone).date(): point for point in points}
    return Lines(
        done=points[-1].done,
        scope=points[-1].scope,
        began=points[0].scope,
        done_path=done,
        done_area=f"{done}V100H0Z",
        scope_path=stepped([point.scope for point in points], 100.0),
        ceiling=ceiling,
        end=x(last),
        target=x(target) if target and target >= first else None,
        from_day=first,
        to_day=until,
        days=tuple(by_day.values()),
    )
