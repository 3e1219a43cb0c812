"""Acts at a gate that no inbox asks for: one more approver, a waiver, broken glass, words taken back."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from domain.errors import Invalid, Problem
from domain.launch.offers import waivable
from domain.launch.state import DecisionKind
from domain.launch.views import GateView
from service.container import Slipway
from web.asking import REFUSED, Sheet, people, require_named
from web.details import taking_over
from web.onward import onward
from web.render import page
from web.visits import CurrentSubmission, CurrentVisit, Submission, Uses, Visit

router = APIRouter(prefix="/gates")


async def _sheet(
    request: Request, slipway: Slipway, visit: Visit, gate_id: str, template: str, sheet: Sheet, **values: Any
) -> Response:
    gate = await slipway.gates.show(visit.person.id, gate_id)
    launch = await slipway.launches.show(gate.launch)
    shown = {"gate": gate, "launch": launch, "of": gate.title, "then": f"/gates/{gate_id}", **values}
    return page(request, f"acts/{template}.html", sheet.status, sheet=sheet, **shown)


@router.get("/{gate_id}/requests")
async def ask_for_review(request: Request, gate_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """Whom to ask what they think."""
    return await _sheet(request, slipway, visit, gate_id, "request", Sheet(), people=await people(slipway))


@router.post("/{gate_id}/requests")
async def request_review(request: Request, gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Ask somebody to look at it."""
    try:
        of, note = form.text("of"), form.text("note")
        await slipway.requests.ask(form.actor, form.key, gate_id, "gate", of=of, note=note)
    except REFUSED as error:
        sheet, here = Sheet.refused(form, error), await people(slipway)
        return await _sheet(request, slipway, form.visit, gate_id, "request", sheet, people=here)
    return await onward(slipway, form, "asked", gate_id, stay=True)


@router.get("/{gate_id}/approvers")
async def ask_for_approver(request: Request, gate_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """Whose approval is needed too."""
    return await _sheet(request, slipway, visit, gate_id, "gate_approver", Sheet(), people=await people(slipway))


@router.post("/{gate_id}/approvers")
async def add_approver(request: Request, gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Give one more person a seat."""
    try:
        person, reason = form.text("person"), form.text("reason")
        await slipway.gates.add_approver(form.actor, form.key, gate_id, person=person, reason=reason)
    except REFUSED as error:
        sheet, here = Sheet.refused(form, error), await people(slipway)
        return await _sheet(request, slipway, form.visit, gate_id, "gate_approver", sheet, people=here)
    return await onward(slipway, form, "approver", gate_id, stay=True)


@router.get("/{gate_id}/waivers")
async def ask_for_waiver(
    request: Request, gate_id: str, visit: CurrentVisit, slipway: Uses, criterion: str = ""
) -> Response:
    """What need not hold, why, and how long."""
    return await _waiving(request, slipway, visit, gate_id, Sheet(), criterion)


@router.post("/{gate_id}/waivers")
async def waive(request: Request, gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Let a criterion not count for a time."""
    try:
        days = form.number("days")
        if days is None:
            problem = Problem("/days", "is not a number of days")
            raise Invalid("A waiver lasts for a time.", problems=[problem])
        criterion, rationale = form.text("criterion"), form.text("rationale")
        await slipway.gates.waive(form.actor, form.key, gate_id, criterion=criterion, rationale=rationale, days=days)
    except REFUSED as error:
        return await _waiving(request, slipway, form.visit, gate_id, Sheet.refused(form, error))
    return await onward(slipway, form, "waived", gate_id, stay=True)


async def _waiving(
    request: Request, slipway: Slipway, visit: Visit, gate_id: str, sheet: Sheet, chosen: str = ""
) -> Response:
    gate = await slipway.gates.show(visit.person.id, gate_id)
    plan = await slipway.launches.plan(gate.launch)
    criteria = [(one.id, one.title) for one in (waivable(gate, plan) if plan else ())]
    only = criteria[0][0] if len(criteria) == 1 else ""
    values = {"criteria": criteria, "chosen": chosen or only}
    return await _sheet(request, slipway, visit, gate_id, "gate_waive", sheet, **values)


@router.get("/{gate_id}/break-glass")
async def ask_to_break_glass(request: Request, gate_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """What an emergency takes."""
    return await _breaking(request, slipway, visit, gate_id, Sheet())


@router.post("/{gate_id}/break-glass")
async def break_glass(request: Request, gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Propose a decision past readiness and interests to a second person."""
    try:
        require_named(form, gate_id.partition(".")[0])
        await slipway.gates.break_glass(
            form.actor,
            form.key,
            gate_id,
            decision=_emergency(form),
            rationale=form.text("rationale"),
            subject=form.text("subject") or None,
            acknowledged=acknowledged(form),
        )
    except REFUSED as error:
        return await _breaking(request, slipway, form.visit, gate_id, Sheet.refused(form, error))
    return await onward(slipway, form, "behind_glass", gate_id, stay=True)


def _emergency(form: Submission) -> DecisionKind:
    try:
        return DecisionKind(form.text("decision"))
    except ValueError as error:
        problem = Problem("/decision", "is none of the choices")
        raise Invalid("Choose what you propose.", problems=[problem]) from error


def acknowledged(form: Submission) -> tuple[str, ...]:
    """The changes that somebody said they take over."""
    return tuple(name.removeprefix("acknowledge.") for name in form.fields if name.startswith("acknowledge."))


async def _breaking(request: Request, slipway: Slipway, visit: Visit, gate_id: str, sheet: Sheet) -> Response:
    gate = await slipway.gates.show(visit.person.id, gate_id)
    plan = await slipway.launches.plan(gate.launch)
    gates: Sequence[GateView] = await slipway.launches.gates(visit.person.id, gate.launch)
    over = taking_over(gates, gate, plan) if plan else ()
    return await _sheet(request, slipway, visit, gate_id, "gate_glass", sheet, taking_over=over)


@router.get("/{gate_id}/recycle")
async def preview_recycle(request: Request, gate_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """What going back would undo, for each stage that it may go back to."""
    gate = await slipway.gates.show(visit.person.id, gate_id)
    stages = {one.id: one.title for one in (await slipway.launches.show(gate.launch)).stages}
    previews = [
        (stages.get(stage, stage), await slipway.gates.recycle_preview(visit.person.id, gate_id, stage))
        for stage in gate.recycle_to
    ]
    return await _sheet(request, slipway, visit, gate_id, "gate_recycle", Sheet(), previews=previews)


@router.post("/{gate_id}/attestations/revoke")
async def revoke_attestation(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Take a department's word back."""
    await slipway.gates.revoke_attestation(form.actor, form.key, gate_id, department=form.text("department"))
    return await onward(slipway, form, "unattested", gate_id, stay=True)


@router.post("/{gate_id}/proposal/withdraw")
async def withdraw(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Take back what one has proposed."""
    await slipway.gates.withdraw(form.actor, form.key, gate_id, rationale=form.text("rationale"))
    return await onward(slipway, form, "withdrawn", gate_id, stay=True)
