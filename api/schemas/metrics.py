"""Metrics over the wire. Amounts are decimals, written as text."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Id, In, Line, Moment, Out
from service.metrics import NewReading


class ReadingIn(In):
    """A reading of a metric."""

    metric: Id
    value: str = Field(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,12})?$", description="A decimal as text: `12.5`.")
    unit: Line = Field(description="The metric's own, so that nobody mixes percent with people.")
    observed_at: Moment
    source: Line = Field(description="Where the number comes from.")

    def wanted(self) -> NewReading:
        """What the use case takes."""
        return NewReading(**dict(self))


class ReadingOut(Out):
    """A reading on record."""

    value: str
    unit: str
    observed_at: datetime
    source: str
    by: str
    at: datetime


class MetricOut(Out):
    """A metric, with its latest reading."""

    id: str
    title: str
    unit: str
    department: str
    better: str = Field(description="`higher` or `lower`.")
    baseline: str | None
    target: str | None
    guardrail: str | None
    latest: ReadingOut | None = Field(description="The one observed last.")
    readings: int = Field(description="How many were recorded.")
