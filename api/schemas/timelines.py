"""A launch as a picture of time, over the wire."""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from api.schemas.base import Out
from service.burn_up import BurnUp
from service.schedule import Picture


class BarOut(Out):
    """A task or gate: planned, actual, expected."""

    id: str
    item: str = Field(description="Its id outside the launch.")
    title: str
    kind: str = Field(description="`task` or `gate`.")
    department: str
    state: str
    after: tuple[str, ...] = Field(description="What comes directly before a task.")
    planned_start: datetime | None = Field(description="Null for what was never planned, as a condition.")
    planned_finish: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    expected_start: datetime | None
    expected_finish: datetime | None = Field(description="Null once it is finished, and for what nobody does.")
    latest_finish: datetime | None
    slack_days: float | None = Field(description="Business days it may come later; negative when it is too late.")
    critical: bool


class StageSpanOut(Out):
    """A stage, from its first part to its last."""

    id: str
    title: str
    state: str
    attempt: int
    planned_start: datetime | None
    planned_finish: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    expected_finish: datetime | None
    slack_days: float | None = Field(description="The least of any part of it.")
    critical: bool
    bars: tuple[BarOut, ...]


class HoldOut(Out):
    """A stretch of time in which it stood still."""

    since: datetime
    until: datetime | None
    reason: str


class TimelineOut(Out):
    """A launch from its start to its end."""

    as_of: datetime = Field(description="Now, or when the launch was held or ended.")
    started_at: datetime
    ended_at: datetime | None
    target: str = Field(description="The stage or gate that the target date is about.")
    target_date: date | None
    planned_finish: datetime | None = Field(description="When the target was to be reached by plan.")
    expected_finish: datetime | None = Field(description="When it can be reached; null once it is.")
    met: bool | None
    late_days: float
    slack_days: float | None = Field(
        description="Business days that are left before the target date is missed; negative when it is."
    )
    critical_path: tuple[str, ...]
    holds: tuple[HoldOut, ...]
    stages: tuple[StageSpanOut, ...]
    business_days: tuple[date, ...] = Field(description="The dates on which anybody works, for as long as it lasts.")

    @classmethod
    def of(cls, picture: Picture) -> Self:
        """From what the use case gives."""
        return cls.model_validate({**vars(picture.timeline), "business_days": picture.business_days})


class PointOut(Out):
    """From this moment on, so many tasks of so many were done."""

    at: datetime
    done: int
    scope: int


class BurnUpOut(Out):
    """Done work against all there is to do."""

    as_of: datetime
    target_date: date | None
    points: tuple[PointOut, ...] = Field(description="At each of them the work changed; it stays until the next.")

    @classmethod
    def of(cls, found: BurnUp) -> Self:
        """From what the use case gives."""
        return cls.model_validate(found)
