"""Change requests: what a launch is about may change while it is under way."""

from fastapi import APIRouter, Response

from api.commands import JsonCommand, Shown
from api.dependencies import Uses
from api.openapi import commands
from api.routes.names import LaunchKey
from api.schemas.changes import ChangeIn, ImpactOut, WantedChangeIn
from api.schemas.launches import LaunchOut
from api.versions import ExpectedVersion

router = APIRouter(prefix="/launches", tags=["launches"])


@router.post("/{key}/change-requests/preview", responses=commands(ImpactOut, etag=False))
async def preview_change(
    key: LaunchKey, body: WantedChangeIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> ImpactOut:
    """Show what a change would do: work, gates, approvals, criteria, dates. Changes nothing."""
    impact = await slipway.changes.preview(command.actor, key, body.wanted(), expected_version=expected)
    return ImpactOut.model_validate(impact)


@router.post("/{key}/change-requests", response_model=LaunchOut, responses=commands(LaunchOut))
async def change_launch(
    key: LaunchKey, body: ChangeIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Change a launch under way, as it was previewed. Approvals that it matters to are void, and no others."""
    return await command.run(
        lambda: slipway.changes.make(
            command.actor, command.key, key, body.wanted(), impact=body.impact, expected_version=expected
        ),
        lambda view: Shown(LaunchOut.model_validate(view), view.seq),
    )
