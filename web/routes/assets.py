"""Styles, scripts and fonts, at addresses that change with them."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from web.compression import takes_gzip
from web.render import STATIC, version

router = APIRouter()

_TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_PACKED_ALREADY = {".woff2"}


@dataclass(frozen=True)
class Asset:
    """A file of ours, as it is and compressed."""

    media_type: str
    body: bytes
    packed: bytes | None
    """None for what compressing makes no smaller."""
    digest: str


@cache
def asset(file: Path) -> Asset:
    """A file of ours, read and compressed once in the life of a process."""
    body = file.read_bytes()
    packed = None if file.suffix in _PACKED_ALREADY else gzip.compress(body, 9, mtime=0)
    return Asset(_TYPES[file.suffix], body, packed, hashlib.sha256(body).hexdigest()[:32])


@router.get("/assets/{digest}/{path:path}")
async def show_asset(request: Request, digest: str, path: str) -> Response:
    """A file of ours, to be kept for ever when it is of this version."""
    file = (STATIC / path).resolve()
    if not file.is_relative_to(STATIC) or file.suffix not in _TYPES or not file.is_file():
        raise HTTPException(404)
    kept = "public, max-age=31536000, immutable" if digest == version() else "no-cache"
    return _sent(request, asset(file), kept)


@router.get("/favicon.ico")
async def show_icon(request: Request) -> Response:
    """The mark of Slipway."""
    return _sent(request, asset(STATIC / "mark.svg"), "max-age=86400")


def _sent(request: Request, it: Asset, kept: str) -> Response:
    """The file as this client takes it; nothing when it has it."""
    packed = it.packed if takes_gzip(request.headers) else None
    tag = f'"{it.digest}-gz"' if packed else f'"{it.digest}"'
    headers = {"Cache-Control": kept, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    if packed is None:
        return Response(it.body, media_type=it.media_type, headers=headers)
    return Response(packed, media_type=it.media_type, headers={**headers, "Content-Encoding": "gzip"})
