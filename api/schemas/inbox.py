"""The inbox over the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field

from api.schemas.base import Out
from service.inbox import InboxEntry


class Act(StrEnum):
    """What can wait for somebody."""

    TASK = "task"
    ATTEST = "attest"
    VOTE = "vote"
    DECIDE = "decide"
    CONFIRM = "confirm"
    REVIEW = "review"


class InboxEntryOut(Out):
    """One thing you may do."""

    item: str = Field(description="Id of the task, gate or request.")
    launch: str
    launch_title: str
    act: Act
    part: str = Field(description="The department to attest for, the seat to vote in, or what to review.")
    audience: str = Field(description="Whom it waits for: `person:…`, `role:…` or `department:…`.")
    title: str
    priority: int
    due_at: datetime | None
    opened_at: datetime | None
    on_behalf_of: str | None = Field(description="Whom you stand in for: send it as `On-Behalf-Of`. Null for yourself.")

    @classmethod
    def of(cls, entry: InboxEntry) -> Self:
        """From an entry; who else is excluded is nobody's business here."""
        said = {name: value for name, value in vars(entry.act).items() if name != "excluded"}
        return cls(launch_title=entry.launch_title, on_behalf_of=entry.on_behalf_of, **said)
