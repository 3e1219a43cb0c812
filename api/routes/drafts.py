"""Drafts of answers: yours alone, kept until you complete the task.

They have no version: of two drafts that one person saves, the last one stays.
"""

from fastapi import APIRouter

from api.dependencies import CurrentActor, Uses
from api.openapi import problems
from api.routes.names import TaskId
from api.schemas.tasks import DraftIn, DraftOut

router = APIRouter(prefix="/tasks/{task_id}/draft", tags=["tasks"])


@router.get("", responses=problems(404, 422))
async def show_draft(task_id: TaskId, actor: CurrentActor, slipway: Uses) -> DraftOut:
    """Show your own draft of a task's answers; an empty one when you have none."""
    draft = await slipway.drafts.show(actor, task_id)
    if draft is None:
        return DraftOut(task=task_id, answers={}, updated_at=None)
    return DraftOut(task=task_id, answers=draft.body, updated_at=draft.updated_at)


@router.put("", responses=problems(400, 403, 404, 409, 413, 422))
async def save_draft(task_id: TaskId, body: DraftIn, actor: CurrentActor, slipway: Uses) -> DraftOut:
    """Keep your answers so far instead of your last draft. Only their size is checked; the last one saved stays."""
    draft = await slipway.drafts.save(actor, task_id, body.answers)
    return DraftOut(task=task_id, answers=draft.body, updated_at=draft.updated_at)


@router.delete("", responses=problems(404, 422))
async def forget_draft(task_id: TaskId, actor: CurrentActor, slipway: Uses) -> DraftOut:
    """Throw your own draft away."""
    await slipway.drafts.forget(actor, task_id)
    return DraftOut(task=task_id, answers={}, updated_at=None)
