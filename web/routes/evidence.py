"""Evidence: all of it, one piece, and adding more."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from domain.errors import Invalid, Problem, SlipwayError, TooLarge, Unavailable, UnsupportedType
from domain.launch.views import LaunchView
from domain.text import UNSAFE
from service.container import Slipway
from service.evidence import NewEvidence
from web.details import files_of
from web.errors import not_taken, status_of
from web.onward import onward, told
from web.render import page
from web.uploads import CurrentUpload, Upload
from web.visits import CurrentVisit, Submission, Uses, Visit, safe_path
from web.words import files_called

router = APIRouter()

PAGE = 30
TYPES = ("user_feedback", "market_research", "metric", "document")
STANCES = {"for": True, "against": False}
LENGTHS = {"title": 200, "source": 2000, "summary": 4000}
UPLOADED = "upload."
"""Before the digest, in the name of a field that stands for a file sent ahead; its value is what that is called."""


@router.get("/launches/{key}/evidence")
async def list_evidence(
    request: Request,
    key: str,
    visit: CurrentVisit,
    slipway: Uses,
    kind: str = "",
    stance: str = "",
    target: Annotated[str, Query(max_length=128)] = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """What decisions rest on, by what it is, what it says and what it is for."""
    launch = await slipway.launches.show(key)
    asked = {"kind": kind if kind in TYPES else "", "stance": stance if stance in STANCES else "", "target": target}
    found = await slipway.evidence.list(
        key,
        type=asked["kind"] or None,
        supports=STANCES.get(asked["stance"]),
        target=target or None,
        cursor=cursor,
        limit=PAGE,
    )
    return page(
        request,
        "evidence.html",
        launch=launch,
        found=found.items,
        following=found.next,
        asked={name: value for name, value in asked.items() if value},
        types=TYPES,
        targets=await _targets(slipway, visit, key),
        files=await files_of(slipway, key, found.items),
        names=await slipway.people.named({one.evidence.added_by for one in found.items}),
        told=told(request.query_params.get("did"), request.query_params.get("on")),
    )


@router.get("/evidence/{evidence_id}")
async def show_evidence(request: Request, evidence_id: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """One piece, with the beginning of what was uploaded."""
    view = await slipway.evidence.show(evidence_id)
    one = view.evidence
    file = (await files_of(slipway, view.launch, (view,))).get(one.sha256 or "")
    return page(
        request,
        "evidence_piece.html",
        launch=await slipway.launches.show(view.launch),
        view=view,
        file=file,
        beginning=await slipway.files.beginning(file) if file else "",
        targets=await _targets(slipway, visit, view.launch),
        names=await slipway.people.named({one.added_by, one.on_behalf_of or one.added_by}),
    )


@router.get("/launches/{key}/evidence/new")
async def new_evidence(
    request: Request, key: str, visit: CurrentVisit, slipway: Uses, target: str = "", then: str = ""
) -> Response:
    """The form that adds a piece."""
    launch = await slipway.launches.show(key)
    given = {"target": target, "then": safe_path(then or f"/launches/{key}")}
    return await _form(request, slipway, visit, launch, given)


@router.post("/launches/{key}/evidence")
async def add_evidence(request: Request, key: str, upload: CurrentUpload, slipway: Uses) -> Response:
    """Put it on record: a piece for each file, or one by its link. What is refused comes back as it was typed."""
    form = upload.submission
    launch = await slipway.launches.show(key)
    files = {name.removeprefix(UPLOADED): value for name, value in form.fields.items() if name.startswith(UPLOADED)}
    try:
        if not upload.whole:
            most = slipway.files.max_bytes // 2**20
            raise TooLarge("The files are too large.", problems=[Problem("/file", f"Together at most {most} MiB.")])
        wanted = _wanted(form)
        files |= await _kept(slipway, form, key, upload)
        if not files and not form.text("source"):
            problem = Problem("/source", "Give a link, say where it is to be found, or upload a file.")
            raise Invalid("The evidence is incomplete.", problems=[problem])
        for place, (sha256, name) in enumerate(files.items() or [("", "")]):
            title = wanted["title"] if len(files) < 2 else f"{wanted['title'][:150]} ({name[:40]})"
            piece = NewEvidence(**{**wanted, "title": title}, sha256=sha256 or None)
            await slipway.evidence.add(form.actor, form.key if not place else f"{form.key}:{place}", key, piece)
    except Unavailable:
        raise
    except SlipwayError as error:
        fields = {**form.fields, **{f"{UPLOADED}{sha256}": name for sha256, name in files.items()}}
        return await _form(request, slipway, form.visit, launch, fields, error)
    return await onward(slipway, form, "added", key, stay=True)


async def _form(
    request: Request,
    slipway: Slipway,
    visit: Visit,
    launch: LaunchView,
    given: Mapping[str, str],
    error: SlipwayError | None = None,
) -> Response:
    """The form, with what was typed so far and what is wrong with it."""
    uploaded = {name: value for name, value in given.items() if name.startswith(UPLOADED)}
    return page(
        request,
        "evidence_new.html",
        status_of(error) if error else 200,
        launch=launch,
        given=given,
        uploaded=uploaded,
        error=error,
        wrong={one.pointer.strip("/"): one.detail for one in error.problems} if error else {},
        targets=await _targets(slipway, visit, launch.key),
        today=visit.clock.now.astimezone(visit.clock.zone).date().isoformat(),
        most=slipway.files.max_bytes,
        accepted=slipway.files.types,
        taken=files_called(slipway.files.types),
        types=TYPES,
    )


async def _targets(slipway: Slipway, visit: Visit, key: str) -> dict[str, str]:
    """What evidence may be for, gates first: titles by local id."""
    found = {one.local_id: one.title for one in await slipway.launches.gates(visit.person.id, key)}
    return found | {one.local_id: one.title for one in await slipway.launches.tasks(key)}


def _wanted(form: Submission) -> dict[str, Any]:
    """What was typed. Raises Invalid, with everything that is wrong."""
    texts = {name: form.text(name) for name in LENGTHS}
    problems = [
        Problem(f"/{name}", f"At most {most} characters.")
        for name, most in LENGTHS.items()
        if len(texts[name].replace("\r\n", "\n")) > most
    ]
    problems += [Problem(f"/{name}", "Leave control characters out.") for name in LENGTHS if UNSAFE.search(texts[name])]
    if not texts["title"]:
        problems.append(Problem("/title", "Say in a few words what it shows."))
    strength = form.number("strength")
    if strength not in range(1, 6):
        problems.append(Problem("/strength", "Say how strong it is."))
    if form.text("stance") not in STANCES:
        problems.append(Problem("/stance", "Say whether it speaks for it or against it."))
    if form.text("type") not in TYPES:
        problems.append(Problem("/type", "Say what kind it is."))
    observed_at = _day(form, "observed_at", problems)
    expires_at = _day(form, "expires_at", problems)
    if observed_at is None and not any(one.pointer == "/observed_at" for one in problems):
        problems.append(Problem("/observed_at", "Say when this was so."))
    if observed_at and expires_at and expires_at <= observed_at:
        problems.append(Problem("/expires_at", "It has to be later than the day it was so."))
    if problems:
        raise Invalid("The evidence is incomplete.", problems=problems)
    return {
        **texts,
        "type": form.text("type"),
        "strength": strength,
        "supports": STANCES[form.text("stance")],
        "observed_at": observed_at,
        "expires_at": expires_at,
        "target": form.text("target") or None,
    }


def _day(form: Submission, name: str, problems: list[Problem]) -> datetime | None:
    """The beginning of a day where the visitor is."""
    given = form.text(name)
    try:
        return datetime.combine(date.fromisoformat(given), time(), form.visit.clock.zone) if given else None
    except ValueError:
        problems.append(Problem(f"/{name}", "Write it as year, month and day: 2026-11-25."))
        return None


async def _kept(slipway: Slipway, form: Submission, key: str, upload: Upload) -> dict[str, str]:
    """Names of the files that came with the form, by digest. Raises Invalid and UnsupportedType, naming the file."""
    found: dict[str, str] = {}
    for one in upload.files:
        name = (one.filename or "").replace("\\", "/").rpartition("/")[2]
        try:
            await slipway.files.require_place(key)
            async with slipway.files.receiving(_pieces(one)) as received:
                label = (one.content_type or "").partition(";")[0].strip().lower()
                kept = await slipway.files.keep(form.actor, key, received, name=name, label=label)
        except Invalid as error:
            problems = [Problem("/file", f"{name}: {it.detail}") for it in error.problems]
            raise Invalid("A file cannot be taken.", problems=problems) from error
        except UnsupportedType as error:
            problem = Problem("/file", f"{name}: {not_taken(error)}")
            raise UnsupportedType("A file cannot be taken.", problems=[problem]) from error
        found[kept.sha256] = kept.name
    return found


async def _pieces(file: Any) -> Any:
    while piece := await file.read(64 * 1024):
        yield piece
