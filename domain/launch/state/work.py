"""Stages, tasks, and what was asked about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.clock import Clock
from domain.launch.state.states import Opinion, RequestState, StageState, TaskState


@dataclass(frozen=True)
class Stage:
    """A stage's progress."""

    id: str
    state: StageState = StageState.PENDING
    attempt: int = 1
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class Task:
    """A task's progress. `version` is the number of the event that last changed it."""

    id: str
    state: TaskState = TaskState.PENDING
    attempt: int = 1
    version: int = 0
    opens_at: datetime | None = None
    """Set while a ready task waits for its day."""
    opened_at: datetime | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    done_by: str | None = None
    done_at: datetime | None = None
    note: str = ""
    doers: tuple[str, ...] = ()
    """Everyone who ever completed it, or had it completed for them, in any attempt; they may not decide on it."""
    clock: Clock | None = None
    checked: tuple[str, ...] = ()
    """Ids of the checklist items that are checked."""
    answers: dict[str, Any] | None = None
    """What its form was last answered; kept when it is done again, to be amended."""
    feedback: str = ""
    """Why it was last returned."""
    returned_by: str | None = None
    returned_at: datetime | None = None
    reason: str = ""
    """Why it was skipped, cancelled or reopened."""
    priority: int | None = None
    """Its own, 1 to 5; None for the launch's."""
    follow_up_on: str | None = None
    """The ISO date on which somebody means to look at it again."""
    slipped_at: datetime | None = None
    """Since when it holds others up; None while it does not."""
    planned_due_at: datetime | None = None
    """When it was last planned to be due. It counts while the task is not open, or stands still."""
    paused_at: datetime | None = None
    """Since when its clock stands still, since what it follows is done again; None while it does not."""


@dataclass(frozen=True)
class Request:
    """A review that one person asked of another, on a task or a gate."""

    id: str
    target: str
    """Local id of the task or gate."""
    asked_by: str
    of: str
    """The person asked."""
    at: datetime
    note: str = ""
    state: RequestState = RequestState.OPEN
    opinion: Opinion | None = None
    answer: str = ""
    closed_at: datetime | None = None
