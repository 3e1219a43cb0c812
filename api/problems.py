"""Refusals as HTTP says them: `application/problem+json` (RFC 9457), and the one map from the error tree to it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from domain.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    Conflict,
    EngineUnavailable,
    ImpactChanged,
    Invalid,
    KeyReused,
    NotAllowed,
    NotFound,
    Problem,
    SelfApproval,
    SlipwayError,
    StaleVersion,
    StoreUnavailable,
    SubjectChanged,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedType,
    WrongState,
)
from playbooks.findings import PlaybookInvalid
from telemetry.current import current_trace_id

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:slipway:problem:"
RETRY_AFTER_SECONDS = 2
"""What `Retry-After` says when the error itself does not know better."""


@dataclass(frozen=True)
class Shown:
    """How one kind of error is shown."""

    status: int
    title: str


SHOWN: Mapping[type[SlipwayError], Shown] = {
    SlipwayError: Shown(409, "Refused"),
    Unauthenticated: Shown(401, "Sign in first"),
    NotAllowed: Shown(403, "You may not do this"),
    SelfApproval: Shown(403, "Nobody decides on their own work"),
    NotFound: Shown(404, "There is no such thing"),
    Conflict: Shown(409, "The present state does not allow this"),
    WrongState: Shown(409, "Not a legal move now"),
    AlreadyClaimed: Shown(409, "Somebody else holds this task"),
    AlreadyDecided: Shown(409, "This gate is decided"),
    SubjectChanged: Shown(409, "What this gate is about has changed"),
    ImpactChanged: Shown(409, "What this change would do has changed"),
    StaleVersion: Shown(412, "What you saw has changed since"),
    TooLarge: Shown(413, "The body is too large"),
    UnsupportedType: Shown(415, "Files of this type are not taken"),
    Invalid: Shown(422, "The input breaks a rule"),
    KeyReused: Shown(422, "This idempotency key belongs to another request"),
    PlaybookInvalid: Shown(422, "The playbook cannot be used as it stands"),
    Unavailable: Shown(503, "A part Slipway needs does not answer"),
    EngineUnavailable: Shown(503, "The workflow engine does not answer"),
    StoreUnavailable: Shown(503, "The database does not answer"),
}
"""Every class of the tree; a test fails when one is missing."""


class Rejected(HTTPException):
    """The request breaks the protocol itself, before any rule of Slipway is asked: a status and why."""

    def __init__(self, status: int, code: str, detail: str, *, problems: Iterable[Problem] = ()) -> None:
        """`code` ends the problem's type; `detail` says what to send instead."""
        super().__init__(status, detail)
        self.code = code
        self.problems = tuple(problems)


def malformed(detail: str, *problems: Problem) -> Rejected:
    """A 400: what was sent cannot be read."""
    return Rejected(400, "malformed", detail, problems=problems)


def shown(kind: type[SlipwayError]) -> Shown:
    """How errors of this class are shown; a class that nobody mapped is shown as its nearest ancestor."""
    return next(SHOWN[ancestor] for ancestor in kind.__mro__ if ancestor in SHOWN)


def refusal(scope: Scope, error: SlipwayError) -> Response:
    """What Slipway's rules refuse; the error's facts become members of the document."""
    facts = dict(error.facts)
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="slipway"'
    if isinstance(error, Unavailable):
        headers["Retry-After"] = str(facts.pop("retry_after", RETRY_AFTER_SECONDS))
    said = shown(type(error))
    return problem_response(
        scope, said.status, error.code, said.title, error.detail, error.problems, facts=facts, headers=headers
    )


def problem_response(
    scope: Scope,
    status: int,
    code: str,
    title: str,
    detail: str,
    problems: Iterable[Problem] = (),
    *,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document about the request in `scope`."""
    document = {
        **(facts or {}),  # first, so that no fact can hide what every problem has
        "type": TYPE_PREFIX + code,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": scope["path"],
        "errors": [{"pointer": problem.pointer, "detail": problem.detail} for problem in problems],
        "request_id": scope.get("state", {}).get("request_id"),
        "trace_id": current_trace_id(),
    }
    return Response(json.dumps(document), status, dict(headers or {}), MEDIA_TYPE)
