"""Where somebody lands after an act, and what they are told of it."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi.responses import RedirectResponse

from service.container import Slipway
from web.cards import card_id
from web.filters import Asked
from web.visits import Submission, safe_path


@dataclass(frozen=True)
class Deed:
    """Something done, as the page after it tells it."""

    words: str
    undo: str | None = None
    """What takes it back, below the address of its item; None when nothing does."""


DEEDS = {
    "claimed": Deed("Yours now", "unclaim"),
    "unclaimed": Deed("Given back"),
    "completed": Deed("Done"),
    "checked": Deed("Noted"),
    "skipped": Deed("Skipped"),
    "approved": Deed("Approved", "votes/revoke"),
    "rejected": Deed("Changes requested", "votes/revoke"),
    "abstained": Deed("Abstained", "votes/revoke"),
    "vetoed": Deed("Vetoed", "votes/revoke"),
    "revoked": Deed("Taken back"),
    "attested": Deed("Attested"),
    "scored": Deed("Scored"),
    "decided": Deed("Decided"),
    "proposed": Deed("Proposed: a second person has to confirm it"),
    "confirmed": Deed("Confirmed"),
    "declined": Deed("Declined"),
    "answered": Deed("Answered"),
    "commented": Deed("Said"),
    "added": Deed("Evidence added"),
    "unsaid": Deed("Taken back"),
    "saved": Deed("Draft kept"),
    "snoozed": Deed("Snoozed", "unsnooze"),
    "unsnoozed": Deed("Back in your inbox"),
    "held": Deed("On hold"),
    "resumed": Deed("Going on"),
}


@dataclass(frozen=True)
class Told:
    """The toast of a page."""

    words: str
    item: str
    undo: str | None


def told(did: str | None, on: str | None, folder: str = "") -> Told | None:
    """What the address says was just done. Only our own words: an address can be made up by anybody."""
    deed = DEEDS.get(did or "")
    if deed is None or not on or not all(one.isalnum() or one in "._-" for one in on):
        return None
    undo = f"/{folder or _folder(did)}/{on}/{deed.undo}" if deed.undo else None
    return Told(deed.words, on, undo)


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
