"""Who is looking at a page, and what they send: the one place where sessions, forgery and keys are dealt with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated
from urllib.parse import urlsplit
from uuid import uuid4

from fastapi import Depends, Request
from starlette.datastructures import FormData

from domain.actors import Actor
from domain.errors import NotAllowed, Unauthenticated
from service.container import Slipway
from service.people import Person, actor
from service.sessions import SignedIn
from web.csrf import masked, says
from web.moments import Clock, zone_of
from web.titles import Titles

CSRF_FIELD = "csrf"
KEY_FIELD = "key"
ON_BEHALF_FIELD = "on_behalf_of"
REFRESH = "slipway-refresh"
"""The header of a page that loads itself again; its value is the card whose details it shows, if any."""
_KEY = re.compile(r"[!-~]{1,200}")


class SessionOver(Unauthenticated):
    """A form came after its session had ended; `fields` are what it said, so that nothing typed is lost."""

    def __init__(self, path: str, fields: Mapping[str, str]) -> None:
        """`path` is where the form was sent."""
        super().__init__("Your session is over. Sign in, and you can send what you wrote.")
        self.path, self.fields = path, dict(fields)


@dataclass(frozen=True)
class Visit:
    """Somebody at a page."""

    signed_in: SignedIn
    clock: Clock
    titles: Mapping[str, str]
    """Of departments and roles, by id."""
    path: str
    """Where they are, with the query: what a form of this page comes back to."""

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.signed_in.person

    @property
    def actor(self) -> Actor:
        """The same as the rules see them."""
        return actor(self.person)

    @cached_property
    def csrf(self) -> str:
        """What a form of this page must bring along; on each page another one."""
        return masked(self.signed_in.session.csrf)

    def new_key(self) -> str:
        """Names the command of one form, so that sending it twice acts once."""
        return uuid4().hex


@dataclass(frozen=True)
class Submission:
    """A form that somebody sent, and that is really theirs."""

    visit: Visit
    actor: Actor
    """As whom: the visitor, or whom they stand in for."""
    key: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field without the space around it; empty when it is absent."""
        return self.fields.get(name, "").strip()

    def number(self, name: str) -> int | None:
        """A whole number, if there is one."""
        given = self.text(name)
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None


async def use_cases(request: Request) -> Slipway:
    """The use cases these pages were made over."""
    slipway: Slipway = request.app.state.slipway
    return slipway


Uses = Annotated[Slipway, Depends(use_cases)]


def cookie_name(request: Request) -> str:
    """The prefix makes browsers insist on TLS, on this very host and on the whole site; without TLS it is no use."""
    return "__Host-slipway" if is_secure(request) else "slipway"


def is_secure(request: Request) -> bool:
    """Whether people reach these pages over TLS."""
    secure: bool = request.app.state.origin.startswith("https:")
    return secure


async def current_visit(request: Request, slipway: Uses) -> Visit:
    """Who is looking. Raises Unauthenticated."""
    return await visit_of(request, slipway, present=REFRESH not in request.headers)


async def visit_of(request: Request, slipway: Slipway, *, present: bool) -> Visit:
    """See `current_visit`; `present` is False when nobody need be there, as a page asks by itself."""
    secret = request.cookies.get(cookie_name(request))
    if not secret:
        raise Unauthenticated("Sign in first.")
    signed_in = await slipway.sessions.authenticate(secret, present=present)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    clock = Clock(datetime.now(UTC), zone_of(signed_in.person.timezone))
    titles: Titles = request.app.state.titles
    visit = Visit(signed_in, clock, await titles.all(), path)
    request.state.visit = visit
    return visit


CurrentVisit = Annotated[Visit, Depends(current_visit)]


async def current_submission(request: Request, slipway: Uses) -> Submission:
    """The form in a request. Raises SessionOver, and NotAllowed for one that another site sent."""
    require_own_origin(request)
    fields = texts(await request.form())
    request.state.fields = fields  # should anything break, the page that says so has what was typed
    try:
        visit = await current_visit(request, slipway)
    except Unauthenticated as error:
        raise SessionOver(request.url.path, fields) from error
    return await submission_of(slipway, visit, fields)


async def submission_of(slipway: Slipway, visit: Visit, fields: Mapping[str, str]) -> Submission:
    """What a visitor sent, once it is known to be theirs. Raises NotAllowed."""
    if not says(fields.get(CSRF_FIELD, ""), visit.signed_in.session.csrf):
        raise NotAllowed("This form is from another session. Go back, load the page again, and send it once more.")
    principal = fields.get(ON_BEHALF_FIELD)
    acting = await slipway.delegations.standing_in(visit.person, principal) if principal else visit.actor
    key = fields.get(KEY_FIELD, "")
    name = key if _KEY.fullmatch(key) else uuid4().hex
    return Submission(visit, acting, f"{visit.person.id}:{name}", fields)


CurrentSubmission = Annotated[Submission, Depends(current_submission)]


def texts(form: FormData) -> dict[str, str]:
    """The text fields of a form; of several with one name, the last."""
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def require_own_origin(request: Request) -> None:
    """Raise NotAllowed when a page of another site sent this: browsers say so, whatever the form says."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = request.headers.get("host", "")
    if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc != own):
        raise NotAllowed("This form came from another site. Open Slipway and send it from there.")


def safe_path(path: str | None) -> str:
    """A path of ours to go on to, never an address elsewhere."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or any(ord(it) < 32 for it in path):
        return "/"
    return path
