"""Reviews that somebody asked for."""

from fastapi import APIRouter, Request, Response

from domain.errors import Invalid, Problem
from domain.launch.state import Opinion
from web import details
from web.onward import onward, told
from web.render import page
from web.snoozes import CHOICES
from web.visits import CurrentSubmission, CurrentVisit, Uses

router = APIRouter(prefix="/requests")


@router.get("/{request_id}")
async def show_request(request: Request, request_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """What is asked, by whom, and about what."""
    detail = await details.of_request(slipway, visit, request_id)
    said = told(request.query_params.get("did"), request.query_params.get("on"))
    return page(request, "item.html", detail=detail, current=detail.entry("review"), snoozes=CHOICES, told=said)


@router.post("/{request_id}/answer")
async def answer(request_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Say what one thinks; it never counts as a vote."""
    try:
        opinion = Opinion(form.text("verdict"))
    except ValueError as error:
        problem = Problem("/verdict", "is none of the choices")
        raise Invalid("Choose what you think of it.", problems=[problem]) from error
    await slipway.requests.answer(form.actor, form.key, request_id, opinion=opinion, note=form.text("note"))
    return await onward(slipway, form, "answered", request_id)
