"""Deliveries: what did not reach people, and sending it again. For operators."""

from fastapi import APIRouter, Request, Response

from api.commands import JsonCommand, Shown, stored
from api.dependencies import CurrentActor, Uses
from api.openapi import commands, paged, problems
from api.paging import Paging, listed
from api.schemas.base import Listed
from api.schemas.deliveries import DeadDeliveryOut, ReplayIn, ReplayOut
from service.commands import StoredReply

router = APIRouter(prefix="/deliveries", tags=["notifications"])

_REPLAYED = {status: said for status, said in commands(ReplayOut, etag=False).items() if status != 412}
"""It has no version."""


@router.get("/dead", responses={**paged(), **problems(403, 422)})
async def list_dead_deliveries(
    request: Request, response: Response, actor: CurrentActor, slipway: Uses, query: Paging
) -> Listed[DeadDeliveryOut]:
    """List what was given up, and why; operators only. The last comes first."""
    page = await slipway.deliveries.dead(actor, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[DeadDeliveryOut], page, DeadDeliveryOut.model_validate)


@router.post("/replay", response_model=ReplayOut, responses=_REPLAYED)
async def replay_deliveries(body: ReplayIn, command: JsonCommand, slipway: Uses) -> Response:
    """Send again what was given up; operators only. What is not dead stays as it is, so asking twice sends once."""

    async def reply() -> StoredReply:
        again = await slipway.deliveries.replay(command.actor, [one.key() for one in body.deliveries])
        named = dict.fromkeys(body.deliveries)
        done = ReplayOut(
            replayed=tuple(one for one in named if one.key() in again),
            unchanged=tuple(one for one in named if one.key() not in again),
        )
        return stored(Shown(done), 200)

    return await command.once(reply)
