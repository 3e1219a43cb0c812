"""What somebody wants to see of their inbox, as it stands in the address: reload or share it, and it is the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.inbox import Filters, Wanted

ACTS = ("task", "attest", "vote", "score", "decide", "confirm", "review")
SCOPES = ("all", "mine", "groups")
ORDERS = ("due", "priority")
SNOOZED = ("hide", "all", "only")


@dataclass(frozen=True)
class Asked:
    """The filters of an address. What makes no sense there is left out."""

    query: Mapping[str, str]
    """As it is written into links, without what is usual."""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """From the parameters of a request."""
        legal = {"act": ACTS, "scope": SCOPES[1:], "order": ORDERS[1:], "snoozed": SNOOZED[1:], "overdue": ("true",)}
        chosen = {name: params[name] for name, values in legal.items() if params.get(name) in values}
        words = " ".join(params.get("q", "").split())[:200]
        launch = params.get("launch", "").strip()[:64]
        return cls({**chosen, **({"launch": launch} if launch else {}), **({"q": words} if words else {})})

    @property
    def wanted(self) -> Wanted:
        """What the use case takes."""
        get = self.query.get
        filters = Filters(
            act=get("act"),
            launch=get("launch"),
            q=get("q", ""),
            order=get("order", "due"),
            snoozed=get("snoozed", "hide"),
        )
        return Wanted(filters, get("scope", "all"), get("overdue") == "true")

    def but(self, **changes: str) -> dict[str, str]:
        """The same with some of it otherwise; an empty text takes a filter away."""
        merged = {**self.query, **changes}
        return {name: value for name, value in merged.items() if value}
