"""What the inbox shows of an entry: enough to decide on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from service.inbox import InboxEntry
from web.moments import Clock, Due
from web.words import ACTS, IMPACT, audience, listed, spoken


@dataclass(frozen=True)
class Card:
    """An entry, in words."""

    id: str
    item: str
    act: str
    part: str
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
    waits_for: str
    href: str
    position: str
    on_behalf_of: str | None
    principal: str | None
    urgent: bool
    open: bool


def cards(
    entries: Iterable[InboxEntry], names: Mapping[str, str], clock: Clock, query: Mapping[str, str], opened: str | None
) -> list[Card]:
    """The entries of a page; `opened` is the id of the card whose details are shown."""
    return [card(entry, names, clock, query, opened) for entry in entries]


def card(
    entry: InboxEntry, names: Mapping[str, str], clock: Clock, query: Mapping[str, str], opened: str | None
) -> Card:
    """One of them."""
    act = entry.act
    id_ = card_id(entry)
    left = [spoken(one).capitalize() for one in (*entry.departments_left, *entry.seats_left)]
    return Card(
        id=id_,
        item=act.item,
        act=act.act,
        part=act.part,
        verb=ACTS[act.act],
        title=act.title,
        launch=act.launch,
        launch_title=entry.launch_title,
        asked_by=names.get(entry.owner, entry.owner),
        due=clock.due(act.due_at),
        impact=IMPACT.get(entry.tier, entry.tier),
        evidence=_evidence(entry.supporting, entry.contradicting),
        left=f"Left: {listed(left)}" if left else "",
        why=entry.why,
        waits_for=audience(act),
        href="/?" + urlencode({**query, "open": id_}),
        position=entry.position,
        on_behalf_of=entry.on_behalf_of,
        principal=names.get(entry.on_behalf_of, entry.on_behalf_of) if entry.on_behalf_of else None,
        urgent=act.priority == 1,
        open=id_ == opened,
    )


def card_id(entry: InboxEntry) -> str:
    """Tells entries apart: one item may ask several things of one person."""
    return ":".join(one for one in (entry.act.item, entry.act.act, entry.act.part) if one)


def _evidence(supporting: int, contradicting: int) -> str:
    if not supporting and not contradicting:
        return "No evidence yet"
    against = f", {contradicting} against" if contradicting else ""
    return f"{supporting} for{against}"
