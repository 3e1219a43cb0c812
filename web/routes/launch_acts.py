"""Acts on a launch that ask for more than a word: change it, cancel it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from domain.errors import Invalid, Problem
from domain.launch.impact import Impact
from domain.launch.offers import on_launch
from domain.launch.state import SETTLED
from domain.launch.views import LaunchView
from domain.playbooks.model import FactSpec, Playbook
from service.changes import WantedChange
from service.container import Slipway
from web.answers import PREFIX, answers_of, fields_of
from web.asking import REFUSED, Sheet, people, require_named
from web.onward import onward
from web.render import page
from web.visits import CurrentSubmission, CurrentVisit, Submission, Uses, Visit
from web.words import spoken

router = APIRouter(prefix="/launches")

TEXTS = ("title", "objective", "user_need", "scope", "owner")
"""Fields of a charter that are sent as they are typed."""

TITLES = {
    "title": "Title",
    "objective": "Objective",
    "user_need": "User need",
    "scope": "Scope",
    "target_date": "Target date",
    "priority": "Priority",
    "owner": "Owner",
    "tier": "Tier",
}


@router.get("/{key}/cancel")
async def ask_to_cancel(request: Request, key: str, _: CurrentVisit, slipway: Uses) -> Response:
    """What ends with it."""
    return await _cancelling(request, slipway, key, Sheet())


@router.post("/{key}/cancel")
async def cancel(request: Request, key: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Stop it for good."""
    try:
        require_named(form, key)
        await slipway.launches.cancel(form.actor, form.key, key, reason=form.text("reason"))
    except REFUSED as error:
        return await _cancelling(request, slipway, key, Sheet.refused(form, error))
    return await onward(slipway, form, "cancelled", key, stay=True)


async def _cancelling(request: Request, slipway: Slipway, key: str, sheet: Sheet) -> Response:
    launch = await slipway.launches.show(key)
    unfinished = sum(task.state not in SETTLED for task in await slipway.launches.tasks(key))
    values = {"launch": launch, "of": launch.title, "then": f"/launches/{key}", "unfinished": unfinished}
    return page(request, "acts/launch_cancel.html", sheet.status, sheet=sheet, **values)


@router.get("/{key}/change")
async def ask_to_change(request: Request, key: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """Everything about it that may be another."""
    return await _changing(request, slipway, visit, key, Sheet())


@router.post("/{key}/change")
async def change(request: Request, key: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Show what the change would do, or make it as it was shown."""
    launch = await slipway.launches.show(key)
    sheet = Sheet(form.fields)
    try:
        wanted = _wanted(form, (await slipway.playbooks.read(launch.playbook)).playbook)
    except Invalid as error:
        return await _changing(request, slipway, form.visit, key, Sheet.refused(form, error))
    if form.text("act") == "make":
        try:
            await slipway.changes.make(form.actor, form.key, key, wanted, impact=form.text("impact"))
            return await onward(slipway, form, "changed", key, stay=True)
        except REFUSED as error:
            sheet = Sheet.refused(form, error)
    try:
        impact = await slipway.changes.preview(form.actor, key, wanted)
    except REFUSED as error:
        return await _changing(request, slipway, form.visit, key, Sheet.refused(form, error))
    return await _changing(request, slipway, form.visit, key, sheet, impact)


def _wanted(form: Submission, playbook: Playbook) -> WantedChange:
    """What differs from what was shown: what somebody else has changed since stays changed. Raises Invalid."""

    def typed(name: str) -> str:
        return form.text(name).replace("\r\n", "\n")

    new = [name for name in TITLES if typed(name) != typed(f"was.{name}")]
    charter: dict[str, Any] = {name: typed(name) for name in TEXTS if name in new}
    if "target_date" in new:
        charter["target_date"] = typed("target_date") or None
    if "priority" in new:
        if (priority := form.number("priority")) is None:
            raise Invalid("Say how urgent it is.", problems=[Problem("/priority", "is not a number")])
        charter["priority"] = priority
    answers = answers_of(_schema(playbook.facts), form.fields)
    facts = {name: value for name, value in answers.items() if typed(PREFIX + name) != typed(f"was.{PREFIX}{name}")}
    return WantedChange(charter, typed("tier") if "tier" in new else None, facts, form.text("reason"))


def _schema(facts: tuple[FactSpec, ...]) -> dict[str, Any]:
    """The questions of a playbook as a form asks them."""
    kinds = {"bool": "boolean", "int": "integer"}
    properties: dict[str, dict[str, Any]] = {}
    for one in facts:
        properties[one.name] = {"type": kinds.get(one.type, "string"), "title": one.title}
        if one.choices:
            properties[one.name]["enum"] = list(one.choices)
    return {"properties": properties}


async def _changing(
    request: Request, slipway: Slipway, visit: Visit, key: str, sheet: Sheet, impact: Impact | None = None
) -> Response:
    launch = await slipway.launches.show(key)
    playbook = (await slipway.playbooks.read(launch.playbook)).playbook
    facts = fields_of(_schema(playbook.facts), launch.facts)
    was = {name: getattr(launch, name) for name in TITLES} | {field.name: field.value for field in facts}
    here = await people(slipway)
    values: dict[str, Any] = {
        "launch": launch,
        "of": launch.title,
        "then": f"/launches/{key}",
        "was": {name: "" if value is None else value for name, value in was.items()},
        "people": here,
        "tiers": [(one, one) for one in playbook.tiers],
        "facts": [replace(field, value=sheet.value(field.name, field.value)) for field in facts],
        "facts_wrong": any(name.startswith(("facts.", "answers.")) for name in sheet.wrong),
        "steers": "change" in on_launch(launch, visit.actor),
        "impact": impact,
    }
    named = {launch.owner, *((one.scorer for one in impact.scores_voided) if impact else ())}
    names = {one.id: one.name for one in here} | await slipway.people.named(named)
    shown = await _impact(slipway, visit, launch, impact, names, playbook) if impact else {}
    values |= {"names": names, "owner": names.get(launch.owner, launch.owner), **shown}
    return page(request, "acts/launch_change.html", sheet.status, sheet=sheet, **values)


async def _impact(
    slipway: Slipway, visit: Visit, launch: LaunchView, impact: Impact, names: dict[str, str], playbook: Playbook
) -> dict[str, Any]:
    """What a change would do, in words."""
    titles = {one.local_id: one.title for one in await slipway.launches.tasks(launch.key)}
    titles |= {one.local_id: one.title for one in await slipway.launches.gates(visit.person.id, launch.key)}
    questions = {f"fact:{one.name}": one.title for one in playbook.facts}

    def due(moment: object) -> str | Markup:
        return visit.clock.time(datetime.fromisoformat(moment)) if isinstance(moment, str) else "no day yet"

    def said(name: str, value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return names.get(str(value), str(value)) if name == "owner" else str(value or "none")

    def audience(one: str) -> str:
        kind, _, name = one.partition(":")
        return names.get(name, name) if kind == "person" else visit.titles.get(name) or spoken(name)

    moved = [one for one in impact.dates if one.of != "target_date"]
    return {
        "titles_of": titles,
        "field_titles": {**TITLES, **questions},
        "said": said,
        "told_to": [audience(one) for one in impact.told],
        "dates": [
            {"title": titles.get(one.of, one.of), "before": due(one.before), "after": due(one.after)} for one in moved
        ],
    }
