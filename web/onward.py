"""Where somebody lands after an act, and what they are told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi.responses import RedirectResponse

from service.container import Slipway
from web.cards import card_id
from web.filters import Asked
from web.language import say
from web.visits import Submission, safe_path


@dataclass(frozen=True)
class Deed:
    """Something done, as the page after it tells it."""

    words: str
    undo: str | None = None
    """What takes it back, below the address of its item; None when nothing does."""
    many: str = ""
    """The same of `{}` items at once."""


DEEDS = {
    "claimed": Deed("Yours now", "unclaim", "{} are yours now"),
    "unclaimed": Deed("Given back", many="{} given back"),
    "completed": Deed("Done", many="{} done"),
    "checked": Deed("Noted"),
    "skipped": Deed("Skipped"),
    "approved": Deed("Approved", "votes/revoke", "{} approved"),
    "rejected": Deed("Changes requested", "votes/revoke"),
    "abstained": Deed("Abstained", "votes/revoke"),
    "vetoed": Deed("Vetoed", "votes/revoke"),
    "revoked": Deed("Taken back", many="{} taken back"),
    "attested": Deed("Attested", many="{} attested"),
    "scored": Deed("Scored"),
    "decided": Deed("Decided"),
    "proposed": Deed("Proposed: a second person has to confirm it"),
    "confirmed": Deed("Confirmed"),
    "declined": Deed("Declined"),
    "answered": Deed("Answered"),
    "commented": Deed("Said", many="Said {} times"),
    "added": Deed("Evidence added"),
    "unsaid": Deed("Taken back"),
    "saved": Deed("Draft kept"),
    "snoozed": Deed("Snoozed", "unsnooze", "{} snoozed"),
    "unsnoozed": Deed("Back in your inbox", many="{} are back in your inbox"),
    "view-saved": Deed("View saved"),
    "view-renamed": Deed("View renamed"),
    "view-removed": Deed("View removed; you may save it again from here"),
    "view-first": Deed("Your inbox opens with this view now"),
    "view-last": Deed("Your inbox opens with everything again"),
    "seen": Deed("Seen"),
    "published": Deed("Published"),
    "held": Deed("On hold", "resume"),
    "started": Deed("Started"),
    "resumed": Deed("Going on"),
    "cancelled": Deed("Cancelled"),
    "changed": Deed("Changed, as it was shown"),
    "assigned": Deed("Given to them"),
    "returned": Deed("Sent back"),
    "reopened": Deed("Open again"),
    "dropped": Deed("Taken off the plan"),
    "planned": Deed("Planned"),
    "asked": Deed("Asked for a review"),
    "unasked": Deed("No longer asked"),
    "approver": Deed("Asked for their vote"),
    "waived": Deed("Waived, for a time"),
    "behind_glass": Deed("Proposed behind glass: a second person has to confirm it"),
    "withdrawn": Deed("Proposal taken back"),
    "handed_over": Deed("They stand in for you", "end"),
    "taken_over": Deed("Ended: nobody acts for anybody by it any more"),
    "chosen": Deed("Kept"),
    "unattested": Deed("Taken back: the department is asked again"),
}


SEVERAL = ","
"""Between the items of an address that tells of many."""


@dataclass(frozen=True)
class Told:
    """The toast of a page."""

    words: str
    item: str
    undo: str | None
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the form that takes it back says besides."""


def told(did: str | None, on: str | None, folder: str = "") -> Told | None:
    """What the address says was just done. Only our own words: an address can be made up by anybody."""
    deed = DEEDS.get(did or "")
    if deed is None or not did or not on or not all(one.isalnum() or one in "._-@," for one in on):
        return None
    if SEVERAL in on:
        undo = "/bulk/undo" if deed.undo and deed.many else None
        number = len([one for one in on.split(SEVERAL) if one])
        return Told(in_many_words(did, number), on, undo, {"did": did, "on": on})
    undo = f"/{folder or _folder(did)}/{on}/{deed.undo}" if deed.undo else None
    return Told(say(deed.words), on, undo)


def in_many_words(did: str, number: int) -> str:
    """How it is told of so many."""
    deed = DEEDS[did]
    return say(deed.many).format(number) if deed.many and number != 1 else say(deed.words)


def _folder(did: str | None) -> str:
    if did == "snoozed":
        return "items"
    return "tasks" if did == "claimed" else "gates"


async def onward(
    slipway: Slipway, submission: Submission, did: str, item: str, *, stay: bool = False
) -> RedirectResponse:
    """Back to where the form stood; in the inbox, to the entry after the one it was about, unless one is to `stay`."""
    parts = urlsplit(safe_path(submission.text("then")))
    query = {name: value for name, value in parse_qsl(parts.query) if name not in {"did", "on"}}
    position = submission.text("position")
    if parts.path == "/" and position and not stay:
        query.pop("open", None)
        following = await slipway.inbox.following(submission.visit.actor, Asked.of(query).wanted, position)
        if following is not None:
            query["open"] = card_id(following)
    path = f"{parts.path}?{urlencode({**query, 'did': did, 'on': item})}"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def landing(path: str, did: str, item: str) -> RedirectResponse:
    """On to the page of what was just made."""
    return RedirectResponse(f"{path}?{urlencode({'did': did, 'on': item})}", HTTPStatus.SEE_OTHER)
