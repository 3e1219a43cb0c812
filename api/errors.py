"""Every exception that can leave a route, turned into a problem document."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from api.problems import Rejected, problem_response, refusal
from domain.errors import Problem, SlipwayError

_SAID = {
    404: ("not-found", "Nothing is at this address; /docs lists what is."),
    405: ("method-not-allowed", "This address does not take that method; the Allow header names those it takes."),
}


def install_handlers(app: FastAPI) -> None:
    """Teach `app` to refuse in our words."""
    app.add_exception_handler(SlipwayError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_bad_input)
    app.add_exception_handler(HTTPException, _on_http_error)


def pointer(location: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901) to what a validation error is about, inside the body, query, path or headers."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location[1:])


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, SlipwayError)  # noqa: S101 - registered for nothing else
    return refusal(request.scope, error)


async def _on_bad_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        where = f"The body is not JSON: {found[0]['ctx']['error']} at character {found[0]['loc'][-1]}."
        return problem_response(request.scope, 400, "malformed", "The request cannot be read", where)
    # The rejected input is not repeated: it may be long, or secret.
    problems = [Problem(pointer(one["loc"]), one["msg"].removeprefix("Value error, ")) for one in found]
    if all(one["loc"][0] == "header" for one in found):
        detail = "A header cannot be read; see each error and send it again."
        return problem_response(request.scope, 400, "malformed", "The request cannot be read", detail, problems)
    detail = "Some of the input is not valid; see each error and send it again."
    return problem_response(request.scope, 422, "invalid", "The input breaks a rule", detail, problems)


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    status, headers = error.status_code, dict(error.headers or {})
    if isinstance(error, Rejected):
        code, detail, problems = error.code, error.detail, error.problems
    else:
        code, detail = _SAID.get(status, ("malformed", str(error.detail)))
        problems = ()
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed(request))
    return problem_response(request.scope, status, code, HTTPStatus(status).phrase, detail, problems, headers=headers)


def _allowed(request: Request) -> list[str]:
    """What this address takes: several routes may share it, and the framework names those of the first."""
    found = {"GET", "HEAD"}
    for template, operations in request.app.openapi()["paths"].items():
        if compile_path(template)[0].match(request.url.path):
            found = {method.upper() for method in operations}
    return sorted(found | {"HEAD"} if "GET" in found else found)
