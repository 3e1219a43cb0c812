"""What takes two people at a gate, waivers, and what going back would undo."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, problems
from api.routes.names import GateId
from api.schemas.base import Id
from api.schemas.gates import GateOut
from api.schemas.overrides import AnswerIn, BreakGlassIn, ConfirmationIn, VoidedOut, WaiverIn, WithdrawalIn
from api.versions import ExpectedVersion
from domain.launch.views import GateView

router = APIRouter(prefix="/gates", tags=["gates"])


@router.post("/{gate_id}/proposal/confirm", response_model=GateOut, responses=commands(GateOut))
async def confirm_proposal(
    gate_id: GateId, body: ConfirmationIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Second what somebody else proposed; it takes effect by that, and is flagged for ever."""
    return await command.run(
        lambda: slipway.gates.confirm(
            command.actor,
            command.key,
            gate_id,
            rationale=body.rationale,
            expected_version=expected,
            subject=body.subject,
        ),
        _shown,
    )


@router.post("/{gate_id}/proposal/decline", response_model=GateOut, responses=commands(GateOut))
async def decline_proposal(
    gate_id: GateId, body: AnswerIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Refuse to second it. The gate stays as it was, and the refusal is on record."""
    return await command.run(
        lambda: slipway.gates.decline(
            command.actor, command.key, gate_id, rationale=body.rationale, expected_version=expected
        ),
        _shown,
    )


@router.post("/{gate_id}/proposal/withdraw", response_model=GateOut, responses=commands(GateOut))
async def withdraw_proposal(
    gate_id: GateId,
    command: JsonCommand,
    expected: ExpectedVersion,
    slipway: Uses,
    body: WithdrawalIn = WithdrawalIn(),  # noqa: B008 - immutable
) -> Response:
    """Take back what you proposed."""
    return await command.run(
        lambda: slipway.gates.withdraw(
            command.actor, command.key, gate_id, rationale=body.rationale, expected_version=expected
        ),
        _shown,
    )


@router.post("/{gate_id}/waivers", response_model=GateOut, responses=commands(GateOut))
async def waive_criterion(
    gate_id: GateId, body: WaiverIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Let one criterion not count for a time. It has not passed, and when the time is up it counts again."""
    return await command.run(
        lambda: slipway.gates.waive(
            command.actor,
            command.key,
            gate_id,
            criterion=body.criterion,
            rationale=body.rationale,
            days=body.days,
            expected_version=expected,
        ),
        _shown,
    )


@router.post("/{gate_id}/break-glass", response_model=GateOut, responses=commands(GateOut))
async def break_glass(
    gate_id: GateId, body: BreakGlassIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Propose a decision in an emergency, past readiness and conflicts of interest. A second person must confirm it."""
    return await command.run(
        lambda: slipway.gates.break_glass(
            command.actor,
            command.key,
            gate_id,
            decision=body.decision,
            rationale=body.rationale,
            expected_version=expected,
            subject=body.subject,
            acknowledged=body.acknowledged,
        ),
        _shown,
    )


@router.get("/{gate_id}/recycle-preview", responses=problems(404, 422))
async def preview_recycle(
    gate_id: GateId,
    person: CurrentPerson,
    slipway: Uses,
    to: Annotated[Id, Query(description="The stage to go back to.")],
) -> VoidedOut:
    """Show what going back to a stage would undo; nothing changes."""
    return VoidedOut.model_validate(await slipway.gates.recycle_preview(person.id, gate_id, to))


def _shown(view: GateView) -> Shown:
    return Shown(GateOut.model_validate(view), view.version)
