"""Schedules: a launch laid out in time."""

from fastapi import APIRouter

from api.dependencies import CurrentPerson, Uses
from api.openapi import problems
from api.routes.names import LaunchKey
from api.schemas.schedules import ScheduleOut

router = APIRouter(prefix="/launches", tags=["launches"])


@router.get("/{key}/schedule", responses=problems(404, 422))
async def show_schedule(key: LaunchKey, _: CurrentPerson, slipway: Uses) -> ScheduleOut:
    """Show when each part can happen and when it must, and what a late gate costs; reckoned anew each time."""
    return ScheduleOut.model_validate(await slipway.schedules.show(key))
