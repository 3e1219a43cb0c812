"""Styles, scripts and fonts, at addresses that change with them."""

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from web.render import STATIC, version

router = APIRouter()

_TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@router.get("/assets/{digest}/{path:path}")
async def show_asset(digest: str, path: str) -> FileResponse:
    """A file of ours, to be kept for ever when it is of this version."""
    file = (STATIC / path).resolve()
    if not file.is_relative_to(STATIC) or file.suffix not in _TYPES or not file.is_file():
        raise HTTPException(404)
    kept = "public, max-age=31536000, immutable" if digest == version() else "no-cache"
    return FileResponse(file, media_type=_TYPES[file.suffix], headers={"Cache-Control": kept})


@router.get("/favicon.ico")
async def show_icon() -> FileResponse:
    """The mark of Slipway."""
    return FileResponse(STATIC / "mark.svg", media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})
