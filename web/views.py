"""Saved views of the inbox: names for addresses, as tabs beside the filters."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.inbox import OPENS_WITH, InboxView
from web.filters import Asked


@dataclass(frozen=True)
class Tab:
    """A saved view in the inbox."""

    id: str
    name: str
    href: str
    current: bool
    """It is what is shown."""
    opens: bool
    """The inbox opens with it."""


@dataclass(frozen=True)
class Wrong:
    """Why a name was refused, shown beside it."""

    name: str
    """As it was typed."""
    why: str
    view: str | None = None
    """Which view was to be called that; None for a new one."""


def tabs_of(views: Sequence[InboxView], asked: Asked) -> list[Tab]:
    """In their order."""
    saved = [(view, Asked.saved(view.filters)) for view in views]
    return [
        Tab(view.id, view.name, filters.href(), filters.query == asked.query, view.position == OPENS_WITH)
        for view, filters in saved
    ]


def opens_with(views: Sequence[InboxView]) -> str | None:
    """The address that somebody's inbox opens with, when it is not the usual one."""
    return next((Asked.saved(view.filters).href() for view in views if view.position == OPENS_WITH), None)
