"""What people ask of a task. `task` is its local id."""

from dataclasses import dataclass
from typing import Any

from domain.actors import Actor
from domain.launch.commands.findings import FoundOutside


@dataclass(frozen=True)
class ClaimTask:
    """Take an open task; never overrides another's claim."""

    command_key: str
    actor: Actor
    task: str
    expected_version: int | None = None


@dataclass(frozen=True)
class UnclaimTask:
    """Give a claimed task back to its candidates."""

    command_key: str
    actor: Actor
    task: str
    expected_version: int | None = None


@dataclass(frozen=True)
class CompleteTask:
    """Say a task is done; an unclaimed one is claimed by the same act."""

    command_key: str
    actor: Actor
    task: str
    note: str = ""
    expected_version: int | None = None
    findings: tuple[FoundOutside, ...] = ()
    answers: dict[str, Any] | None = None
    """To the task's form, which whoever sends this has held them against; None where it has no form."""


@dataclass(frozen=True)
class AssignTask:
    """Give a task to somebody, open or from one holder to the next."""

    command_key: str
    actor: Actor
    task: str
    assignee: Actor
    """With the authority they hold now, which the use case gathers."""
    expected_version: int | None = None


@dataclass(frozen=True)
class ReturnTask:
    """Send a task that is done back to whoever did it last."""

    command_key: str
    actor: Actor
    task: str
    feedback: str
    expected_version: int | None = None


@dataclass(frozen=True)
class ReopenTask:
    """Open a task again that is done, skipped or cancelled."""

    command_key: str
    actor: Actor
    task: str
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True)
class SkipTask:
    """Pass over a task that the playbook calls optional."""

    command_key: str
    actor: Actor
    task: str
    rationale: str
    expected_version: int | None = None


@dataclass(frozen=True)
class CancelTask:
    """Take a task off the plan."""

    command_key: str
    actor: Actor
    task: str
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True)
class CheckItem:
    """Check an item of a task's checklist, or uncheck it; an unclaimed task is claimed by the same act."""

    command_key: str
    actor: Actor
    task: str
    item: str
    done: bool = True
    expected_version: int | None = None


@dataclass(frozen=True)
class PlanWork:
    """Say how urgent a task is and when it will be looked at again; None takes back what was said."""

    command_key: str
    actor: Actor
    task: str
    priority: int | None = None
    """1 (drop everything) to 5 (when there is time)."""
    follow_up_on: str | None = None
    """An ISO date."""
    expected_version: int | None = None


TaskCommand = (
    ClaimTask
    | UnclaimTask
    | CompleteTask
    | AssignTask
    | ReturnTask
    | ReopenTask
    | SkipTask
    | CancelTask
    | CheckItem
    | PlanWork
)
