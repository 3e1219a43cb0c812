"""What happened to a launch, and whether its log is whole."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from web.render import page
from web.sentences import KINDS, Teller, people_in
from web.visits import CurrentVisit, Uses

router = APIRouter(prefix="/launches")

PAGE = 50


@router.get("/{key}/activity")
async def show_activity(
    request: Request,
    key: str,
    visit: CurrentVisit,
    slipway: Uses,
    by: Annotated[str, Query(max_length=128)] = "",
    kind: str = "",
    verify: str = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Everything that happened, the latest first; with `verify`, whether the log holds from its first event on."""
    chosen = kind if kind in KINDS else ""
    launch = await slipway.launches.show(key)
    found = await slipway.launches.activity(
        visit.person.id, key, by=by or None, actions=KINDS.get(chosen, ()), cursor=cursor, limit=PAGE
    )
    tasks, gates = await slipway.launches.tasks(key), await slipway.launches.gates(visit.person.id, key)
    names = await slipway.people.named({by, *people_in(found.items)} - {""})
    teller = Teller.of(launch, tasks, gates, names, visit.titles)
    verdict = await anext(aiter(slipway.audit.verify(key))) if verify else None
    query = {name: value for name, value in (("by", by), ("kind", chosen)) if value}
    return page(
        request,
        "activity.html",
        launch=launch,
        lines=[teller.tell(event) for event in found.items],
        following=found.next,
        query=query,
        people=sorted({(one, teller.person(one)) for one in (by, *(event.actor for event in found.items)) if one}),
        kinds=tuple(KINDS),
        verdict=verdict,
        first=cursor is None,
    )
