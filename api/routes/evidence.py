"""Evidence: what decisions rest on."""

from fastapi import APIRouter, Request, Response

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, paged, problems
from api.paging import Paging, listed
from api.routes.names import LaunchKey
from api.schemas.base import Listed
from api.schemas.evidence import EvidenceIn, EvidenceOut

router = APIRouter(prefix="/launches/{key}/evidence", tags=["evidence"])


@router.post("", status_code=201, response_model=EvidenceOut, responses=commands(EvidenceOut, etag=False, created=True))
async def add_evidence(key: LaunchKey, body: EvidenceIn, command: JsonCommand, slipway: Uses) -> Response:
    """Put a piece of evidence on a launch's record."""
    return await command.run(
        lambda: slipway.evidence.add(command.actor, command.key, key, body.wanted()),
        lambda view: Shown(EvidenceOut.of(view), location=f"/api/v1/launches/{view.launch}/evidence"),
    )


@router.get("", responses={**paged(), **problems(404, 422)})
async def list_evidence(
    request: Request, response: Response, key: LaunchKey, _: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[EvidenceOut]:
    """List the evidence of a launch, in the order it came."""
    page = await slipway.evidence.list(key, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[EvidenceOut], page, EvidenceOut.of)
