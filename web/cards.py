"""What the inbox shows of an entry: enough to decide on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from service.inbox import InboxEntry
from web.bulk import Pick, fitting
from web.language import say
from web.moments import Clock, Due
from web.words import ACTS, IMPACT, listed, spoken


@dataclass(frozen=True)
class Card:
    """An entry, in words."""

    id: str
    item: str
    act: str
    verb: str
    title: str
    launch: str
    launch_title: str
    asked_by: str
    due: Due | None
    impact: str
    evidence: str
    left: str
    why: str
    href: str
    principal: str | None
    priority: int
    whose: str
    """Whom it waits for: a role, a department; empty for the visitor by name."""
    open: bool
    pick: str
    """The value of its box."""
    fits: str
    """What can be done to it together with others."""


@dataclass(frozen=True)
class Deck:
    """A list of cards, as one person sees it at one moment."""

    names: Mapping[str, str]
    """Of people, by id."""
    titles: Mapping[str, str]
    """Of departments and roles, by id."""
    clock: Clock
    query: Mapping[str, str]
    """Of the list: a card's address keeps it."""
    opened: str | None = None
    """Id of the card whose details are shown."""

    def card(self, entry: InboxEntry) -> Card:
        """An entry, in words."""
        act, id_ = entry.act, card_id(entry)
        left = [
            self.titles.get(one) or spoken(one).capitalize() for one in (*entry.departments_left, *entry.seats_left)
        ]
        principal = entry.on_behalf_of
        return Card(
            id=id_,
            item=act.item,
            act=act.act,
            verb=say(ACTS[act.act]),
            title=act.title,
            launch=act.launch,
            launch_title=entry.launch_title,
            asked_by=self.names.get(entry.owner, entry.owner),
            due=self.clock.due(act.due_at),
            impact=say(IMPACT.get(entry.tier, entry.tier)),
            evidence=_evidence(entry.supporting, entry.contradicting),
            left=say("Left: {names}", names=listed(left)) if left else "",
            why=entry.why,
            href="/?" + urlencode({**self.query, "open": id_}),
            principal=self.names.get(principal, principal) if principal else None,
            priority=act.priority,
            whose=self._whose(act.audience),
            open=id_ == self.opened,
            pick=Pick.of(entry).written,
            fits=" ".join(fitting(entry)),
        )

    def _whose(self, audience: str) -> str:
        kind, _, name = audience.partition(":")
        if kind == "person":
            return ""
        return self.titles.get(name) or spoken(name).capitalize()


def card_id(entry: InboxEntry) -> str:
    """Tells entries apart: one item may ask several things of one person."""
    return ":".join(one for one in (entry.act.item, entry.act.act, entry.act.part) if one)


def _evidence(supporting: int, contradicting: int) -> str:
    if not supporting and not contradicting:
        return say("No evidence yet")
    if contradicting:
        return say("{supporting} for, {contradicting} against", supporting=supporting, contradicting=contradicting)
    return say("{supporting} for", supporting=supporting)
