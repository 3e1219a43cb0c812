"""Starting a launch: choose, answer, see what it takes, start."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from domain.actors import Actor
from domain.errors import Invalid, NotFound, Problem
from service.container import Slipway
from service.launches import MEND, LaunchPreview
from service.playbooks import Version
from service.starting import wrong
from web.onward import landing
from web.render import page
from web.starting import FIELDS, USUAL, Sheet, beside, reasons
from web.visits import CurrentSubmission, CurrentVisit, Uses

router = APIRouter(prefix="/launches/new")

MOST_PEOPLE = 100
"""Who are suggested as owners; anybody else can be typed."""


@router.get("")
async def show_form(request: Request, visit: CurrentVisit, slipway: Uses) -> Response:
    """The form, filled in as the address says, and what starting it would come to. Starts nothing."""
    return await _form(request, slipway, visit.actor, dict(request.query_params))


@router.post("/preview")
async def preview(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """The same for a browser without scripts: on to an address that can be shared, if it is not too long for one."""
    sheet, _ = await _sheet(slipway, await slipway.playbooks.catalogue(), form.fields)
    if sheet.fits_link:
        return RedirectResponse(sheet.link, HTTPStatus.SEE_OTHER)
    return await _form(request, slipway, form.actor, form.fields)


@router.post("")
async def start(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """Start it, once for each form; refused, the form comes back as it was filled in."""
    sheet, unknown = await _sheet(slipway, await slipway.playbooks.catalogue(), form.fields)
    wanted, unread = sheet.wanted()
    try:
        if unknown or unread:
            raise Invalid(MEND, problems=(*unknown, *unread, *wrong(wanted)))
        done = await slipway.launches.start(form.actor, form.key, wanted)
    except Invalid as refused:
        return await _form(request, slipway, form.actor, form.fields, refused)
    return landing(f"/launches/{done.view.key}", "started", done.view.key)


async def _form(
    request: Request,
    slipway: Slipway,
    actor: Actor,
    said: Mapping[str, str],
    refused: Invalid | None = None,
) -> Response:
    versions = await slipway.playbooks.catalogue()
    sheet, unknown = await _sheet(slipway, versions, said)
    wanted, unread = sheet.wanted()
    problems = (*unknown, *unread)
    seen: LaunchPreview | None = None
    try:
        # Another playbook may lack the tier that was chosen: what the form shows instead is what counts.
        seen = await slipway.launches.preview(actor, replace(wanted, tier=sheet.tier))
        problems += tuple(Problem(one.pointer, one.detail) for one in seen.concerns if one.refuses)
    except Invalid as error:
        problems += error.problems
    errors = beside(problems)
    # Whoever has only begun is not told off for what they have not come to.
    shown = {name: words for name, words in errors.items() if said.get(name, "").strip()}
    if refused:
        shown = errors | beside(refused.problems)
    fields = (*FIELDS, *(question.name for question in sheet.questions))
    return page(
        request,
        "start.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        sheet=sheet,
        versions=versions,
        errors=shown,
        first=next((name for name in fields if refused and name in shown), None),
        refused=refused,
        preview=seen,
        missing=errors if seen is None else {},
        reasons=reasons(sheet.playbook, seen) if seen else (),
        people=(await slipway.people.list(limit=MOST_PEOPLE)).items,
        names=await slipway.people.named(_people(seen)) if seen else {},
        told=None,
    )


async def _sheet(
    slipway: Slipway, versions: tuple[Version, ...], said: Mapping[str, str]
) -> tuple[Sheet, tuple[Problem, ...]]:
    """The form over the playbook it names; over the usual one, and a problem, when there is no such playbook."""
    refs = [one.ref for one in versions if one.newest]
    if not refs:
        raise NotFound("There is no playbook yet, and a launch follows one. An operator publishes one first.")
    usual = next((ref for ref in refs if ref.startswith(f"{USUAL}@")), refs[0])
    try:
        return Sheet(await slipway.playbooks.chosen(said.get("playbook", "").strip() or usual), said), ()
    except Invalid as error:
        return Sheet(await slipway.playbooks.chosen(usual), said), error.problems


def _people(seen: LaunchPreview) -> set[str]:
    """Everybody whom the page names."""
    found = {seen.owner} | {person for stage in seen.stages for task in stage.tasks for person in task.people}
    seats = (seat for stage in seen.stages for gate in stage.gates for seat in gate.seats)
    return found | {seat.removeprefix("person:") for seat in seats if seat.startswith("person:")}
