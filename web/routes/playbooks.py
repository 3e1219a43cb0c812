"""Playbooks: all of them, one from every side, and a new version."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import UploadFile

from domain.errors import Conflict, Invalid, NotFound, TooLarge
from domain.plan import Plan
from domain.playbooks.outline import version_differences
from playbooks.findings import PlaybookInvalid
from playbooks.positions import MAX_BYTES
from service.container import Slipway
from service.playbooks import Reading
from web.conditions import clause
from web.errors import status_of
from web.flow import draw
from web.onward import onward, told
from web.playbooks import FACT, Index, called, given_facts, parties_of, rows_of, spoken_of, steps_of
from web.render import page
from web.sources import lines_of
from web.visits import CurrentSubmission, CurrentVisit, Submission, Uses, Visit

router = APIRouter(prefix="/playbooks")

PAGE = 50
_REF = re.compile(r"[a-z][a-z0-9-]{0,39}(@[0-9]{1,8})?")
VIEWS = ("plan", "tiers", "who", "changes", "source")
BODY_LIMIT = 4 * MAX_BYTES
"""Bytes of the form: the text, perhaps a file beside it, and what sending either costs."""


async def bounded(request: Request) -> AsyncIterator[None]:
    """Refuse what is too large before it is read, and let go of the files of the form in the end.

    Raises TooLarge, also for what does not say how large it is.
    """
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        raise TooLarge(f"A playbook has at most {MAX_BYTES:,} bytes. Shorten the guides or split it.")
    try:
        yield
    finally:
        await request.close()


@router.get("")
async def list_playbooks(
    request: Request, _: CurrentVisit, slipway: Uses, cursor: Annotated[str | None, Query(max_length=1000)] = None
) -> Response:
    """Every version of every playbook."""
    found = await slipway.playbooks.list(cursor=cursor, limit=PAGE)
    return page(
        request,
        "playbooks.html",
        playbooks=found.items,
        tiers={one.digest: slipway.playbooks.tiers(one) for one in found.items},
        names=await slipway.people.named(one.published_by for one in found.items),
        following=found.next,
        told=None,
    )


@router.get("/new")
async def show_form(request: Request, visit: CurrentVisit, slipway: Uses, of: str = "") -> Response:
    """Somewhere to write a playbook; `of` begins with a published one."""
    source = (await slipway.playbooks.show(_ref(of, ""))).source if of else ""
    return _form(request, visit, source)


@router.post("/new", dependencies=[Depends(bounded)])
async def send_form(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """Check what was written, or publish it; what is wrong is shown at its line, and what was written stays."""
    source = await _written(request, form)
    try:
        if form.text("act") == "publish":
            published = await slipway.playbooks.publish(form.actor, source)
            there = f"/playbooks/{published.id}?version={published.version}"
            return await onward(slipway, replace(form, fields={"then": there}), "published", published.id)
        sound = await slipway.playbooks.check(source)
    except PlaybookInvalid as refused:
        return _form(request, form.visit, source, status_of(refused), refused=refused)
    except Conflict as refused:
        return _form(request, form.visit, source, status_of(refused), conflict=refused.detail)
    return _form(request, form.visit, source, sound=sound)


@router.get("/{name}/source")
async def download(name: str, _: CurrentVisit, slipway: Uses, version: str = "") -> Response:
    """Its YAML, as a file."""
    found = await slipway.playbooks.show(_ref(name, version))
    headers = {"Content-Disposition": f'attachment; filename="{found.id}@{found.version}.yaml"'}
    return Response(found.source, media_type="application/yaml", headers=headers)


@router.get("/{name}")
async def show_playbook(
    request: Request, name: str, visit: CurrentVisit, slipway: Uses, version: str = "", tier: str = "", view: str = ""
) -> Response:
    """One version: what it asks for, of whom, and when."""
    read = await slipway.playbooks.read(_ref(name, version))
    chosen = tier if tier in read.playbook.tiers else read.playbook.tiers[0]
    compare = request.query_params.get("compare", "")
    shown = "changes" if compare else view if view in VIEWS else "plan"
    titles, spoken = called(read.playbook, visit.titles), spoken_of(read.playbook)
    return page(
        request,
        "playbook.html",
        published=read.published,
        playbook=read.playbook,
        versions=read.versions,
        tier=chosen,
        view=shown,
        views=VIEWS,
        called=titles,
        index=Index.of(read.playbook),
        clause=lambda expression: clause(expression, spoken),
        names=await slipway.people.named([read.published.published_by, *_people(read)]),
        told=told(request.query_params.get("did"), request.query_params.get("on"), "playbooks"),
        **await _of_view(request, slipway, read, shown, chosen),
    )


async def _of_view(request: Request, slipway: Slipway, read: Reading, view: str, tier: str) -> dict[str, Any]:
    """What only one of the views needs."""
    query = request.query_params
    if view == "tiers":
        rows = rows_of(read.playbook)
        return {"rows": rows, "steps": steps_of(read.playbook), "whole": bool(query.get("all"))}
    if view == "source":
        return {"lines": lines_of(read.published.source)}
    if view == "changes":
        return await _compared(slipway, read, query.get("compare", ""))
    plan, answers, wrong = _planned(slipway, read, tier, dict(query))
    shared = {"plan": plan, "answers": answers, "wrong": wrong, "asked": any(one.startswith(FACT) for one in query)}
    return {**shared, "parties": parties_of(plan)} if view == "who" else {**shared, "drawing": draw(plan)}


def _planned(
    slipway: Slipway, read: Reading, tier: str, query: dict[str, str]
) -> tuple[Plan, dict[str, Any], dict[str, str]]:
    """The plan for the answers in the address; without them when they do not fit, and what is wrong with each."""
    try:
        return *slipway.playbooks.preview(read.playbook, tier, given_facts(read.playbook, query)), {}
    except Invalid as refused:
        wrong = {one.pointer.removeprefix("/facts/"): one.detail for one in refused.problems}
        return *slipway.playbooks.preview(read.playbook, tier, {}), wrong


async def _compared(slipway: Slipway, read: Reading, other: str) -> dict[str, Any]:
    """The version before, unless another one is named, and what this one does otherwise."""
    earlier = [one for one in read.versions if one < read.published.version]
    if not other and not earlier:
        return {"before": None, "changes": ()}
    before = await slipway.playbooks.read(_ref(read.published.id, other or str(earlier[0])))
    return {"before": before.published, "changes": version_differences(before.playbook, read.playbook)}


def _people(read: Reading) -> list[str]:
    """Whom it names."""
    seats = (seat for gate in read.playbook.gates for ballot in gate.vote.values.values() for seat in ballot.seats)
    named = [seat.removeprefix("person:") for seat in seats if seat.startswith("person:")]
    return [*named, *(person for task in read.playbook.tasks for person in task.people)]


def _ref(name: str, version: str) -> str:
    """As use cases take it. Raises NotFound for what no playbook can be called."""
    ref = f"{name}@{version}" if version else name
    if not _REF.fullmatch(ref):
        raise NotFound(f"There is no playbook {ref}.")
    return ref


async def _written(request: Request, form: Submission) -> str:
    """The chosen file, else the text. Raises Invalid when there is neither, or a file that is no text."""
    file = (await request.form()).get("file")
    if isinstance(file, UploadFile) and file.size:
        if file.size > MAX_BYTES:
            raise TooLarge(f"This file has {file.size:,} bytes; a playbook has at most {MAX_BYTES:,}.")
        try:
            return (await file.read()).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid(f"{file.filename} is not UTF-8 text. Save it as UTF-8 and choose it again.") from error
    return form.fields.get("source", "").replace("\r\n", "\n")


def _form(request: Request, visit: Visit, source: str, status: int = 200, **said: Any) -> Response:
    findings = said["refused"].findings if "refused" in said else ()
    shown = {"refused": None, "conflict": "", "sound": None, **said}
    return page(
        request,
        "playbook_new.html",
        status,
        source=source,
        findings=findings,
        lines=lines_of(source, findings) if findings else (),
        may_publish=visit.actor.operator,
        told=None,
        **shown,
    )
