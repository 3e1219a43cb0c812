"""Launches: start them, look at them, steer them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, not_modified, paged, problems, versioned
from api.paging import PageQuery, Paging, listed
from api.routes.names import LaunchKey
from api.schemas.base import Id, Listed, SafeText
from api.schemas.gates import GateOut
from api.schemas.launches import CancelIn, EventOut, HoldIn, LaunchIn, LaunchOut, LaunchPreviewIn, ResumeIn
from api.schemas.previews import LaunchPreviewOut
from api.schemas.tasks import TaskOut
from api.versions import ExpectedVersion, IfNoneMatch, etag, is_current
from domain.launch.state import LaunchState
from domain.launch.views import LaunchView

router = APIRouter(prefix="/launches", tags=["launches"])

_PREVIEWED = {status: said for status, said in commands(LaunchPreviewOut, etag=False).items() if status != 412}
"""There is nothing yet whose version could have moved on."""


class LaunchQuery(PageQuery):
    """Which launches."""

    state: LaunchState | None = None
    owner: Id | None = None
    tier: Id | None = None
    stage: Id | None = Field(None, description="Those with this stage under way.")
    health: Literal["on_track", "at_risk", "late", "held", "ended"] | None = None
    product: SafeText | None = Field(None, max_length=200)
    playbook: SafeText | None = Field(None, max_length=200, description="`standard`, or `standard@1` for one version.")
    q: SafeText | None = Field(None, max_length=200, description="Words in key, title, product or owner.")
    order: Literal["changed", "target"] = Field("changed", description="What changed last, or the nearest target date.")


@router.post("", status_code=201, response_model=LaunchOut, responses=commands(LaunchOut, created=True))
async def start_launch(body: LaunchIn, command: JsonCommand, slipway: Uses) -> Response:
    """Start a launch."""
    return await command.run(
        lambda: slipway.launches.start(command.actor, command.key, body.wanted()),
        lambda view: _shown(view, location=f"/api/v1/launches/{view.key}"),
    )


@router.post("/preview", responses=_PREVIEWED)
async def preview_launch(body: LaunchPreviewIn, command: JsonCommand, slipway: Uses) -> LaunchPreviewOut:
    """Show who would have to do, approve and decide what, and by when. Starts nothing."""
    return LaunchPreviewOut.model_validate(await slipway.launches.preview(command.actor, body.wanted()))


@router.get("", responses={**paged(), **problems(422)})
async def list_launches(
    request: Request, response: Response, _: CurrentPerson, slipway: Uses, query: Annotated[LaunchQuery, Query()]
) -> Listed[LaunchOut]:
    """List launches, those that changed last first or those whose target date is nearest."""
    page = await slipway.launches.list(**dict(query))
    return listed(request, response, Listed[LaunchOut], page, LaunchOut.model_validate)


@router.get("/{key}", response_model=LaunchOut, responses={**versioned(), **not_modified(), **problems(404, 422)})
async def show_launch(
    key: LaunchKey, _: CurrentPerson, slipway: Uses, response: Response, if_none_match: IfNoneMatch = None
) -> LaunchOut | Response:
    """Show a launch."""
    view = await slipway.launches.show(key)
    response.headers["ETag"] = etag(view.seq)
    if is_current(if_none_match, view.seq):
        return Response(status_code=304, headers={"ETag": etag(view.seq)})
    return LaunchOut.model_validate(view)


@router.get("/{key}/tasks", responses=problems(404, 422))
async def list_launch_tasks(key: LaunchKey, _: CurrentPerson, slipway: Uses) -> Listed[TaskOut]:
    """List every task of a launch."""
    tasks = await slipway.launches.tasks(key)
    return Listed[TaskOut](items=tuple(TaskOut.model_validate(task) for task in tasks), next_cursor=None)


@router.get("/{key}/gates", responses=problems(404, 422))
async def list_launch_gates(key: LaunchKey, person: CurrentPerson, slipway: Uses) -> Listed[GateOut]:
    """List every gate of a launch, with the ballots you may see."""
    gates = await slipway.launches.gates(person.id, key)
    return Listed[GateOut](items=tuple(GateOut.model_validate(gate) for gate in gates), next_cursor=None)


@router.get("/{key}/events", responses={**paged(), **problems(404, 422)})
async def list_launch_events(
    request: Request, response: Response, key: LaunchKey, person: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[EventOut]:
    """List what happened to a launch, from its first event on; ballots still blind are redacted."""
    page = await slipway.launches.events(person.id, key, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[EventOut], page, EventOut.model_validate)


@router.post("/{key}/hold", response_model=LaunchOut, responses=commands(LaunchOut))
async def hold_launch(
    key: LaunchKey, body: HoldIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Pause a launch; its clocks stand still."""
    return await command.run(
        lambda: slipway.launches.hold(command.actor, command.key, key, reason=body.reason, expected_version=expected),
        _shown,
    )


@router.post("/{key}/resume", response_model=LaunchOut, responses=commands(LaunchOut))
async def resume_launch(
    key: LaunchKey,
    command: JsonCommand,
    expected: ExpectedVersion,
    slipway: Uses,
    body: ResumeIn = ResumeIn(),  # noqa: B008 - immutable
) -> Response:
    """Let a launch go on."""
    return await command.run(
        lambda: slipway.launches.resume(command.actor, command.key, key, note=body.note, expected_version=expected),
        _shown,
    )


@router.post("/{key}/cancel", response_model=LaunchOut, responses=commands(LaunchOut))
async def cancel_launch(
    key: LaunchKey, body: CancelIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Stop a launch for good; the record stays."""
    return await command.run(
        lambda: slipway.launches.cancel(command.actor, command.key, key, reason=body.reason, expected_version=expected),
        _shown,
    )


def _shown(view: LaunchView, location: str | None = None) -> Shown:
    return Shown(LaunchOut.model_validate(view), view.seq, location)
