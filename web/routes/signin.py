"""Signing in and out."""

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from domain.errors import Invalid, NotFound, Unauthenticated
from service.container import Slipway
from service.sessions import ABSOLUTE
from web.errors import signing_in
from web.render import page
from web.visits import (
    CSRF_FIELD,
    CurrentSubmission,
    Uses,
    cookie_name,
    current_visit,
    is_secure,
    require_own_origin,
    safe_path,
    texts,
)

router = APIRouter()

RESUMED = "resume"
"""The field in which a form travels past the sign-in, as JSON."""


@router.get("/sign-in")
async def show_sign_in(request: Request, then: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """Who are you?"""
    return page(request, "sign_in.html", **await signing_in(request, safe_path(then)))


@router.post("/sign-in")
async def sign_in(request: Request, slipway: Uses) -> Response:
    """Begin a session, and go on to where somebody was."""
    require_own_origin(request)
    fields = texts(await request.form())
    then = safe_path(fields.get("then"))
    kept = _kept(fields.get(RESUMED, ""))
    try:
        secret = await _begin(slipway, fields)
    except (Unauthenticated, NotFound) as error:
        return page(request, "sign_in.html", 401, **await signing_in(request, then, error.detail, kept))
    if kept:
        # What they had written before their session ended is shown again, and sent when they say so.
        request.cookies[cookie_name(request)] = secret
        await current_visit(request, slipway)
        response: Response = page(request, "resume.html", path=then, fields=kept)
    else:
        response = RedirectResponse(then, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/sign-out")
async def sign_out(request: Request, submission: CurrentSubmission, slipway: Uses) -> Response:
    """End this session, or every one of this person."""
    if submission.text("everywhere"):
        await slipway.sessions.end_all(submission.visit.person.id)
    else:
        await slipway.sessions.end(request.cookies[cookie_name(request)])
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    response.delete_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")
    return response


async def _begin(slipway: Slipway, fields: dict[str, str]) -> str:
    if fields.get("person"):
        return await slipway.sessions.as_sample(fields["person"])
    if fields.get("token"):
        return await slipway.sessions.with_token(fields["token"])
    return await slipway.sessions.with_password(fields.get("email", ""), fields.get("password", ""))


def _kept(said: str) -> dict[str, str]:
    """The fields of a form whose session had ended, but for what is new in a new session. Raises Invalid."""
    if not said:
        return {}
    try:
        fields = json.loads(said)
    except ValueError as error:
        raise Invalid("What you had written cannot be read any more.") from error
    if not isinstance(fields, dict):
        raise Invalid("What you had written cannot be read any more.")
    return {str(name): str(value) for name, value in fields.items() if name != CSRF_FIELD}
