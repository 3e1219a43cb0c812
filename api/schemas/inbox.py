"""The inbox over the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from api.schemas.base import Id, In, Line, Moment, Out, SafeText
from service.inbox import OPENS_WITH, Counts, Filters, InboxEntry, InboxView, Tally, Wanted


class Act(StrEnum):
    """What can wait for somebody."""

    TASK = "task"
    ATTEST = "attest"
    VOTE = "vote"
    SCORE = "score"
    DECIDE = "decide"
    CONFIRM = "confirm"
    REVIEW = "review"


class Scope(StrEnum):
    """For whom it waits."""

    MINE = "mine"
    GROUPS = "groups"
    ALL = "all"


class Order(StrEnum):
    """What comes first."""

    DUE = "due"
    PRIORITY = "priority"


class Snoozed(StrEnum):
    """Whether what is out of sight is shown."""

    HIDE = "hide"
    ALL = "all"
    ONLY = "only"


class InboxFilters(BaseModel):
    """Which entries, in which order. A query and a saved view say it alike."""

    model_config = ConfigDict(extra="forbid")

    act: Act | None = Field(None, description="Only this kind of act.")
    scope: Scope = Field(
        Scope.ALL, description="`mine`: addressed to you by name; `groups`: to your roles and departments."
    )
    launch: Id | None = Field(None, description="Only of this launch, such as `AUR-12`.")
    product: Line | None = Field(None, description="Only of launches of this product, spelt as they spell it.")
    stage: Id | None = Field(None, description="Only tasks of this stage, and gates that close it.")
    overdue: bool = Field(False, description="Only what should be done by now.")
    due_before: Moment | None = Field(None, description="Only what is due before this moment.")
    priority: int | None = Field(None, ge=1, le=5, description="Only of this priority; 1 is the most urgent.")
    q: SafeText | None = Field(
        None, max_length=200, description="Words that all occur in the title of the entry or of its launch."
    )
    order: Order = Field(
        Order.DUE, description="`due`: what is due first comes first; `priority`: what is most urgent does."
    )
    snoozed: Snoozed = Field(
        Snoozed.HIDE, description="`hide` what you snoozed and what waits for a later day, show `all`, or `only` that."
    )

    def wanted(self) -> Wanted:
        """What the use case takes."""
        same = ("act", "launch", "product", "stage", "priority", "due_before", "order", "snoozed")
        filters = Filters(q=self.q or "", **{name: getattr(self, name) for name in same})
        return Wanted(filters, self.scope, self.overdue)

    def said(self) -> dict[str, Any]:
        """What was chosen, as JSON: all else is left to what is usual."""
        return self.model_dump(mode="json", exclude_defaults=True)


_OURS = frozenset({"act", "launch_seq"})
"""Fields of an entry that are not shown as such."""


class InboxEntryOut(Out):
    """One thing you may do, with what you need to decide on it."""

    item: str = Field(description="Id of the task, gate or request.")
    launch: str
    launch_title: str
    product: str
    act: Act
    part: str = Field(description="The department to attest for, the seat to vote in, or what to review.")
    audience: str = Field(description="Whom it waits for: `person:…`, `role:…` or `department:…`.")
    title: str
    stages: tuple[str, ...] = Field(description="The stage of a task, or those that a gate closes.")
    owner: str = Field(description="Who asks: the owner of the launch.")
    tier: str = Field(description="How much depends on it.")
    target_date: str | None = Field(description="When the launch should go live.")
    priority: int
    due_at: datetime | None
    overdue: bool
    opened_at: datetime | None
    supporting: int = Field(description="Pieces of evidence for the launch.")
    contradicting: int = Field(description="Pieces of evidence against it.")
    seats_left: tuple[str, ...] = Field(description="Of a gate: the empty seats whose turn it is.")
    departments_left: tuple[str, ...] = Field(description="Of a gate: departments that have not attested.")
    why: str = Field(description="Why it waits, in one sentence.")
    hidden_until: datetime | None = Field(description="Nobody is shown it before then.")
    snoozed_until: datetime | None = Field(description="You are not shown it before then.")
    position: str = Field(description="Where it stands in this list: `GET /inbox/next` takes it, also when it is gone.")
    on_behalf_of: str | None = Field(description="Whom you stand in for: send it as `On-Behalf-Of`. Null for yourself.")
    subject: str = Field(description="Of a gate: the digest of what it is about; send it along. Empty for all else.")
    asks_more: bool = Field(description="Completing the task takes answers, or a checklist that is not checked yet.")

    @classmethod
    def of(cls, entry: InboxEntry) -> Self:
        """From an entry; who else is excluded is nobody's business here."""
        said = {name: value for name, value in vars(entry.act).items() if name != "excluded"}
        return cls(**said, **{name: value for name, value in vars(entry).items() if name not in _OURS})


class TallyOut(Out):
    """A number that is never counted further than a hundred."""

    number: int
    more: bool = Field(description="There are more than `number`.")
    label: str = Field(description="To be shown: `7`, or `100+`.")

    @classmethod
    def of(cls, tally: Tally) -> Self:
        """From a tally."""
        return cls(number=tally.number, more=tally.more, label=f"{tally.number}{'+' if tally.more else ''}")


class CountsOut(Out):
    """How much waits for you. What is out of sight counts as snoozed only."""

    acts: dict[Act, TallyOut]
    mine: TallyOut = Field(description="Addressed to you by name.")
    groups: TallyOut = Field(description="Addressed to your roles and departments.")
    all: TallyOut
    overdue: TallyOut
    snoozed: TallyOut

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """From what was counted."""
        one = {name: TallyOut.of(tally) for name, tally in vars(counts).items() if name != "acts"}
        return cls(acts={Act(act): TallyOut.of(tally) for act, tally in counts.acts.items()}, **one)


class SnoozeIn(In):
    """Something to be hidden from you for a while."""

    item: Id = Field(description="Id of a task or gate that waits for you.")
    until: Moment = Field(description="When it comes back: in the future, at most 180 days ahead.")


class SnoozeOut(Out):
    """An item that is hidden from you."""

    item: str
    until: datetime


class InboxViewIn(In):
    """A view of the inbox to be saved."""

    name: Line
    filters: InboxFilters = Field(description="What `GET /inbox` would be asked.")
    position: StrictInt | None = Field(
        None, ge=OPENS_WITH, le=10_000, description="Its place among your views; the page of your inbox opens with -1."
    )


class InboxViewOut(Out):
    """A saved view."""

    id: str
    name: str
    filters: dict[str, Any] = Field(description="As they were given, without what is usual.")
    position: int

    @classmethod
    def of(cls, view: InboxView) -> Self:
        """From a view; whose it is needs no saying."""
        return cls(id=view.id, name=view.name, filters=view.filters, position=view.position)
