"""One's own page: who stands in while one is away, what one is told of and when not."""

from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from domain.errors import Invalid, Problem
from domain.notices import NoticeKind
from domain.preferences import WEEKDAYS, Preferences, QuietHours
from service.container import Slipway
from service.delegations import NewDelegation
from web.asking import REFUSED, Sheet, people
from web.onward import onward, told
from web.render import page
from web.visits import CurrentSubmission, CurrentVisit, Submission, Uses, Visit

router = APIRouter(prefix="/me")

CHANNELS = ("email", "slack")
MOST_DELEGATIONS = 50


@router.get("")
async def show_me(request: Request, visit: CurrentVisit, slipway: Uses) -> Response:
    """Who stands in for the visitor, for whom they stand in, and what they chose."""
    said = told(request.query_params.get("did"), request.query_params.get("on"), "me/delegations")
    return await _me(request, slipway, visit, Sheet(), told=said)


@router.post("/delegations")
async def hand_over(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """Name who stands in while one is away: whole days, where one is."""
    try:
        wanted = NewDelegation(
            substitute=form.text("substitute"),
            starts_at=_begins(form),
            ends_at=_midnight(form, "ends_at") + timedelta(days=1),
            reason=form.text("reason"),
        )
        made = await slipway.delegations.create(form.visit.actor, form.key, wanted)
    except REFUSED as error:
        return await _me(request, slipway, form.visit, Sheet.refused(form, error))
    return await onward(slipway, form, "handed_over", made.id, stay=True)


@router.post("/delegations/{delegation_id}/end")
async def take_over(delegation_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """End it now, as whom it is about or as whoever stands in."""
    await slipway.delegations.revoke(form.visit.actor, delegation_id)
    return await onward(slipway, form, "taken_over", delegation_id, stay=True)


@router.post("/notifications")
async def choose(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """Replace what one chose about being told."""
    try:
        quiet = _quiet(form)
    except REFUSED as error:
        typed = Preferences(_kinds(form), None, form.text("urgent_anyway") == "true")
        return await _me(request, slipway, form.visit, Sheet.refused(form, error), typed)
    wanted = Preferences(_kinds(form), quiet, form.text("urgent_anyway") == "true")
    await slipway.notices.choose(form.visit.person.id, wanted)
    return await onward(slipway, form, "chosen", "me", stay=True)


def _begins(form: Submission) -> datetime | None:
    """None for a period that begins today: from now on."""
    today = form.visit.clock.now.astimezone(form.visit.clock.zone).date()
    given = form.text("starts_at")
    return _midnight(form, "starts_at") if given and given != today.isoformat() else None


def _midnight(form: Submission, name: str) -> datetime:
    """When a day begins where the visitor is. Raises Invalid."""
    try:
        return datetime.combine(date.fromisoformat(form.text(name)), time(), form.visit.clock.zone)
    except ValueError as error:
        raise Invalid("Say from when until when.", problems=[Problem(f"/{name}", "Choose a day.")]) from error


def _kinds(form: Submission) -> dict[str, tuple[str, ...]]:
    return {
        kind.value: tuple(channel for channel in CHANNELS if form.text(f"tell.{kind.value}.{channel}"))
        for kind in NoticeKind
    }


def _quiet(form: Submission) -> QuietHours | None:
    """None without both ends. Raises Invalid."""
    given = form.text("quiet_from"), form.text("quiet_until")
    if not any(given):
        return None
    try:
        begins, until = (time.fromisoformat(one) for one in given)
    except ValueError as error:
        missing = "quiet_until" if given[0] else "quiet_from"
        problem = Problem(f"/{missing}", "Give both, such as 19:00 and 08:00.")
        raise Invalid("Quiet hours begin and end.", problems=[problem]) from error
    days = tuple(day for day in WEEKDAYS if form.text(f"quiet.{day}"))
    return QuietHours(begins, until, days or WEEKDAYS)


async def _me(
    request: Request,
    slipway: Slipway,
    visit: Visit,
    sheet: Sheet,
    wanted: Preferences | None = None,
    **values: Any,
) -> Response:
    delegations = (await slipway.delegations.list(visit.person.id, limit=MOST_DELEGATIONS)).items
    now = visit.clock.now
    current = [one for one in delegations if one.revoked_at is None and one.ends_at > now]
    named = {person for one in delegations for person in (one.principal, one.substitute)}
    shown = {
        "told": None,
        "delegations": current,
        "earlier": [one for one in delegations if one not in current],
        "names": await slipway.people.named(named),
        "people": [one for one in await people(slipway) if one.id != visit.person.id],
        "chosen": wanted or await slipway.notices.preferences(visit.person.id),
        "channels": CHANNELS,
        "weekdays": WEEKDAYS,
        "today": now.astimezone(visit.clock.zone).date().isoformat(),
        **values,
    }
    return page(request, "me.html", sheet.status, sheet=sheet, **shown)
