"""What the API says of itself: every operation with every status it can give."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA_TYPE
from api.schemas.problems import ProblemOut

ALWAYS = (401, 500, 503)
"""What every operation behind a token may answer."""

COMMAND = (400, 403, 404, 409, 413, 415, 422)
"""What a command may answer besides: the whole of what protocol, rules and rivals can refuse."""

_WHEN = {
    304: "You have the current version.",
    400: "The request cannot be read: malformed JSON, or a malformed header.",
    401: "No token, or one that is unknown, expired or revoked.",
    403: "You may not do this.",
    404: "There is no such thing, or not for you.",
    409: "The present state does not allow this; the problem says what is legal, or who was first.",
    412: "What you saw, as `If-Match` says, has changed since.",
    413: "The body is too large.",
    415: "The body has another media type.",
    422: "The input breaks a rule; each error points at a field.",
    500: "Something broke on our side.",
    503: "The engine or the database does not answer; `Retry-After` says when to try again.",
}

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}

_ETAG = {"ETag": {"description": "Its version, for `If-Match`.", "schema": {"type": "string"}}}
_LINK = {"Link": {"description": 'Where the next page is: `rel="next"`.', "schema": {"type": "string"}}}
_COMMANDED = {
    "Slipway-Seq": {"description": "The event of the launch that this led to.", "schema": {"type": "integer"}},
    "Idempotent-Replay": {"description": "`true` when the reply is a stored one.", "schema": {"type": "string"}},
}
_LOCATION = {"Location": {"description": "What was created.", "schema": {"type": "string"}}}

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """Document these refusals, and those every operation can give."""
    return {status: _refused(status) for status in sorted({*statuses, *ALWAYS})}


def versioned() -> Responses:
    """Document a reply that can be asked for again with `If-None-Match` or acted on with `If-Match`."""
    return {200: {"headers": _ETAG}}


def paged() -> Responses:
    """Document a page of a list."""
    return {200: {"headers": _LINK}}


def commands(model: type, *, etag: bool = True, created: bool = False) -> Responses:
    """Document a command: what it answers, now or not yet visible to others, and what it may refuse."""
    headers = {**_COMMANDED, **(_ETAG if etag else {}), **(_LOCATION if created else {})}
    later = "Done, and it will show in lists shortly; same body."
    return {
        (201 if created else 200): {"headers": headers},
        202: {"model": model, "headers": headers, "description": later},
        **problems(*COMMAND, *(() if created else (412,))),
    }


def _refused(status: int) -> dict[str, Any]:
    described: dict[str, Any] = {"description": _WHEN[status], "content": _PROBLEM}
    header = {401: "WWW-Authenticate", 503: "Retry-After"}.get(status)
    if header:
        described["headers"] = {header: {"schema": {"type": "string"}}}
    return described


def not_modified() -> Responses:
    """Document the answer to `If-None-Match`."""
    return {304: {"description": _WHEN[304], "headers": _ETAG}}


def complete(app: FastAPI) -> None:
    """Add to the description of `app` what the framework does not know."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = generate()
            schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas: dict[str, Any] = described["components"]["schemas"]
            schemas.update(schema.pop("$defs"))
            schemas["Problem"] = schema
            _describe_unknown(described["paths"])
            app.openapi_schema = described
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # the framework's documented way to extend it


def _describe_unknown(paths: Mapping[str, Any]) -> None:
    """Give each status a description where a route left the framework's own, which says nothing."""
    for operations in paths.values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if response["description"] == "Successful Response":
                    response["description"] = HTTPStatus(int(status)).phrase
