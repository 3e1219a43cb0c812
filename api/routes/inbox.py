"""The inbox: what waits for you."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import CurrentActor, Uses
from api.openapi import paged, problems
from api.paging import PageQuery, listed
from api.schemas.base import Listed
from api.schemas.inbox import Act, InboxEntryOut

router = APIRouter(prefix="/inbox", tags=["inbox"])


class InboxQuery(PageQuery):
    """Which entries."""

    act: Act | None = None


@router.get("", responses={**paged(), **problems(422)})
async def list_inbox(
    request: Request, response: Response, actor: CurrentActor, slipway: Uses, query: Annotated[InboxQuery, Query()]
) -> Listed[InboxEntryOut]:
    """List what waits for you, your roles, your departments and whom you stand in for; due first comes first."""
    page = await slipway.inbox.page(actor, act=query.act, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[InboxEntryOut], page, InboxEntryOut.of)


@router.get("/counts", responses=problems())
async def count_inbox(actor: CurrentActor, slipway: Uses) -> dict[Act, int]:
    """Count what waits for you, by act."""
    counted = await slipway.inbox.counts(actor)
    return {act: counted.get(act, 0) for act in Act}
