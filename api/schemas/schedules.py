"""Schedules over the wire."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from api.schemas.base import Out


class SlotOut(Out):
    """A task or gate in time."""

    id: str
    title: str
    kind: str = Field(description="`task` or `gate`.")
    department: str
    finished: bool
    earliest_start: datetime | None
    earliest_finish: datetime | None
    latest_start: datetime | None = Field(description="Null when finished, or when the target does not wait for it.")
    latest_finish: datetime | None
    slack_days: float | None = Field(description="Business days it may come later; negative when it is too late.")
    critical: bool


class DelayCostOut(Out):
    """What it costs when a gate is decided later than it could be."""

    gate: str
    slack_days: float | None
    first_costly_day: int | None = Field(description="The first business day of delay that moves the target.")
    slip_per_day: Decimal = Field(description="Business days that the target slips for each further day.")
    money_per_day: Decimal | None = Field(
        description="The same in the money of the fact `cost_of_delay_per_day`; null when the launch has none."
    )


class ScheduleOut(Out):
    """A launch in time."""

    as_of: datetime = Field(description="Now, or when the launch was held or ended.")
    target: str = Field(description="The stage or gate that the target date is about.")
    target_date: date | None
    earliest_finish: datetime | None = Field(description="When the target can be reached; null once it is.")
    met: bool | None = Field(description="Whether that is in time; null without a target date.")
    late_days: float = Field(description="Business days by which it is not.")
    critical_path: tuple[str, ...] = Field(description="What decides when the target is reached, first things first.")
    slots: tuple[SlotOut, ...]
    delays: tuple[DelayCostOut, ...] = Field(description="For each gate that is not decided.")
