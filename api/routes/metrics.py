"""Metrics: record readings, see where they stand."""

from fastapi import APIRouter, Request, Response

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, paged, problems
from api.paging import Paging, listed
from api.routes.names import LaunchKey, MetricId
from api.schemas.base import Listed
from api.schemas.metrics import MetricOut, ReadingIn, ReadingOut

router = APIRouter(prefix="/launches/{key}", tags=["metrics"])


@router.post(
    "/readings", status_code=201, response_model=MetricOut, responses=commands(MetricOut, etag=False, created=True)
)
async def record_reading(key: LaunchKey, body: ReadingIn, command: JsonCommand, slipway: Uses) -> Response:
    """Put a reading of a metric on record; answers where the metric stands."""
    return await command.run(
        lambda: slipway.metrics.record(command.actor, command.key, key, body.wanted()),
        lambda view: Shown(
            MetricOut.model_validate(view), location=f"/api/v1/launches/{key}/metrics/{view.id}/readings"
        ),
    )


@router.get("/metrics", responses=problems(404, 422))
async def list_metrics(key: LaunchKey, _: CurrentPerson, slipway: Uses) -> Listed[MetricOut]:
    """List the metrics of a launch, each with its latest reading."""
    metrics = await slipway.metrics.list(key)
    return Listed[MetricOut](items=tuple(MetricOut.model_validate(one) for one in metrics), next_cursor=None)


@router.get("/metrics/{metric}/readings", responses={**paged(), **problems(404, 422)})
async def list_readings(
    request: Request,
    response: Response,
    key: LaunchKey,
    metric: MetricId,
    _: CurrentPerson,
    slipway: Uses,
    query: Paging,
) -> Listed[ReadingOut]:
    """List the readings of a metric, the one recorded last first."""
    page = await slipway.metrics.history(key, metric, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[ReadingOut], page, ReadingOut.model_validate)
