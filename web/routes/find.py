"""Getting anywhere by typing: launches, what waits, pages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.inbox import Filters, Wanted
from web.cards import card_id
from web.render import page
from web.visits import CurrentVisit, Uses

router = APIRouter()

MOST = 6
"""Of each kind: more than that is a search, not a jump."""

PLACES = (
    ("Inbox", "/"),
    ("What is overdue", "/?overdue=true"),
    ("What I snoozed", "/?snoozed=only"),
    ("Launches", "/launches"),
    ("Launches on hold", "/launches?state=held"),
    ("Start a launch", "/launches/new"),
    ("Playbooks", "/playbooks"),
    ("A new playbook", "/playbooks/new"),
)


@router.get("/find")
async def find(
    request: Request, visit: CurrentVisit, slipway: Uses, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """What the words may mean; without any, where one can go."""
    words = q.strip()
    places = [place for place in PLACES if words.lower() in place[0].lower()]
    entries = (await slipway.inbox.page(visit.actor, Wanted(Filters(q=words)), limit=MOST)).items if words else ()
    launches = (await slipway.launches.list(q=words, limit=MOST)).items if words else ()
    return page(
        request,
        "find.html",
        q=words,
        places=places,
        entries=[(card_id(one), one) for one in entries],
        launches=launches,
    )
