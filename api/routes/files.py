"""Files: upload what decisions rest on, and get it back."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect

from api.commands import CurrentlyAsked, IdempotencyKey, Shown, stored, streamed_command
from api.dependencies import CurrentPerson, Uses
from api.openapi import commands, not_modified, problems
from api.problems import malformed
from api.routes.names import LaunchKey, Sha256
from api.schemas.base import Line
from api.schemas.files import FileOut
from api.versions import IfNoneMatch
from service.commands import StoredReply

router = APIRouter(tags=["files"])

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BODY = {"required": True, "content": {"application/octet-stream": _BINARY}}


class FileQuery(BaseModel):
    """What the body does not say of itself."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(description="The file's name, without folders.")
    sha256: str | None = Field(
        None, pattern=r"^[0-9a-f]{64}$", description="The digest it should have; refused when another arrives."
    )


@router.post(
    "/launches/{key}/files",
    status_code=201,
    response_model=FileOut,
    responses=commands(FileOut, etag=False, created=True),
    openapi_extra={"requestBody": _BODY},
)
async def upload_file(
    request: Request,
    key: LaunchKey,
    asked: CurrentlyAsked,
    slipway: Uses,
    query: Annotated[FileQuery, Query()],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Upload a file as the body, labelled by its Content-Type. The same content again changes nothing."""
    await slipway.files.require_place(key)
    label = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        async with slipway.files.receiving(request.stream(), announced=_announced(request)) as received:
            command = streamed_command(request, asked, slipway, idempotency_key, received.sha256)

            async def reply() -> StoredReply:
                file = await slipway.files.keep(
                    command.actor, key, received, name=query.name, label=label, sha256=query.sha256
                )
                location = f"/api/v1/files/{file.sha256}"
                return stored(Shown(FileOut.model_validate(file), location=location), 201)

            return await command.once(reply)
    except ClientDisconnect as error:
        raise malformed("The upload ended before the file did.") from error


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < 19 else 0


@router.get(
    "/files/{sha256}",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/octet-stream": _BINARY}, "description": "Its content, to be saved."},
        **not_modified(),
        **problems(404, 422),
    },
)
async def download_file(sha256: Sha256, _: CurrentPerson, slipway: Uses, if_none_match: IfNoneMatch = None) -> Response:
    """Download a file. It is never shown in place, whatever it is."""
    file = await slipway.files.show(sha256)
    tag = f'"{sha256}"'
    if tag in (if_none_match or ""):
        return Response(status_code=304, headers={"ETag": tag})
    headers = {
        "ETag": tag,
        "Content-Length": str(file.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }
    return StreamingResponse(await slipway.files.read(sha256), headers=headers, media_type=file.media_type)
