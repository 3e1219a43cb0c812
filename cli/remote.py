"""The Slipway server as commands see it: JSON in and out, refusals in words."""

import mimetypes
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from cli import signin
from cli.failures import CommandFailed, NotSignedIn
from cli.refusals import next_steps

TIMEOUT_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 5
PAGE = 100

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Remote:
    """A signed-in connection to one server."""

    server: str
    http: httpx.Client

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Read one thing."""
        return self._send("GET", path, params={name: value for name, value in query.items() if value is not None})

    def post(self, path: str, body: Body, *, nulls: Iterable[str] = (), expected: int | None = None) -> dict[str, Any]:
        """Do something, under an idempotency key of its own; values that are None are left to the server.

        `nulls` name fields to be set to nothing; `expected` is the version it was decided upon.
        """
        given = {name: value for name, value in body.items() if value is not None} | dict.fromkeys(nulls)
        headers = {"Idempotency-Key": uuid4().hex}
        if expected is not None:
            headers["If-Match"] = f'"{expected}"'
        return self._send("POST", path, json=given, headers=headers)

    def put(self, path: str, body: Body) -> dict[str, Any]:
        """Replace something; doing so twice is doing it once."""
        return self._send("PUT", path, json=dict(body))

    def delete(self, path: str) -> dict[str, Any]:
        """Take something away; answers what it was."""
        return self._send("DELETE", path)

    def publish(self, path: str, text: bytes) -> dict[str, Any]:
        """Send a document in YAML."""
        headers = {"Content-Type": "application/yaml", "Idempotency-Key": uuid4().hex}
        return self._send("POST", path, content=text, headers=headers)

    def download(self, path: str) -> bytes:
        """The content of a file."""
        return self._reply("GET", path).content

    def upload(self, path: str, name: str, content: bytes) -> dict[str, Any]:
        """Upload a file, labelled by what its name says it is."""
        label = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self._send("POST", path, params={"name": name}, content=content, headers={"Content-Type": label})

    def items(self, path: str, *, limit: int | None = None, **query: Any) -> list[dict[str, Any]]:
        """Read a list, page by page, up to `limit`."""
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            size = PAGE if limit is None else min(PAGE, limit - len(found))
            page = self.get(path, cursor=cursor, limit=size, **query)
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None or len(found) == limit:
                return found

    def _send(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        return read(self._reply(method, path, **request), self.server)

    def _reply(self, method: str, path: str, **request: Any) -> httpx.Response:
        reply = self._exchange(method, path, request)
        again = reply.headers.get("Retry-After", "")
        if reply.status_code == httpx.codes.SERVICE_UNAVAILABLE and again.isdecimal():
            # Under the same idempotency key, so that it takes effect once at most.
            seconds = min(int(again), LONGEST_PAUSE_SECONDS)
            print(f"{refusal(reply)}\nTrying once more in {seconds} s …", file=sys.stderr)
            time.sleep(seconds)
            reply = self._exchange(method, path, request)
        if not reply.is_success:
            raise refusal(reply)
        return reply

    def _exchange(self, method: str, path: str, request: Body) -> httpx.Response:
        try:
            return self.http.request(method, f"/api/v1{path}", **request)
        except httpx.TimeoutException as error:
            raise CommandFailed(f"{self.server} did not answer within {TIMEOUT_SECONDS:g} s. Try again.") from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise CommandFailed(
                f"Nothing answers at {self.server} ({error}). Start it with `slipway up`, or name another server "
                "with --server or SLIPWAY_SERVER."
            ) from error


@contextmanager
def connect(
    server: str | None, token: str | None, on_behalf_of: str | None = None, *, timeout: float = TIMEOUT_SECONDS
) -> Iterator[Remote]:
    """Connect to the server that was asked for, or to the one signed in to; as oneself, or standing in for another."""
    chosen = signin.choose(server, token)
    headers = {"Authorization": f"Bearer {chosen.token}", "User-Agent": "slipway-cli"}
    if on_behalf_of is not None:
        headers["On-Behalf-Of"] = on_behalf_of
    with httpx.Client(base_url=chosen.server, headers=headers, timeout=timeout) as http:
        yield Remote(chosen.server, http)


def read(reply: httpx.Response, server: str) -> dict[str, Any]:
    """The JSON object in a reply; an empty one when the server says that there is nothing."""
    if reply.status_code == httpx.codes.NO_CONTENT:
        return {}
    try:
        found = reply.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CommandFailed(f"{server} answers, and is not a Slipway server. Check --server or SLIPWAY_SERVER.")
    return found


def refusal(reply: httpx.Response) -> CommandFailed:
    """What the server said against it, for people."""
    try:
        problem = reply.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    words = [str(problem.get("detail") or problem.get("title") or f"The server answered {reply.status_code}.")]
    words += [f"  {error.get('pointer', '')}: {error.get('detail', '')}" for error in problem.get("errors") or ()]
    if legal := problem.get("legal"):
        words.append(f"Possible now: {', '.join(map(str, legal))}.")
    words += next_steps(problem)
    if reply.status_code == httpx.codes.UNAUTHORIZED:
        return NotSignedIn("\n".join(words))
    if reply.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        words += [f"Trace: {problem['trace_id']}"] if problem.get("trace_id") else []
    return CommandFailed("\n".join(words))
