"""Launches before they are started, over the wire."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.base import Out


class TaskAheadOut(Out):
    """A task, and who would do it by when."""

    id: str
    title: str
    department: str
    role: str | None = Field(description="Only its holders may do it; null for anybody of the department.")
    people: tuple[str, ...] = Field(description="Only they may do it, when any are named.")
    after: tuple[str, ...] = Field(description="Tasks and gates that it waits for.")
    optional: bool
    opens: bool = Field(description="It opens as soon as the launch starts.")
    due_at: datetime | None = Field(description="Null when it has no SLA.")
    critical: bool = Field(description="It helps to decide when the target can be reached.")


class GateAheadOut(Out):
    """A gate, and who would attest, vote and decide by when."""

    id: str
    title: str
    department: str
    closes: tuple[str, ...] = Field(description="Stages.")
    attest: tuple[str, ...] = Field(description="Departments that say whether their part is ready.")
    seats: tuple[str, ...] = Field(description="Whose votes it asks for.")
    policy: str
    decider: str = Field(description="The accountable role.")
    due_at: datetime | None
    critical: bool


class StageAheadOut(Out):
    """A stage with its tasks, and the gates that it is the last to close."""

    id: str
    title: str
    after: tuple[str, ...]
    ends_at: datetime
    tasks: tuple[TaskAheadOut, ...]
    gates: tuple[GateAheadOut, ...]


class DaysOffOut(Out):
    """Public holidays of a department on the way."""

    department: str
    days: tuple[date, ...]


class SwitchOut(Out):
    """A task, gate or criterion that is there or not because of an answer."""

    kind: str = Field(description="`task`, `gate` or `criterion`.")
    id: str
    title: str
    department: str
    on: bool = Field(description="Whether the launch has it.")
    because: tuple[str, ...] = Field(description="The facts that its condition asks for.")
    gate: str | None = Field(description="Of a criterion: the gate that checks it.")


class ConcernOut(Out):
    """Something to mend, or to think of, before starting."""

    kind: str = Field(description="`refused`, `late`, `past`, `same_title` or `alone`.")
    pointer: str = Field(description="A JSON Pointer to the field that it is about.")
    detail: str
    refuses: bool = Field(description="A launch does not start like this.")
    subject: str = Field(description="The other launch of the same title, or the role that nobody else has.")
    items: tuple[str, ...] = Field(description="The gates it is about.")


class LaunchPreviewOut(Out):
    """A launch as it would begin now. Nothing of it is kept, and no key is used up."""

    as_of: datetime
    playbook: str = Field(description="The version that would be pinned.")
    tier: str
    prefix: str = Field(description="How its key would begin.")
    owner: str
    facts: dict[str, Any] = Field(description="The answers, with defaults where none was given.")
    stages: tuple[StageAheadOut, ...]
    target: str = Field(description="The stage or gate that the target date is about.")
    target_title: str
    target_date: date | None
    target_at: datetime | None = Field(description="When the target can be reached.")
    target_days: int = Field(description="Business days until then.")
    spare_days: float | None = Field(description="Business days left before the target date; negative when missed.")
    ends_at: datetime = Field(description="When all of it can be over, with what follows the target.")
    days_off: tuple[DaysOffOut, ...]
    switches: tuple[SwitchOut, ...]
    concerns: tuple[ConcernOut, ...]
    startable: bool = Field(description="Whether it would start like this, once its charter is whole.")
