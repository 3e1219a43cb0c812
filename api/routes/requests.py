"""Requests: ask somebody for a review of a task or a gate."""

from fastapi import APIRouter, Request, Response

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, paged, problems
from api.paging import Paging, listed
from api.routes.names import GateId, LaunchKey, RequestId, TaskId
from api.schemas.base import Listed
from api.schemas.requests import AnswerIn, RequestIn, RequestOut
from api.schemas.tasks import NothingIn
from domain.launch.views import RequestView

router = APIRouter(tags=["requests"])

_CREATED = commands(RequestOut, etag=False, created=True)
_CHANGED = {status: said for status, said in commands(RequestOut, etag=False).items() if status != 412}
"""A request has no version that an act could insist on."""


@router.post("/gates/{gate_id}/requests", status_code=201, response_model=RequestOut, responses=_CREATED)
async def request_gate_review(gate_id: GateId, body: RequestIn, command: JsonCommand, slipway: Uses) -> Response:
    """Ask somebody to look at a gate; what they say never counts as a vote."""
    return await command.run(
        lambda: slipway.requests.ask(command.actor, command.key, gate_id, "gate", of=body.of, note=body.note),
        _created,
    )


@router.post("/tasks/{task_id}/requests", status_code=201, response_model=RequestOut, responses=_CREATED)
async def request_task_review(task_id: TaskId, body: RequestIn, command: JsonCommand, slipway: Uses) -> Response:
    """Ask somebody to look at a task."""
    return await command.run(
        lambda: slipway.requests.ask(command.actor, command.key, task_id, "task", of=body.of, note=body.note),
        _created,
    )


@router.post("/requests/{request_id}/answer", response_model=RequestOut, responses=_CHANGED)
async def answer_request(request_id: RequestId, body: AnswerIn, command: JsonCommand, slipway: Uses) -> Response:
    """Answer a request; only the person who was asked."""
    return await command.run(
        lambda: slipway.requests.answer(command.actor, command.key, request_id, opinion=body.verdict, note=body.note),
        _shown,
    )


@router.post("/requests/{request_id}/withdraw", response_model=RequestOut, responses=_CHANGED)
async def withdraw_request(
    request_id: RequestId,
    command: JsonCommand,
    slipway: Uses,
    body: NothingIn | None = None,  # noqa: ARG001 - refuses fields
) -> Response:
    """Withdraw a request."""
    return await command.run(lambda: slipway.requests.withdraw(command.actor, command.key, request_id), _shown)


@router.get("/launches/{key}/requests", responses={**paged(), **problems(404, 422)})
async def list_requests(
    request: Request, response: Response, key: LaunchKey, _: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[RequestOut]:
    """List the requests of a launch, in the order they were made."""
    page = await slipway.requests.list(key, cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[RequestOut], page, RequestOut.of_view)


@router.get("/requests/{request_id}", responses=problems(404, 422))
async def show_request(request_id: RequestId, _: CurrentPerson, slipway: Uses) -> RequestOut:
    """Show a request, answered or not."""
    return RequestOut.of_view(await slipway.requests.show(request_id))


def _created(view: RequestView) -> Shown:
    return Shown(RequestOut.of_view(view), location=f"/api/v1/requests/{view.id}")


def _shown(view: RequestView) -> Shown:
    return Shown(RequestOut.of_view(view))
