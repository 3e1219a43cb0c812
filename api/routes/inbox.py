"""The inbox: what waits for you."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, ValidationError

from api.commands import JsonCommand, Shown, stored
from api.dependencies import CurrentActor, Uses
from api.openapi import Responses, commands, paged, problems
from api.paging import PageQuery, listed
from api.routes.names import ItemId
from api.schemas.base import Id, Listed
from api.schemas.inbox import Act, CountsOut, InboxEntryOut, InboxFilters, SnoozeIn, SnoozeOut
from domain.actors import Actor
from domain.errors import Conflict
from domain.ids import KEY_PATTERN
from service.commands import StoredReply
from service.container import Slipway
from service.inbox import Wanted

router = APIRouter(prefix="/inbox", tags=["inbox"])

STALE = "Slipway-Stale"
_SEEN = {STALE: {"description": "`true`: not all you have `seen` shows here yet.", "schema": {"type": "string"}}}


class FilterQuery(InboxFilters):
    """Which entries: filters, over those of a saved view."""

    view: Id | None = Field(None, description="Id of a saved view; what else the query says goes before it.")


class InboxQuery(FilterQuery, PageQuery):
    """Which entries, and which part of the list."""

    seen: str | None = Field(
        None,
        max_length=64,
        pattern=rf"^{KEY_PATTERN.pattern}:[1-9][0-9]{{0,8}}$",
        description="A launch and an event of it that you know of, such as `AUR-12:34` from `Slipway-Seq`: "
        f"waits up to two seconds until this list shows it, else says `{STALE}: true`.",
    )


class NextQuery(FilterQuery):
    """Which entry comes next in a list."""

    after: Annotated[str, Field(max_length=1000, description="`position` of the entry you come from.")]


_PAGE: Responses = {200: {"headers": {**paged()[200]["headers"], **_SEEN}}}


@router.get("", responses={**_PAGE, **problems(404, 409, 422)})
async def list_inbox(
    request: Request, response: Response, actor: CurrentActor, slipway: Uses, query: Annotated[InboxQuery, Query()]
) -> Listed[InboxEntryOut]:
    """List what waits for you, your roles, your departments and whom you stand in for.

    A short page may have a next one all the same.
    """
    if query.seen is not None:
        launch, _, seq = query.seen.partition(":")
        if not await slipway.inbox.has_seen(launch, int(seq)):
            response.headers[STALE] = "true"
    wanted = await _wanted(slipway, actor, query)
    page = await slipway.inbox.page(actor, wanted, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[InboxEntryOut], page, InboxEntryOut.of)


@router.get("/counts", responses=problems())
async def count_inbox(actor: CurrentActor, slipway: Uses) -> CountsOut:
    """Count what waits for you: by act, by scope, overdue and snoozed; none is counted beyond a hundred."""
    return CountsOut.of(await slipway.inbox.counts(actor, tuple(Act)))


@router.get(
    "/next",
    response_model=InboxEntryOut,
    responses={204: {"description": "Nothing comes after it."}, **problems(404, 409, 422)},
)
async def show_next_in_inbox(
    actor: CurrentActor, slipway: Uses, query: Annotated[NextQuery, Query()]
) -> InboxEntryOut | Response:
    """Show the entry that follows another in the same list, whether that one is still there or not."""
    entry = await slipway.inbox.following(actor, await _wanted(slipway, actor, query), query.after)
    return Response(status_code=204) if entry is None else InboxEntryOut.of(entry)


@router.post(
    "/snoozes", status_code=201, response_model=SnoozeOut, responses=commands(SnoozeOut, etag=False, created=True)
)
async def snooze_item(body: SnoozeIn, command: JsonCommand, slipway: Uses) -> Response:
    """Hide an item from yourself until a moment; it comes back by itself, and its clock does not stop."""

    async def reply() -> StoredReply:
        snooze = await slipway.inbox.snooze(command.actor, body.item, body.until)
        location = f"/api/v1/inbox/snoozes/{snooze.item}"
        return stored(Shown(SnoozeOut.model_validate(snooze), location=location), 201)

    return await command.once(reply)


@router.delete("/snoozes/{item_id}", responses=problems(404, 422))
async def unsnooze_item(item_id: ItemId, actor: CurrentActor, slipway: Uses) -> SnoozeOut:
    """Bring a snoozed item back now."""
    return SnoozeOut.model_validate(await slipway.inbox.unsnooze(actor, item_id))


async def _wanted(slipway: Slipway, actor: Actor, query: FilterQuery) -> Wanted:
    """The filters of the query, over those of the view it names."""
    names = InboxFilters.model_fields
    given = {name: getattr(query, name) for name in query.model_fields_set if name in names}
    if query.view is not None:
        view = await slipway.inbox.view(actor, query.view)
        try:
            given = dict(InboxFilters.model_validate(view.filters)) | given
        except ValidationError as error:
            raise Conflict(f"The view {view.name} no longer fits what can be asked; save it again.") from error
    return InboxFilters.model_construct(None, **given).wanted()  # all of it was checked above
