"""Tasks: take them, hand them on, do them, do them again, leave them out."""

from fastapi import APIRouter, Response

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, problems, versioned
from api.routes.names import TaskId
from api.schemas.tasks import AssignIn, CheckIn, CompleteIn, NothingIn, PlanIn, ReasonIn, ReturnIn, SkipIn, TaskOut
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
        lambda: slipway.tasks.complete(
            command.actor, command.key, task_id, note=body.note, answers=body.answers, expected_version=expected
        ),
        _shown,
    )


@router.post("/{task_id}/assign", response_model=TaskOut, responses=commands(TaskOut))
async def assign_task(
    task_id: TaskId, body: AssignIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Give a task to somebody who may do it; it says whose it was."""
    return await command.run(
        lambda: slipway.tasks.assign(
            command.actor, command.key, task_id, assignee=body.assignee, expected_version=expected
        ),
        _shown,
    )


@router.post("/{task_id}/return", response_model=TaskOut, responses=commands(TaskOut))
async def return_task(
    task_id: TaskId, body: ReturnIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Send a task that is done back to its doer, with what to change. What came after it waits."""
    return await command.run(
        lambda: slipway.tasks.give_back(
            command.actor, command.key, task_id, feedback=body.feedback, expected_version=expected
        ),
        _shown,
    )


@router.post("/{task_id}/reopen", response_model=TaskOut, responses=commands(TaskOut))
async def reopen_task(
    task_id: TaskId, body: ReasonIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Have a task that is done, skipped or cancelled done again. What came after it waits."""
    return await command.run(
        lambda: slipway.tasks.reopen(
            command.actor, command.key, task_id, reason=body.reason, expected_version=expected
        ),
        _shown,
    )


@router.post("/{task_id}/skip", response_model=TaskOut, responses=commands(TaskOut))
async def skip_task(
    task_id: TaskId, body: SkipIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Pass over an optional task, with a rationale."""
    return await command.run(
        lambda: slipway.tasks.skip(
            command.actor, command.key, task_id, rationale=body.rationale, expected_version=expected
        ),
        _shown,
    )


@router.post("/{task_id}/cancel", response_model=TaskOut, responses=commands(TaskOut))
async def cancel_task(
    task_id: TaskId, body: ReasonIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Take a task off the plan; what waited for it waits no more."""
    return await command.run(
        lambda: slipway.tasks.cancel(
            command.actor, command.key, task_id, reason=body.reason, expected_version=expected
        ),
        _shown,
    )


@router.post("/{task_id}/check", response_model=TaskOut, responses=commands(TaskOut))
async def check_item(
    task_id: TaskId, body: CheckIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Check or uncheck an item; a task that nobody holds is claimed by the same act."""
    return await command.run(
        lambda: slipway.tasks.check(
            command.actor, command.key, task_id, item=body.item, done=body.done, expected_version=expected
        ),
        _shown,
    )


@router.post("/{task_id}/plan", response_model=TaskOut, responses=commands(TaskOut))
async def plan_task(
    task_id: TaskId, body: PlanIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Say how urgent a task is, and when it will be looked at again."""
    return await command.run(
        lambda: slipway.tasks.plan(
            command.actor,
            command.key,
            task_id,
            priority=body.priority,
            follow_up_on=body.follow_up_on,
            expected_version=expected,
        ),
        _shown,
    )


def _shown(view: TaskView) -> Shown:
    return Shown(TaskOut.model_validate(view), view.version)
