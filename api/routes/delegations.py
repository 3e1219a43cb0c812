"""Delegations: name a substitute, see who stands in for whom, end it."""

from fastapi import APIRouter, Request, Response

from api.commands import JsonCommand, Shown, stored
from api.dependencies import CurrentActor, CurrentPerson, Uses
from api.openapi import commands, paged, problems
from api.paging import Paging, listed
from api.routes.names import DelegationId
from api.schemas.base import Listed
from api.schemas.delegations import DelegationIn, DelegationOut
from service.commands import StoredReply

router = APIRouter(prefix="/delegations", tags=["delegations"])


@router.get("", responses={**paged(), **problems(422)})
async def list_delegations(
    request: Request, response: Response, person: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[DelegationOut]:
    """List what you gave and received; what starts last comes first."""
    page = await slipway.delegations.list(person.id, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[DelegationOut], page, DelegationOut.model_validate)


@router.post(
    "", status_code=201, response_model=DelegationOut, responses=commands(DelegationOut, etag=False, created=True)
)
async def create_delegation(body: DelegationIn, command: JsonCommand, slipway: Uses) -> Response:
    """Name somebody to stand in for you for a time; an operator may do so for anybody."""

    async def reply() -> StoredReply:
        made = await slipway.delegations.create(command.actor, command.key, body.wanted())
        return stored(Shown(DelegationOut.model_validate(made), location=f"/api/v1/delegations/{made.id}"), 201)

    return await command.once(reply)


@router.get("/{delegation_id}", responses=problems(404, 422))
async def show_delegation(delegation_id: DelegationId, actor: CurrentActor, slipway: Uses) -> DelegationOut:
    """Show a delegation that you gave or received; an operator sees anybody's."""
    return DelegationOut.model_validate(await slipway.delegations.show(actor, delegation_id))


@router.delete("/{delegation_id}", responses=problems(404, 422))
async def revoke_delegation(delegation_id: DelegationId, actor: CurrentActor, slipway: Uses) -> DelegationOut:
    """End a delegation now: yours, one you received, or as an operator anybody's. Ending it again changes nothing."""
    return DelegationOut.model_validate(await slipway.delegations.revoke(actor, delegation_id))
