"""What changed since the visitor last looked, for the page of a launch, task or gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from domain.events import Event
from service.comments import Comment
from service.container import Slipway
from web.visits import Visit

MOST = 200
"""Events that are looked through; more than anybody reads."""

MOST_LINES = 8

SINCE = "slipway-since"
"""The header of a page that loads itself again: what it counts from. What was new when it was opened stays so, though
it has been looked at since."""

_TOLD = {
    "gate": (
        "opened",
        "voted",
        "vote_revoked",
        "attested",
        "attestation_revoked",
        "scored",
        "decided",
        "override_proposed",
        "break_glass_proposed",
        "proposal_declined",
        "proposal_withdrawn",
        "waived",
        "approver_added",
        "reopened",
        "overdue",
    ),
    "review": ("requested", "answered"),
    "task": ("opened", "claimed", "unclaimed", "assigned", "completed", "skipped", "returned", "reopened", "overdue"),
    "stage": ("started", "completed"),
    "launch": ("held", "resumed", "changed", "cancelled", "killed", "finished"),
    "condition": ("added",),
    "metric": ("recorded",),
}
TOLD = frozenset(f"{noun}.{did}" for noun, deeds in _TOLD.items() for did in deeds)
"""Events that are told, each by a sentence of `since/events.html`. All else is bookkeeping, or follows from them."""


@dataclass(frozen=True)
class Since:
    """What others did."""

    item: str
    """What was looked at: outside id."""
    seq: int
    """How far the launch's log goes now."""
    looked_to: int | None
    """How far it went then; None when they never looked."""
    at: datetime | None
    events: tuple[Event, ...] = ()
    """The newest first."""
    left: int = 0
    """How many more there are."""
    evidence: int = 0
    comments: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.events or self.evidence or self.comments)

    @property
    def mark(self) -> str:
        """What the page counts from, for the header of the next time it loads itself."""
        return f"{self.looked_to} {self.at.isoformat()}" if self.looked_to is not None and self.at else ""

    @property
    def people(self) -> set[str]:
        """Whom it names."""
        named = {event.actor for event in self.events}
        return named | {str(event.data[name]) for event in self.events for name in _PEOPLE if event.data.get(name)}

    def is_new(self, event: Event, visitor: str) -> bool:
        """Whether an event of the log is one that they have not seen, and not their own doing."""
        return self.looked_to is not None and event.seq > self.looked_to and event.actor != visitor


_PEOPLE = ("assignee", "of", "person")
"""Fields of events that name somebody."""


async def since(
    request: Request,
    slipway: Slipway,
    visit: Visit,
    item: str,
    seq: int,
    *,
    events: Sequence[Event] | None = None,
    comments: Sequence[Comment] = (),
) -> Since:
    """What is new about an item, up to event `seq` of its launch; `events` are the newest, if they are known."""
    launch, _, local = item.partition(".")
    looked_to, at = _given(request.headers.get(SINCE, "")) or await _last(slipway, visit, item)
    if looked_to is None or at is None:
        return Since(item, seq, None, None)
    if events is None:
        events = await slipway.launches.latest(visit.person.id, launch, after=looked_to, limit=MOST)
    me = visit.person.id
    fresh = [one for one in events if one.seq > looked_to and me not in {one.actor, one.on_behalf_of}]
    told = [one for one in fresh if one.action in TOLD and (not local or local in {one.target, one.data.get("about")})]
    said = [one for one in comments if one.created_at > at and one.author != me and one.deleted_at is None]
    return Since(
        item,
        seq,
        looked_to,
        at,
        tuple(told[:MOST_LINES]),
        max(0, len(told) - MOST_LINES),
        sum(one.action == "evidence.added" for one in fresh),
        len(said),
    )


async def _last(slipway: Slipway, visit: Visit, item: str) -> tuple[int | None, datetime | None]:
    look = await slipway.looks.last(visit.person.id, item)
    return (look.seq, look.at) if look else (None, None)


def _given(mark: str) -> tuple[int, datetime] | None:
    """What a page said it counts from; None when it did not, or in no way that we say it."""
    seq, _, at = mark.partition(" ")
    try:
        moment = datetime.fromisoformat(at)
        return (int(seq), moment) if moment.tzinfo else None
    except ValueError:
        return None
