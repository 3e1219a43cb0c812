"""Files: upload them ahead of the form they belong to, look at them, get them back."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from domain.errors import Invalid, NotAllowed, NotFound, Unauthenticated
from service.container import Slipway
from service.files import StoredFile
from web.csrf import says
from web.render import page
from web.visits import CurrentVisit, SessionOver, Uses, current_visit, require_own_origin

router = APIRouter()

CSRF_HEADER = "x-slipway-csrf"

Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.post("/launches/{key}/files")
async def upload_file(
    request: Request, key: str, slipway: Uses, name: Annotated[str, Query(min_length=1, max_length=200)]
) -> Response:
    """Take a file in, as the body; answers with the part of the form that stands for it."""
    require_own_origin(request)
    try:
        visit = await current_visit(request, slipway)
    except Unauthenticated as error:
        raise SessionOver(f"/launches/{key}/evidence/new", {}) from error
    if not says(request.headers.get(CSRF_HEADER, ""), visit.signed_in.session.csrf):
        raise NotAllowed("This page is from another session. Load it again; what you wrote is kept.")
    await slipway.files.require_place(key)
    length = request.headers.get("content-length", "")
    announced = int(length) if length.isdecimal() and len(length) < 19 else 0
    label = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        async with slipway.files.receiving(request.stream(), announced=announced) as received:
            file = await slipway.files.keep(visit.actor, key, received, name=name, label=label)
    except ClientDisconnect as error:
        raise Invalid("The upload ended before the file did. Try it again.") from error
    return page(request, "evidence/kept.html", 201, file=file)


@router.get("/files/{sha256}")
async def download_file(request: Request, sha256: Sha256, _: CurrentVisit, slipway: Uses) -> Response:
    """A file to be saved. It is never shown in place."""
    file = await slipway.files.show(sha256)
    return await _sent(request, slipway, file, f"attachment; filename*=UTF-8''{quote(file.name, safe='')}")


@router.get("/files/{sha256}/picture")
async def show_picture(request: Request, sha256: Sha256, _: CurrentVisit, slipway: Uses) -> Response:
    """A picture in place. Raises NotFound for a file that is none."""
    file = await slipway.files.show(sha256)
    if not file.is_picture:
        raise NotFound("This file is no picture: download it instead.")
    return await _sent(request, slipway, file, "inline")


async def _sent(request: Request, slipway: Slipway, file: StoredFile, disposition: str) -> Response:
    """The content, as something that runs nothing and is what it says it is."""
    tag = f'"{file.sha256}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    headers = {
        "ETag": tag,
        "Content-Length": str(file.size),
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return StreamingResponse(await slipway.files.read(file.sha256), headers=headers, media_type=file.media_type)
