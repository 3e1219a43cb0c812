"""Metrics."""

from dataclasses import replace
from datetime import datetime

from domain.events import Event
from domain.launch.changes.parts import Changes
from domain.launch.state import Launch, Reading, Readings


def reading_of(event: Event) -> Reading:
    """The reading that an event put on record."""
    return Reading(
        value=event.data["value"],
        unit=event.data["unit"],
        observed_at=datetime.fromisoformat(event.data["observed_at"]),
        source=event.data["source"],
        by=event.actor,
        at=event.occurred_at,
    )


def _metric_recorded(launch: Launch, event: Event) -> Launch:
    reading, before = reading_of(event), launch.readings.get(event.target)
    if before is None:
        kept = Readings(reading)
    else:
        latest = reading if reading.observed_at >= before.latest.observed_at else before.latest
        kept = Readings(latest, before.count + 1)
    return replace(launch, readings={**launch.readings, event.target: kept})


CHANGES: Changes = {"metric.recorded": _metric_recorded}
