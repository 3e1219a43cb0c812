"""Everything that can go wrong, as a page in words that a colleague would use."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from domain.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    SlipwayError,
    StaleVersion,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedType,
)
from service.container import Slipway
from web.language import say
from web.render import page
from web.visits import CSRF_FIELD, KEY_FIELD, SessionOver, Visit, safe_path
from web.words import files_called, spoken

STATUS: dict[type[SlipwayError], int] = {
    Unauthenticated: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    StaleVersion: 412,
    Invalid: 422,
    TooLarge: 413,
    UnsupportedType: 415,
    Unavailable: 503,
}

FREE = frozenset({"rationale", "note", "text", "reason", "confirmation"})
"""Fields of our forms that are words, and so can be mended on the page that says what is wrong."""

RENEWED = frozenset({CSRF_FIELD, KEY_FIELD, "then"})
"""What every form brings along anew."""

TITLES = {
    401: "Sign in",
    403: "This is not yours to do",
    404: "Nothing is here",
    405: "That is not how this works",
    409: "Somebody was faster",
    412: "This has changed since you looked",
    413: "That is too large",
    415: "That kind of file is not taken here",
    422: "Something is missing",
    503: "A part of Slipway does not answer",
}


def install_handlers(app: FastAPI) -> None:
    """Teach `app` to refuse in our words."""
    app.add_exception_handler(SlipwayError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_bad_address)
    app.add_exception_handler(HTTPException, _on_http_error)


def status_of(error: SlipwayError) -> int:
    """The status of the nearest kind of error that has one."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, SlipwayError)  # noqa: S101 - registered for nothing else
    if isinstance(error, SessionOver):
        return page(request, "sign_in.html", 401, **await signing_in(request, error.path, error.detail, error.fields))
    if isinstance(error, Unauthenticated):
        # A page is asked for again afterwards; who had no session yet need not be told off.
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?then={quote(there, safe='')}", HTTPStatus.SEE_OTHER)
    status = status_of(error)
    slipway: Slipway = request.app.state.slipway
    return await problem(request, status, await in_words(error, slipway, getattr(request.state, "visit", None)), error)


async def signing_in(
    request: Request, then: str, said: str = "", fields: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the sign-in page shows."""
    slipway: Slipway = request.app.state.slipway
    people, titles = await slipway.sessions.sample_people(), await request.app.state.titles.all()
    return {"then": then, "said": said, "fields": fields or {}, "people": people, "titles": titles}


async def problem(request: Request, status: int, detail: str, error: SlipwayError | None = None) -> Response:
    """The page that says what went wrong, and what to do next."""
    changed = error.facts.get("changed", ()) if error else ()
    problems = error.problems if error else ()
    back = request.headers.get("referer", "/")
    own = back.startswith(str(request.base_url))
    title = say(TITLES.get(status, HTTPStatus(status).phrase))
    if status == 409 and not isinstance(error, (AlreadyDecided, AlreadyClaimed)):
        title = say("Not possible right now")
    return page(
        request,
        "problem.html",
        status,
        code=status,
        title=title,
        detail=detail,
        changed=changed,
        problems=problems,
        back=back if own else "/",
        again=_again(request, error) if isinstance(error, Invalid) else {},
        free=FREE,
        then=safe_path(getattr(request.state, "fields", {}).get("then")),
    )


def _again(request: Request, error: Invalid) -> dict[str, str]:
    """What was sent, to be mended here and sent once more; nothing where words alone do not mend it."""
    sent: dict[str, str] = getattr(request.state, "fields", {})
    wrong = {one.pointer.strip("/") for one in error.problems}
    if not sent or not wrong or not wrong <= FREE:
        return {}
    return {**dict.fromkeys(wrong, ""), **{name: value for name, value in sent.items() if name not in RENEWED}}


async def in_words(error: SlipwayError, slipway: Slipway, visit: Visit | None) -> str:
    """The winner of a race by name, and when; else the error's own words."""
    if isinstance(error, UnsupportedType):
        return not_taken(error)
    by, at = error.facts.get("decided_by"), error.facts.get("decided_at")
    if isinstance(error, AlreadyClaimed):
        by, at = error.facts.get("holder"), error.facts.get("since")
    if visit is None or not by or not at:
        return error.detail
    name = (await slipway.people.named([by])).get(by, by)
    when = visit.clock.short(datetime.fromisoformat(at))
    if isinstance(error, AlreadyClaimed):
        return say(
            "{name} has had this task since {when}. Choose another, or ask {name} to give it back.",
            name=name,
            when=when,
        )
    decision = spoken(str(error.facts.get("decision", "decided")))
    said = say({"go": "Approved", "kill": "Stopped"}.get(decision, f"Decided ({decision})"))
    return say(
        "{said} by {name} at {when}. Yours did not count, and nothing was changed.", said=said, name=name, when=when
    )


def not_taken(error: UnsupportedType) -> str:
    """What may be sent instead, as people call it."""
    words = "It is not of a kind that is taken here: {kinds}. Add a link to it."
    return say(words, kinds=files_called(error.facts.get("types", ())))


async def _on_bad_address(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    wrong = ", ".join(str(one["loc"][-1]) for one in error.errors())
    return await problem(
        request, 422, say("This address asks for something that does not exist: {wrong}.", wrong=wrong)
    )


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    said = {404: "The address may be wrong, or what was here has moved.", 405: "Open the page and use its buttons."}
    return await problem(request, error.status_code, say(said.get(error.status_code, str(error.detail))))
