"""Playbooks: publish them, read them."""

from fastapi import APIRouter, Request, Response

from api.commands import AnyCommand, Shown, require_media_type, stored
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, paged, problems
from api.paging import Paging, listed
from api.problems import malformed
from api.routes.names import PlaybookRef
from api.schemas.base import Listed
from api.schemas.playbooks import PlaybookOut, PlaybookSummaryOut
from service.commands import StoredReply

router = APIRouter(prefix="/playbooks", tags=["playbooks"])

YAML = ("application/yaml", "text/yaml")
_BODY = {"required": True, "content": {media_type: {"schema": {"type": "string"}} for media_type in YAML}}


@router.get("", responses={**paged(), **problems(422)})
async def list_playbooks(
    request: Request, response: Response, _: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[PlaybookSummaryOut]:
    """List every version of every playbook."""
    page = await slipway.playbooks.list(cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[PlaybookSummaryOut], page, PlaybookSummaryOut.model_validate)


@router.get("/{ref}", responses=problems(404, 422))
async def show_playbook(ref: PlaybookRef, _: CurrentPerson, slipway: Uses) -> PlaybookOut:
    """Show a playbook with its YAML."""
    return PlaybookOut.model_validate(await slipway.playbooks.show(ref))


@router.post(
    "",
    status_code=201,
    response_model=PlaybookOut,
    responses=commands(PlaybookOut, etag=False, created=True),
    openapi_extra={"requestBody": _BODY},
)
async def publish_playbook(request: Request, command: AnyCommand, slipway: Uses) -> Response:
    """Publish a version of a playbook, for ever. Publishing the same again changes nothing."""
    require_media_type(request, *YAML)
    try:
        source = (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise malformed("The playbook is not UTF-8 text.") from error

    async def reply() -> StoredReply:
        published = await slipway.playbooks.publish(command.actor, source)
        location = f"/api/v1/playbooks/{published.id}@{published.version}"
        return stored(Shown(PlaybookOut.model_validate(published), location=location), 201)

    return await command.once(reply)
