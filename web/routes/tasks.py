"""Tasks: look at one, take it, do it."""

from fastapi import APIRouter, Request, Response

from web import details
from web.answers import answers_of
from web.onward import onward, told
from web.render import page
from web.since import since
from web.snoozes import CHOICES
from web.visits import CurrentSubmission, CurrentVisit, Uses

router = APIRouter(prefix="/tasks")


@router.get("/{task_id}")
async def show_task(request: Request, task_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """Everything about a task."""
    detail = await details.of_task(slipway, visit, task_id)
    new = await since(request, slipway, visit, task_id, detail.launch.seq, comments=detail.comments)
    names = detail.names | await slipway.people.named(new.people)
    said = told(request.query_params.get("did"), request.query_params.get("on"))
    return page(
        request,
        "item.html",
        detail=detail,
        current=detail.entry("task"),
        snoozes=CHOICES,
        told=said,
        since=new,
        names=names,
    )


@router.post("/{task_id}/claim")
async def claim(task_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Take it."""
    await slipway.tasks.claim(form.actor, form.key, task_id)
    return await onward(slipway, form, "claimed", task_id, stay=True)


@router.post("/{task_id}/unclaim")
async def unclaim(task_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Give it back."""
    await slipway.tasks.unclaim(form.actor, form.key, task_id)
    return await onward(slipway, form, "unclaimed", task_id, stay=True)


@router.post("/{task_id}/complete")
async def complete(task_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Say that it is done; `answers` are those of its form."""
    schema = (await slipway.tasks.show(task_id)).form
    answers = answers_of(schema, form.fields) if schema else None
    if schema is not None and form.text("draft"):
        await slipway.drafts.save(form.actor, task_id, answers or {})
        return await onward(slipway, form, "saved", task_id, stay=True)
    await slipway.tasks.complete(form.actor, form.key, task_id, note=form.text("note"), answers=answers)
    return await onward(slipway, form, "completed", task_id)


@router.post("/{task_id}/check")
async def check(task_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Check or uncheck an item of its list."""
    await slipway.tasks.check(form.actor, form.key, task_id, item=form.text("item"), done=form.text("done") == "true")
    return await onward(slipway, form, "checked", task_id, stay=True)


@router.post("/{task_id}/skip")
async def skip(task_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Pass over it."""
    await slipway.tasks.skip(form.actor, form.key, task_id, rationale=form.text("rationale"))
    return await onward(slipway, form, "skipped", task_id)
