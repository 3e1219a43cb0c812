"""Forms that bring files along: read as they come, to the disk, and no further than they may be long."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.types import Message

from domain.errors import Unauthenticated
from web.visits import SessionOver, Submission, Uses, Visit, current_visit, require_own_origin, submission_of, texts

FORM_BYTES = 64 * 1024
"""What everything in a form but its files may need."""

MOST_FILES = 10
MOST_FIELDS = 60

LOST = "lost_files"
"""Says in a form that is sent again that its files have to be chosen again."""


@dataclass(frozen=True)
class Upload:
    """A form with files that somebody sent, and that is really theirs."""

    submission: Submission
    files: tuple[UploadFile, ...]
    whole: bool
    """False when more came than may: what was typed is here, the files are not."""


class _Bounded:
    """A body that ends early, as a form ends, once it is too long. The rest is let in and forgotten: whoever sends
    it would otherwise see a connection that breaks, and no answer."""

    def __init__(self, request: Request, most: int) -> None:
        self._receive, self._left = request.receive, most
        self.whole = True
        _, said = parse_options_header(request.headers.get("content-type", ""))
        boundary = said.get(b"boundary", b"")
        self._end = b"\r\n--" + boundary + b"--\r\n" if boundary else b""

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        body = message.get("body", b"")
        if len(body) <= self._left:
            self._left -= len(body)
            return message
        self.whole, kept = False, body[: self._left]
        while message["type"] == "http.request" and message.get("more_body", False):
            message = await self._receive()
        return {"type": "http.request", "body": kept + self._end, "more_body": False}


async def current_upload(request: Request, slipway: Uses) -> AsyncIterator[Upload]:
    """The form in a request, and its files, which are gone afterwards.

    Who is not signed in any more gets back what they typed; of their files nothing is kept. Raises SessionOver, and
    NotAllowed for a form that another site sent.
    """
    require_own_origin(request)
    visit: Visit | None = None
    try:
        visit = await current_visit(request, slipway)
    except Unauthenticated:
        bounded = _Bounded(request, FORM_BYTES)
    else:
        bounded = _Bounded(request, FORM_BYTES + slipway.files.max_bytes)
    reading = Request(request.scope, bounded)
    async with reading.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=FORM_BYTES) as form:
        fields = texts(form)
        files = tuple(one for _, one in form.multi_items() if isinstance(one, UploadFile) and one.filename)
        if visit is None:
            raise SessionOver(request.url.path, {**fields, **({LOST: "true"} if files or not bounded.whole else {})})
        submission = await submission_of(slipway, visit, fields)
        yield Upload(submission, files if bounded.whole else (), bounded.whole)


CurrentUpload = Annotated[Upload, Depends(current_upload)]
