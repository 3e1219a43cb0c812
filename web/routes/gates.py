"""Gates: look at one, give one's word, decide."""

from typing import TypeVar

from fastapi import APIRouter, Request, Response

from domain.errors import Invalid, Problem
from domain.launch.ledger import NewCondition
from domain.launch.overriding import GOES
from domain.launch.state import Choice, DecisionKind
from web import details
from web.asking import require_named
from web.onward import onward, told
from web.render import page
from web.routes.gate_acts import acknowledged
from web.since import since
from web.snoozes import CHOICES
from web.visits import CurrentSubmission, CurrentVisit, Submission, Uses

router = APIRouter(prefix="/gates")

K = TypeVar("K", Choice, DecisionKind)

_VOTED = {Choice.APPROVE: "approved", Choice.REJECT: "rejected", Choice.ABSTAIN: "abstained", Choice.VETO: "vetoed"}
_MUST_SAY_WHY = frozenset({Choice.REJECT, Choice.VETO})


@router.get("/{gate_id}")
async def show_gate(request: Request, gate_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """Everything to decide on, on one page."""
    detail = await details.of_gate(slipway, visit, gate_id)
    new = await since(request, slipway, visit, gate_id, detail.launch.seq, comments=detail.comments)
    names = detail.names | await slipway.people.named(new.people)
    current = detail.entries[0] if detail.entries else None
    said = told(request.query_params.get("did"), request.query_params.get("on"))
    return page(
        request,
        "item.html",
        detail=detail,
        current=current,
        snoozes=CHOICES,
        told=said,
        since=new,
        names=names,
    )


@router.post("/{gate_id}/votes")
async def vote(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Cast a ballot, on what was shown and nothing else."""
    choice = _one_of(Choice, form, "choice")
    rationale = form.text("rationale")
    if choice in _MUST_SAY_WHY and not rationale:
        raise Invalid("Say what has to change.", problems=[Problem("/rationale", "is empty")])
    await slipway.gates.vote(
        form.actor,
        form.key,
        gate_id,
        choice=choice,
        rationale=rationale,
        seat=form.text("seat") or None,
        subject=form.text("subject") or None,
    )
    return await onward(slipway, form, _VOTED[choice], gate_id)


@router.post("/{gate_id}/votes/revoke")
async def revoke_vote(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Take a ballot back."""
    await slipway.gates.revoke_vote(form.actor, form.key, gate_id)
    return await onward(slipway, form, "revoked", gate_id, stay=True)


@router.post("/{gate_id}/attestations")
async def attest(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Say whether a department is ready."""
    ready = form.text("ready") == "true"
    if not ready and not form.text("note"):
        raise Invalid("Say what is missing.", problems=[Problem("/note", "is empty")])
    await slipway.gates.attest(
        form.actor,
        form.key,
        gate_id,
        department=form.text("department"),
        ready=ready,
        note=form.text("note"),
        subject=form.text("subject") or None,
    )
    return await onward(slipway, form, "attested", gate_id)


@router.post("/{gate_id}/scores")
async def score(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Score what is this person's to score."""
    names = [name.removeprefix("score.") for name in form.fields if name.startswith("score.")]
    scores = {name: points for name in names if (points := form.number(f"score.{name}")) is not None}
    await slipway.gates.score(form.actor, form.key, gate_id, scores=scores, rationale=form.text("rationale"))
    return await onward(slipway, form, "scored", gate_id)


@router.post("/{gate_id}/decision")
async def decide(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Decide, or propose to a second person what one may not decide alone."""
    decision = _one_of(DecisionKind, form, "decision")
    if decision is DecisionKind.KILL:
        require_named(form, gate_id.partition(".")[0])
    if not form.text("rationale"):
        why = "Say why: the decision is read long after it was taken."
        raise Invalid(why, problems=[Problem("/rationale", "is empty")])
    override = form.text("override") == "true"
    await slipway.gates.decide(
        form.actor,
        form.key,
        gate_id,
        decision=decision,
        rationale=form.text("rationale"),
        recycle_to=form.text("recycle_to") or None if decision is DecisionKind.RECYCLE else None,
        conditions=_conditions(form) if decision is DecisionKind.CONDITIONAL_GO else (),
        override=override,
        subject=form.text("subject") or None,
        acknowledged=acknowledged(form) if decision in GOES else (),
    )
    return await onward(slipway, form, "proposed" if override else "decided", gate_id)


@router.post("/{gate_id}/proposal/confirm")
async def confirm(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Second what somebody proposed, which cannot be undone."""
    require_named(form, gate_id.partition(".")[0])
    subject = form.text("subject") or None
    await slipway.gates.confirm(form.actor, form.key, gate_id, rationale=form.text("rationale"), subject=subject)
    return await onward(slipway, form, "confirmed", gate_id)


@router.post("/{gate_id}/proposal/decline")
async def decline(gate_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Refuse to."""
    await slipway.gates.decline(form.actor, form.key, gate_id, rationale=form.text("rationale"))
    return await onward(slipway, form, "declined", gate_id)


def _conditions(form: Submission) -> tuple[NewCondition, ...]:
    """The first condition, and whichever others somebody began to fill in."""
    others = [nth for nth in ("condition2", "condition3") if form.text(f"{nth}_title")]
    return tuple(_condition(form, nth) for nth in ("condition", *others))


def _condition(form: Submission, nth: str) -> NewCondition:
    given = {name: form.text(f"{nth}_{name}") for name in ("title", "department", "owner", "before_gate")}
    problems = [Problem(f"/{nth}_{name}", "is empty") for name, value in given.items() if not value]
    days = form.number(f"{nth}_due_days")
    if days is None:
        problems.append(Problem(f"/{nth}_due_days", "is not a number of days"))
    if problems or days is None:
        raise Invalid("A condition says what, by whom, by when, and before which gate.", problems=problems)
    return NewCondition(**given, due_days=days)


def _one_of(kinds: type[K], form: Submission, name: str) -> K:
    try:
        return kinds(form.text(name))
    except ValueError as error:
        raise Invalid(
            "Choose what you want to say.", problems=[Problem(f"/{name}", "is none of the choices")]
        ) from error
