"""Health, for whoever watches over this process. No token: it says nothing but words."""

from fastapi import APIRouter, Response

from api.dependencies import Uses
from api.schemas.health import LiveOut, ReadyOut

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def show_live() -> LiveOut:
    """Say that this process answers."""
    return LiveOut()


@router.get("/ready", responses={503: {"model": ReadyOut, "description": "The database is down."}})
async def show_ready(slipway: Uses, response: Response) -> ReadyOut:
    """Say which parts are there. With the engine down reading still works, so that alone is a 200."""
    found = ReadyOut.model_validate(await slipway.health.ready())
    if found.database == "down":
        response.status_code = 503
    return found
