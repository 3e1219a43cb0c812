"""Acts on a task that no inbox asks for: give it to somebody, have it done again, leave it out, plan it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from domain.errors import Invalid, Problem
from domain.launch.views import TaskView
from service.container import Slipway
from service.people import Person
from web.asking import REFUSED, Sheet, people
from web.onward import onward
from web.render import page
from web.visits import CurrentSubmission, CurrentVisit, Submission, Uses

router = APIRouter()


async def _sheet(request: Request, slipway: Slipway, task_id: str, template: str, sheet: Sheet) -> Response:
    task = await slipway.tasks.show(task_id)
    here = await people(slipway) if template in {"task_assign", "request"} else ()
    shown = {
        "task": task,
        "of": task.title,
        "then": f"/tasks/{task_id}",
        "people": here,
        "candidates": [one for one in here if _is_candidate(one, task)],
        "names": await slipway.people.named(one for one in (task.claimed_by, task.done_by) if one),
    }
    return page(request, f"acts/{template}.html", sheet.status, sheet=sheet, **shown)


def _is_candidate(person: Person, task: TaskView) -> bool:
    """Whether to offer them; the rules say whether it may be theirs."""
    if person.id in task.barred or person.id == task.claimed_by:
        return False
    if task.people:
        return person.id in task.people
    return task.role in person.roles if task.role else task.department in person.departments


Does = Callable[[Slipway, Submission, str], Awaitable[Any]]


async def _assign(slipway: Slipway, form: Submission, task_id: str) -> None:
    await slipway.tasks.assign(form.actor, form.key, task_id, assignee=form.text("assignee"))


async def _return(slipway: Slipway, form: Submission, task_id: str) -> None:
    await slipway.tasks.give_back(form.actor, form.key, task_id, feedback=form.text("feedback"))


async def _reopen(slipway: Slipway, form: Submission, task_id: str) -> None:
    await slipway.tasks.reopen(form.actor, form.key, task_id, reason=form.text("reason"))


async def _cancel(slipway: Slipway, form: Submission, task_id: str) -> None:
    await slipway.tasks.cancel(form.actor, form.key, task_id, reason=form.text("reason"))


async def _plan(slipway: Slipway, form: Submission, task_id: str) -> None:
    try:
        day = date.fromisoformat(form.text("follow_up_on")) if form.text("follow_up_on") else None
    except ValueError as error:
        problem = Problem("/follow_up_on", "is not a day")
        raise Invalid("Say on which day you look at it again.", problems=[problem]) from error
    priority = form.number("priority")
    await slipway.tasks.plan(form.actor, form.key, task_id, priority=priority, follow_up_on=day)


async def _ask(slipway: Slipway, form: Submission, task_id: str) -> None:
    of, note = form.text("of"), form.text("note")
    await slipway.requests.ask(form.actor, form.key, task_id, "task", of=of, note=note)


ACTS: dict[str, tuple[str, Does, str]] = {
    "assign": ("task_assign", _assign, "assigned"),
    "return": ("task_return", _return, "returned"),
    "reopen": ("task_reopen", _reopen, "reopened"),
    "cancel": ("task_cancel", _cancel, "dropped"),
    "plan": ("task_plan", _plan, "planned"),
    "requests": ("request", _ask, "asked"),
}
"""By the last part of their address: the page that asks for what they need, what they do, and the deed to tell of."""


def _add(act: str, template: str, does: Does, deed: str) -> None:
    """Two doors of one act: the page, and its form."""

    async def ask(request: Request, task_id: str, _: CurrentVisit, slipway: Uses) -> Response:
        return await _sheet(request, slipway, task_id, template, Sheet())

    async def act_on(request: Request, task_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
        try:
            await does(slipway, form, task_id)
        except REFUSED as error:
            return await _sheet(request, slipway, task_id, template, Sheet.refused(form, error))
        return await onward(slipway, form, deed, task_id, stay=True)

    router.add_api_route(f"/tasks/{{task_id}}/{act}", ask, name=f"ask_to_{act}")
    router.add_api_route(f"/tasks/{{task_id}}/{act}", act_on, methods=["POST"], name=act)


for _act, (_template, _does, _deed) in ACTS.items():
    _add(_act, _template, _does, _deed)


@router.post("/requests/{request_id}/withdraw")
async def withdraw_request(request_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """No longer ask."""
    await slipway.requests.withdraw(form.actor, form.key, request_id)
    return await onward(slipway, form, "unasked", form.text("about") or request_id, stay=True)
