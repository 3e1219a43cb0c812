"""Which entries of the inbox, in which order: the options of every command that reads it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import completion
from cli.failures import Misused
from cli.reading import moment

if TYPE_CHECKING:
    from cli.remote import Remote


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


OfAct = Annotated[Act | None, typer.Option(help="Only this kind of act.")]
OfScope = Annotated[Scope | None, typer.Option(help="Addressed to you by name, or to your roles and departments.")]
OfLaunch = Annotated[
    str | None,
    typer.Option(metavar="KEY", help="Only of this launch.", autocompletion=completion.launches),
]
OfProduct = Annotated[str | None, typer.Option(help="Only of launches of this product.")]
OfStage = Annotated[str | None, typer.Option(help="Only tasks of this stage, and gates that close it.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only what should be done by now.")]
DueBefore = Annotated[
    str | None, typer.Option(metavar="MOMENT", parser=moment, help="Only what is due before; UTC unless said.")
]
OfPriority = Annotated[int | None, typer.Option(min=1, max=5, help="Only of this priority.")]
Search = Annotated[str | None, typer.Option("--search", "-S", help="Words that all occur in a title.")]
InOrder = Annotated[Order | None, typer.Option(help="Due first, unless you say priority.")]
OfSnoozed = Annotated[Snoozed | None, typer.Option(help="Hide what is snoozed, show all, or only that.")]
OfView = Annotated[str | None, typer.Option(metavar="NAME", help="A saved view; other filters go before it.")]


def given(
    act: Act | None,
    scope: Scope | None,
    launch: str | None,
    product: str | None,
    stage: str | None,
    overdue: bool,
    due_before: str | None,
    priority: int | None,
    search: str | None,
    order: Order | None,
    snoozed: Snoozed | None,
) -> dict[str, Any]:
    """The filters that were typed, as the server is asked for them; the rest is as usual."""
    typed: dict[str, Any] = {"act": act, "scope": scope, "launch": launch, "product": product, "stage": stage}
    typed |= {"overdue": overdue or None, "due_before": due_before, "priority": priority, "q": search}
    typed |= {"order": order, "snoozed": snoozed}
    return {
        name: str(value) if isinstance(value, StrEnum) else value for name, value in typed.items() if value is not None
    }


def view_named(remote: "Remote", name: str) -> str:
    """The id of a saved view. Raises Misused with the names there are."""
    views = remote.items("/me/inbox-views")
    found = next((view["id"] for view in views if name in {view["name"], view["id"]}), None)
    if found is None:
        known = ", ".join(view["name"] for view in views) or "none: save one with `slipway inbox save NAME`"
        raise Misused(f"No view is named {name}. There are {known}.")
    return str(found)
