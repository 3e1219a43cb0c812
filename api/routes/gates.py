"""Gates: attest, vote, ask more approvers, decide."""

from fastapi import APIRouter, Response

from api.commands import JsonCommand, Shown
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, problems, versioned
from api.routes.names import GateId
from api.schemas.base import Digest
from api.schemas.gates import (
    ApproverIn,
    AttestationIn,
    DecisionIn,
    GateOut,
    RevokedAttestationIn,
    ScoresIn,
    SubjectOut,
    VoteIn,
)
from api.schemas.tasks import NothingIn
from api.versions import ExpectedVersion, etag
from domain.launch.views import GateView

router = APIRouter(prefix="/gates", tags=["gates"])


# No 304 here, nor for tasks: what else a gate waits for may change while its own version stays.
@router.get("/{gate_id}", responses={**versioned(), **problems(404, 422)})
async def show_gate(gate_id: GateId, person: CurrentPerson, slipway: Uses, response: Response) -> GateOut:
    """Show a gate, with the ballots you may see."""
    view = await slipway.gates.show(person.id, gate_id)
    response.headers["ETag"] = etag(view.version)
    return GateOut.model_validate(view)


@router.get("/{gate_id}/subject", responses=problems(404, 422))
async def show_gate_subject(
    gate_id: GateId, _: CurrentPerson, slipway: Uses, digest: Digest | None = None
) -> SubjectOut:
    """Show what a gate is about, part by part, now or, by its digest, as somebody was shown it."""
    return SubjectOut.model_validate(await slipway.gates.subject(gate_id, digest))


@router.post("/{gate_id}/attestations", response_model=GateOut, responses=commands(GateOut))
async def attest_gate(
    gate_id: GateId, body: AttestationIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Say whether a department is ready; it may change its word until the gate is decided."""
    return await command.run(
        lambda: slipway.gates.attest(
            command.actor,
            command.key,
            gate_id,
            department=body.department,
            ready=body.ready,
            note=body.note,
            expected_version=expected,
            subject=body.subject,
        ),
        _shown,
    )


@router.post("/{gate_id}/votes", response_model=GateOut, responses=commands(GateOut))
async def cast_vote(
    gate_id: GateId, body: VoteIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Cast your ballot, or change it; it stays blind until every seat has voted."""
    return await command.run(
        lambda: slipway.gates.vote(
            command.actor,
            command.key,
            gate_id,
            choice=body.choice,
            rationale=body.rationale,
            seat=body.seat,
            expected_version=expected,
            subject=body.subject,
        ),
        _shown,
    )


@router.post("/{gate_id}/votes/revoke", response_model=GateOut, responses=commands(GateOut))
async def revoke_vote(
    gate_id: GateId,
    command: JsonCommand,
    expected: ExpectedVersion,
    slipway: Uses,
    body: NothingIn | None = None,  # noqa: ARG001 - refuses fields
) -> Response:
    """Take your ballot back; the seat is empty again."""
    return await command.run(
        lambda: slipway.gates.revoke_vote(command.actor, command.key, gate_id, expected_version=expected),
        _shown,
    )


@router.post("/{gate_id}/attestations/revoke", response_model=GateOut, responses=commands(GateOut))
async def revoke_attestation(
    gate_id: GateId, body: RevokedAttestationIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Take a department's word back; it is asked again."""
    return await command.run(
        lambda: slipway.gates.revoke_attestation(
            command.actor, command.key, gate_id, department=body.department, expected_version=expected
        ),
        _shown,
    )


@router.post("/{gate_id}/approvers", response_model=GateOut, responses=commands(GateOut))
async def add_approver(
    gate_id: GateId, body: ApproverIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Ask one more person to vote; nobody who had a part in the work."""
    return await command.run(
        lambda: slipway.gates.add_approver(
            command.actor, command.key, gate_id, person=body.person, reason=body.reason, expected_version=expected
        ),
        _shown,
    )


@router.post("/{gate_id}/scores", response_model=GateOut, responses=commands(GateOut))
async def score_gate(
    gate_id: GateId, body: ScoresIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Score what is yours to score, or change it; scores stay blind until everybody expected has scored."""
    return await command.run(
        lambda: slipway.gates.score(
            command.actor,
            command.key,
            gate_id,
            scores=body.scores,
            rationale=body.rationale,
            expected_version=expected,
            subject=body.subject,
        ),
        _shown,
    )


@router.post("/{gate_id}/decision", response_model=GateOut, responses=commands(GateOut))
async def decide_gate(
    gate_id: GateId, body: DecisionIn, command: JsonCommand, expected: ExpectedVersion, slipway: Uses
) -> Response:
    """Decide a gate. There is one decision; whoever comes second learns who decided, and when.

    With `override`, a decision that reasons stand against is proposed to a second person instead of refused.
    """
    return await command.run(
        lambda: slipway.gates.decide(
            command.actor,
            command.key,
            gate_id,
            decision=body.decision,
            rationale=body.rationale,
            recycle_to=body.recycle_to,
            conditions=body.named_conditions(),
            override=body.override,
            expected_version=expected,
            subject=body.subject,
            acknowledged=body.acknowledged,
        ),
        _shown,
    )


def _shown(view: GateView) -> Shown:
    return Shown(GateOut.model_validate(view), view.version)
