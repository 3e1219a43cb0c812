"""Tasks over the wire."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import In, Out, Text
from domain.launch.state import TaskState


class NothingIn(In):
    """An empty object; the body may also be left out."""


class CompleteIn(In):
    """What to say of a task that is done."""

    note: Text = ""


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
