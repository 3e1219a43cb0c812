"""`metric`: the latest reading of a metric lies within bounds, and is fresh enough."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Launch


def metric_within(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """The latest reading of `metric` is at least `min`, at most `max`, and at most `fresh_days` old."""
    metric = params["metric"]
    kept, plan = launch.readings.get(metric), launch.plan.metric(metric)
    title = plan.title if plan else metric
    bounds = _bounds(params)
    if kept is None:
        return Finding(passed=False, why=f"no reading of {title} yet; {bounds} asked")
    latest = kept.latest
    value, age = Decimal(latest.value), max(now - latest.observed_at, timedelta())
    inside = all(
        (
            "min" not in params or value >= Decimal(str(params["min"])),
            "max" not in params or value <= Decimal(str(params["max"])),
        )
    )
    fresh_days = params.get("fresh_days")
    fresh = fresh_days is None or age <= timedelta(days=fresh_days)
    stale = "" if fresh else f", too old: at most {fresh_days} days asked"
    seen = f"observed {latest.observed_at:%Y-%m-%d}"  # a date, not an age: proposals are bound to these words
    return Finding(
        passed=inside and fresh,
        why=f"{title} is {latest.value} {latest.unit}, {bounds} asked; {seen}{stale}; recorded by {latest.by}",
    )


def _bounds(params: Mapping[str, Any]) -> str:
    said = [f"{word} {params[name]}" for name, word in (("min", "at least"), ("max", "at most")) if name in params]
    return " and ".join(said) or "any value"
