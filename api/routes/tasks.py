"""Tasks: take them, give them back, complete them."""

from fastapi import APIRouter, Response

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, problems, versioned
from api.routes.names import TaskId
from api.schemas.tasks import CompleteIn, NothingIn, TaskOut
from api.versions import ExpectedVersion, etag
from domain.launch.views import TaskView

router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.get("/{task_id}", responses={**versioned(), **problems(404, 422)})
async def show_task(task_id: TaskId, _: CurrentPerson, slipway: Uses, response: Response) -> TaskOut:
    """Show a task."""
    view = await slipway.tasks.show(task_id)
    response.headers["ETag"] = etag(view.version)
    return TaskOut.model_validate(view)


@router.post("/{task_id}/claim", response_model=TaskOut, responses=commands(TaskOut))
async def claim_task(
    task_id: TaskId,
    command: JsonCommand,
    expected: ExpectedVersion,
    slipway: Uses,
    body: NothingIn | None = None,  # noqa: ARG001 - refuses fields
) -> Response:
    """Take an open task. It is refused when somebody was first, and says who."""
    return await command.run(
        lambda: slipway.tasks.claim(command.actor, command.key, task_id, expected_version=expected),
        _shown,
    )


@router.post("/{task_id}/unclaim", response_model=TaskOut, responses=commands(TaskOut))
async def unclaim_task(
    task_id: TaskId,
    command: JsonCommand,
    expected: ExpectedVersion,
    slipway: Uses,
    body: NothingIn | None = None,  # noqa: ARG001 - refuses fields
) -> Response:
    """Give a task back to its candidates."""
    return await command.run(
        lambda: slipway.tasks.unclaim(command.actor, command.key, task_id, expected_version=expected),
        _shown,
    )


@router.post("/{task_id}/complete", response_model=TaskOut, responses=commands(TaskOut))
async def complete_task(
    task_id: TaskId,
    command: JsonCommand,
    expected: ExpectedVersion,
    slipway: Uses,
    body: CompleteIn = CompleteIn(),  # noqa: B008 - immutable
) -> Response:
    """Say that a task is done; one that nobody holds is claimed by the same act."""
    return await command.run(
        lambda: slipway.tasks.complete(command.actor, command.key, task_id, note=body.note, expected_version=expected),
        _shown,
    )


def _shown(view: TaskView) -> Shown:
    return Shown(TaskOut.model_validate(view), view.version)
