"""What somebody wants to see of their inbox, as it stands in the address: reload or share it, and it is the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from service.inbox import Filters, Wanted

ACTS = ("task", "attest", "vote", "score", "decide", "confirm", "review")
SCOPES = ("all", "mine", "groups")
ORDERS = ("due", "priority")
SNOOZED = ("hide", "all", "only")
PRIORITIES = ("1", "2", "3", "4", "5")

_LEGAL = {
    "act": ACTS,
    "scope": SCOPES[1:],
    "order": ORDERS[1:],
    "snoozed": SNOOZED[1:],
    "overdue": ("true",),
    "priority": PRIORITIES,
}
_NAMES = ("launch", "product", "stage")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Asked:
    """The filters of an address. What makes no sense there is left out."""

    query: Mapping[str, str]
    """As it is written into links, without what is usual."""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """From the parameters of a request."""
        chosen = {name: params[name] for name, values in _LEGAL.items() if params.get(name) in values}
        names = {name: params.get(name, "").strip()[:_LONGEST_NAME] for name in _NAMES}
        before = _moment(params.get("due_before", ""))
        words = " ".join(params.get("q", "").split())[:200]
        given = {**chosen, **names, "due_before": before.isoformat() if before else "", "q": words}
        return cls({name: value for name, value in given.items() if value})

    @classmethod
    def saved(cls, filters: Mapping[str, Any]) -> "Asked":
        """From a saved view, whichever door it was saved by."""
        return cls.of({name: str(value).lower() if value is True else str(value) for name, value in filters.items()})

    @property
    def said(self) -> dict[str, Any]:
        """What a saved view keeps: the same as the API writes."""
        kinds: dict[str, Any] = {"overdue": True, "priority": int(self.query.get("priority", "0"))}
        return {name: kinds.get(name, value) for name, value in self.query.items()}

    @property
    def wanted(self) -> Wanted:
        """What the use case takes."""
        get = self.query.get
        filters = Filters(
            act=get("act"),
            launch=get("launch"),
            product=get("product"),
            stage=get("stage"),
            priority=int(self.query["priority"]) if "priority" in self.query else None,
            due_before=_moment(get("due_before", "")),
            q=get("q", ""),
            order=get("order", "due"),
            snoozed=get("snoozed", "hide"),
        )
        return Wanted(filters, get("scope", "all"), get("overdue") == "true")

    @property
    def narrowed(self) -> bool:
        """Whether there may be more than is shown: an order alone leaves nothing out."""
        return bool(set(self.query) - {"order"})

    def but(self, **changes: str) -> dict[str, str]:
        """The same with some of it otherwise; an empty text takes a filter away."""
        merged = {**self.query, **changes}
        return {name: value for name, value in merged.items() if value}

    def href(self, **changes: str) -> str:
        """The address of that. Without any filter it says so, since the bare address opens with a saved view."""
        return "/?" + urlencode(self.but(**changes) or {"scope": "all"})


def _moment(given: str) -> datetime | None:
    """A moment as the API writes it; None for anything else."""
    try:
        moment = datetime.fromisoformat(given)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
