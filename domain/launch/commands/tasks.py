"""What people ask of a task. `task` is its local id."""

from dataclasses import dataclass

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


TaskCommand = ClaimTask | UnclaimTask | CompleteTask
