"""Views of the inbox: keep what the address says under a name."""

from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response

from domain.errors import Conflict, Invalid
from service.container import Slipway
from service.inbox import OPENS_WITH
from web.filters import ACTS, Asked
from web.onward import onward
from web.routes.inbox import PAGE, inbox_page
from web.views import Wrong
from web.visits import CurrentSubmission, Submission, Uses

router = APIRouter(prefix="/views")


@router.post("")
async def save_view(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """Keep the filters of the page under a name."""
    asked = _asked(form)
    try:
        view = await slipway.inbox.add_view(form.visit.actor, form.key, form.text("name"), asked.said, None)
    except (Conflict, Invalid) as error:
        return await _again(request, form, slipway, asked, Wrong(form.text("name"), error.detail))
    return await onward(slipway, form, "view-saved", view.id, stay=True)


@router.post("/{view_id}")
async def rename_view(request: Request, view_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Call it otherwise."""
    view = await slipway.inbox.view(form.visit.actor, view_id)
    try:
        await slipway.inbox.change_view(form.visit.actor, view_id, form.text("name"), view.filters, None)
    except (Conflict, Invalid) as error:
        return await _again(request, form, slipway, _asked(form), Wrong(form.text("name"), error.detail, view_id))
    return await onward(slipway, form, "view-renamed", view_id, stay=True)


@router.post("/{view_id}/opens")
async def open_with_view(view_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Let the inbox open with it, or no longer."""
    view = await slipway.inbox.view(form.visit.actor, view_id)
    opens = form.text("opens") == "true"
    place = OPENS_WITH if opens else 0
    await slipway.inbox.change_view(form.visit.actor, view_id, view.name, view.filters, place)
    return await onward(slipway, form, "view-first" if opens else "view-last", view_id, stay=True)


@router.post("/{view_id}/remove")
async def remove_view(view_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Forget the name; what it showed stays on the page, and may be saved again."""
    view = await slipway.inbox.remove_view(form.visit.actor, view_id)
    shown = Submission(form.visit, form.actor, form.key, {"then": Asked.saved(view.filters).href()})
    return await onward(slipway, shown, "view-removed", view_id, stay=True)


def _asked(form: Submission) -> Asked:
    """The filters of the page that a form stood on."""
    return Asked.of(dict(parse_qsl(urlsplit(form.text("then")).query)))


async def _again(request: Request, form: Submission, slipway: Slipway, asked: Asked, wrong: Wrong) -> Response:
    """The same page, with what was typed and why it cannot be."""
    overview = await slipway.inbox.overview(form.visit.actor, asked.wanted, ACTS, limit=PAGE)
    return await inbox_page(request, form.visit, slipway, asked, overview, place=asked.href(), wrong=wrong)
