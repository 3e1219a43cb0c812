"""Schedules: a launch laid out in time."""

from fastapi import APIRouter

from api.dependencies import CurrentPerson, Uses
from api.openapi import problems
from api.routes.names import LaunchKey
from api.schemas.schedules import ScheduleOut
from api.schemas.timelines import BurnUpOut, TimelineOut

router = APIRouter(prefix="/launches", tags=["launches"])


@router.get("/{key}/schedule", responses=problems(404, 422))
async def show_schedule(key: LaunchKey, _: CurrentPerson, slipway: Uses) -> ScheduleOut:
    """Show when each part can happen and when it must, and what a late gate costs; reckoned anew each time."""
    return ScheduleOut.model_validate(await slipway.schedules.show(key))


@router.get("/{key}/timeline", responses=problems(404, 422))
async def show_timeline(key: LaunchKey, _: CurrentPerson, slipway: Uses) -> TimelineOut:
    """Show what was planned, what happened and what is expected, side by side: the figures of the drawn timeline."""
    return TimelineOut.of(await slipway.schedules.timeline(key))


@router.get("/{key}/burn-up", responses=problems(404, 422))
async def show_burn_up(key: LaunchKey, _: CurrentPerson, slipway: Uses) -> BurnUpOut:
    """Show done work against all there is to do, from the start on."""
    return BurnUpOut.of(await slipway.burn_ups.show(key))
