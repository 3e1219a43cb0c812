"""What people ask of a launch's metrics."""

from dataclasses import dataclass
from datetime import datetime

from domain.actors import Actor
from domain.launch.commands.findings import FoundOutside


@dataclass(frozen=True)
class RecordReading:
    """Put a reading of a metric on record. `value` is a decimal, written as text."""

    command_key: str
    actor: Actor
    metric: str
    value: str
    unit: str
    observed_at: datetime
    source: str
    findings: tuple[FoundOutside, ...] = ()


MetricCommand = RecordReading
