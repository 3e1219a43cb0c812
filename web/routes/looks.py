"""That somebody has looked. A GET changes nothing: the page says it, once it has been seen."""

from fastapi import APIRouter, Response

from web.onward import onward
from web.visits import CurrentSubmission, Uses

router = APIRouter(prefix="/looks")


@router.post("")
async def note_look(form: CurrentSubmission, slipway: Uses) -> Response:
    """Note it; `quietly` when a script says so, which has no use for a page."""
    item = form.text("item")
    await slipway.looks.note(form.visit.actor, item, form.number("seq") or 0)
    if form.text("quietly"):
        return Response(status_code=204)
    return await onward(slipway, form, "seen", item, stay=True)
