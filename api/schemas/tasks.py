"""Tasks over the wire."""

from datetime import date, datetime
from typing import Any

from pydantic import Field, StrictBool, StrictInt

from api.schemas.base import Day, Id, In, Out, SafeText, Text
from domain.launch.state import TaskState


class NothingIn(In):
    """An empty object; the body may also be left out."""


class CompleteIn(In):
    """What to say of a task that is done."""

    note: Text = ""
    answers: dict[SafeText, Any] | None = Field(
        None, max_length=200, description="To the task's form, at most 16 KiB; leave out where there is none."
    )


class AssignIn(In):
    """Whom to give a task to."""

    assignee: Id = Field(description="A person who may do it.")


class ReturnIn(In):
    """Why a task goes back."""

    feedback: Text = Field(description="What to change.")


class ReasonIn(In):
    """Why a task is reopened or cancelled."""

    reason: Text


class SkipIn(In):
    """Why an optional task is not needed."""

    rationale: Text


class CheckIn(In):
    """An item of a checklist."""

    item: Id
    done: StrictBool = Field(True, description="False to uncheck it.")


class PlanIn(In):
    """How urgent a task is and when it will be looked at again; what is left out is taken back."""

    priority: StrictInt | None = Field(
        None, ge=1, le=5, description="1 (drop everything) to 5; null for the launch's own."
    )
    follow_up_on: Day | None = None


class DraftIn(In):
    """Answers that are not finished; nothing but their size is checked."""

    answers: dict[SafeText, Any] = Field(max_length=200, description="At most 16 KiB.")


class DraftOut(Out):
    """Your own draft of a task's answers; empty when there is none."""

    task: str
    answers: dict[str, Any]
    updated_at: datetime | None


class CheckOut(Out):
    """An item of a checklist."""

    id: str
    title: str
    checked: bool


class PreviousOut(Out):
    """A task that this one follows, and who did it."""

    id: str
    title: str
    done_by: str | None
    done_at: datetime | None


class TaskOut(Out):
    """A task."""

    id: str
    launch: str
    local_id: str
    title: str
    stage: str
    department: str
    role: str | None
    state: TaskState
    attempt: int
    version: int = Field(description="Also its ETag.")
    after: tuple[str, ...]
    guide: str
    blocks_gate: str | None = Field(description="Of a condition: the gate it blocks.")
    priority: int
    opens_at: datetime | None
    opened_at: datetime | None
    due_at: datetime | None
    claimed_by: str | None
    claimed_at: datetime | None
    done_by: str | None
    done_at: datetime | None
    note: str
    sla_marks: tuple[int, ...] = Field(description="Percentages of its SLA that have passed.")
    held: bool = Field(description="The launch is on hold: nothing can be done here now.")
    people: tuple[str, ...] = Field(description="The only people who may do it; empty for its role or department.")
    barred: tuple[str, ...] = Field(description="People who may not do it: they did a task named in `not_by`.")
    not_by: tuple[str, ...] = Field(description="Tasks that it must not share a doer with.")
    optional: bool = Field(description="It may be skipped.")
    checklist: tuple[CheckOut, ...] = Field(description="All must be checked before it is completed.")
    form: dict[str, Any] | None = Field(description="A JSON Schema of the answers that completing it asks for.")
    answers: dict[str, Any] | None
    previous: tuple[PreviousOut, ...] = Field(description="The tasks it follows.")
    feedback: str = Field(description="Why it was last returned.")
    returned_by: str | None
    returned_at: datetime | None
    reason: str = Field(description="Why it was skipped, cancelled or reopened.")
    follow_up_on: date | None
    follow_up_at: datetime | None = Field(description="When the department's hours begin on that day.")
    slipped_at: datetime | None = Field(description="Since when it holds others up.")
    held_up_by: tuple[str, ...] = Field(description="The late or returned tasks that keep it waiting.")
    planned_due_at: datetime | None = Field(
        description="When it will be due as things stand, while it is not open or stands still. A slip moves it."
    )
    paused_at: datetime | None = Field(description="Since when its clock stands still: what it follows is done again.")
