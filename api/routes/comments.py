"""Comments on launches, tasks and gates."""

from fastapi import APIRouter, Request, Response

from api.commands import Command, JsonCommand, Shown, stored
from api.dependencies import CurrentActor, CurrentPerson, Uses
from api.openapi import commands, paged, problems
from api.paging import Paging, listed
from api.routes.names import CommentId, GateId, LaunchKey, TaskId
from api.schemas.base import Listed
from api.schemas.comments import CommentIn, CommentOut
from service.commands import StoredReply
from service.comments import Comment, Subject
from service.container import Slipway
from service.paging import Page

router = APIRouter(tags=["comments"])

_CREATED = commands(CommentOut, etag=False, created=True)


@router.post("/launches/{key}/comments", status_code=201, response_model=CommentOut, responses=_CREATED)
async def comment_on_launch(key: LaunchKey, body: CommentIn, command: JsonCommand, slipway: Uses) -> Response:
    """Say something about a launch."""
    return await _add(slipway, command, Subject.LAUNCH, key, body)


@router.get("/launches/{key}/comments", responses={**paged(), **problems(404, 422)})
async def list_launch_comments(
    request: Request, response: Response, key: LaunchKey, _: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[CommentOut]:
    """List what was said about a launch, in the order it came."""
    page = await slipway.comments.list(Subject.LAUNCH, key, cursor=query.cursor, limit=query.limit)
    return _listed(request, response, page)


@router.post("/tasks/{task_id}/comments", status_code=201, response_model=CommentOut, responses=_CREATED)
async def comment_on_task(task_id: TaskId, body: CommentIn, command: JsonCommand, slipway: Uses) -> Response:
    """Say something about a task."""
    return await _add(slipway, command, Subject.TASK, task_id, body)


@router.get("/tasks/{task_id}/comments", responses={**paged(), **problems(404, 422)})
async def list_task_comments(
    request: Request, response: Response, task_id: TaskId, _: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[CommentOut]:
    """List what was said about a task, in the order it came."""
    page = await slipway.comments.list(Subject.TASK, task_id, cursor=query.cursor, limit=query.limit)
    return _listed(request, response, page)


@router.post("/gates/{gate_id}/comments", status_code=201, response_model=CommentOut, responses=_CREATED)
async def comment_on_gate(gate_id: GateId, body: CommentIn, command: JsonCommand, slipway: Uses) -> Response:
    """Say something about a gate.

    Everybody sees it at once, also while ballots are blind: what you think of the gate belongs into your vote.
    """
    return await _add(slipway, command, Subject.GATE, gate_id, body)


@router.get("/gates/{gate_id}/comments", responses={**paged(), **problems(404, 422)})
async def list_gate_comments(
    request: Request, response: Response, gate_id: GateId, _: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[CommentOut]:
    """List what was said about a gate, in the order it came."""
    page = await slipway.comments.list(Subject.GATE, gate_id, cursor=query.cursor, limit=query.limit)
    return _listed(request, response, page)


@router.get("/comments/{comment_id}", responses=problems(404, 422))
async def show_comment(comment_id: CommentId, _: CurrentPerson, slipway: Uses) -> CommentOut:
    """Show a comment."""
    return CommentOut.model_validate(await slipway.comments.show(comment_id))


@router.delete("/comments/{comment_id}", responses=problems(403, 404, 422))
async def take_comment_back(comment_id: CommentId, actor: CurrentActor, slipway: Uses) -> CommentOut:
    """Take your own comment back; a comment without text stays in its place."""
    return CommentOut.model_validate(await slipway.comments.take_back(actor, comment_id))


async def _add(slipway: Slipway, command: Command, kind: Subject, item: str, body: CommentIn) -> Response:
    async def reply() -> StoredReply:
        said = await slipway.comments.add(command.actor, command.key, kind, item, body.text)
        return stored(Shown(CommentOut.model_validate(said), location=f"/api/v1/comments/{said.id}"), 201)

    return await command.once(reply)


def _listed(request: Request, response: Response, page: Page[Comment]) -> Listed[CommentOut]:
    return listed(request, response, Listed[CommentOut], page, CommentOut.model_validate)
