"""Views of the inbox that you saved."""

from fastapi import APIRouter, Response

from api.commands import JsonCommand, Shown, json_body, stored
from api.dependencies import CurrentActor, Uses
from api.openapi import commands, problems
from api.routes.names import ViewId
from api.schemas.base import Listed
from api.schemas.inbox import InboxViewIn, InboxViewOut
from service.commands import StoredReply

router = APIRouter(prefix="/me/inbox-views", tags=["inbox"])


@router.get("", responses=problems())
async def list_inbox_views(actor: CurrentActor, slipway: Uses) -> Listed[InboxViewOut]:
    """List your saved views in their order."""
    views = await slipway.inbox.views(actor)
    return Listed[InboxViewOut](items=tuple(map(InboxViewOut.of, views)), next_cursor=None)


@router.post(
    "", status_code=201, response_model=InboxViewOut, responses=commands(InboxViewOut, etag=False, created=True)
)
async def add_inbox_view(body: InboxViewIn, command: JsonCommand, slipway: Uses) -> Response:
    """Save a view under a name that none of your others has; you may have fifty."""

    async def reply() -> StoredReply:
        view = await slipway.inbox.add_view(command.actor, command.key, body.name, body.filters.said(), body.position)
        location = f"/api/v1/me/inbox-views/{view.id}"
        return stored(Shown(InboxViewOut.of(view), location=location), 201)

    return await command.once(reply)


@router.get("/{view_id}", responses=problems(404, 422))
async def show_inbox_view(view_id: ViewId, actor: CurrentActor, slipway: Uses) -> InboxViewOut:
    """Show one of your saved views."""
    return InboxViewOut.of(await slipway.inbox.view(actor, view_id))


@router.put("/{view_id}", dependencies=[json_body], responses=problems(400, 404, 409, 413, 415, 422))
async def change_inbox_view(view_id: ViewId, body: InboxViewIn, actor: CurrentActor, slipway: Uses) -> InboxViewOut:
    """Replace a saved view."""
    view = await slipway.inbox.change_view(actor, view_id, body.name, body.filters.said(), body.position)
    return InboxViewOut.of(view)


@router.delete("/{view_id}", responses=problems(404, 422))
async def remove_inbox_view(view_id: ViewId, actor: CurrentActor, slipway: Uses) -> InboxViewOut:
    """Remove a saved view; the answer is what it was."""
    return InboxViewOut.of(await slipway.inbox.remove_view(actor, view_id))
