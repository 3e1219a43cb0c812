"""Everything people do: once for each idempotency key, and answered alike each time.

A reply is stored when the command took effect (2xx). A refusal is not: what is refused today may be right
tomorrow, and asking again under the same key must then work. Two repeats at the same moment may both reach the
workflow, which knows the command by its key and acts once; the reply stored first is what both are answered.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import uuid4

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from api.dependencies import Credentials, token_of, use_cases
from api.problems import Rejected
from api.versions import etag
from domain.actors import Actor
from service.along import Done, written_along
from service.commands import Asked, Commands, Keeping, StoredReply
from service.container import Slipway
from service.people import actor

V = TypeVar("V")

REPLAYED = "Idempotent-Replay"
_JSON = "application/json"
_KEY = re.compile(r"[!-~]{1,200}")

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=f"^{_KEY.pattern}$",
        description="Names this command. Repeating a request under its key, for 24 hours or more, has no further "
        "effect and gives the same reply; another request under the same key is refused with 422.",
    ),
]


OnBehalfOf = Annotated[
    str | None,
    Header(
        alias="On-Behalf-Of",
        pattern=r"^[!-~]{1,128}$",
        description="The person you stand in for: the command is judged by their authority alone, and both of you are "
        "on record. Refused with 403 unless they named you, or their substitute did, for this moment.",
    ),
]


@dataclass(frozen=True)
class Shown:
    """What a command answers with. `location` is the path of what it created, if it did."""

    body: BaseModel
    version: int | None = None
    location: str | None = None


@dataclass(frozen=True)
class Command:
    """One act of one person, as the request asks for it."""

    actor: Actor
    key: str
    """What the workflow knows it by."""
    idempotency_key: str | None
    fingerprint: str
    """A digest of the request, which tells a repeat from another request under the same key."""
    asked: Asked
    replies: Commands

    async def run(self, act: Callable[[], Awaitable[Done[V]]], show: Callable[[V], Shown]) -> Response:
        """Act, unless this was done before, and answer with what it changed.

        The answer is written down with what it tells of, in one transaction, when that comes from the act itself.
        """
        key = self.idempotency_key
        if key is None:  # nobody can repeat it, so nothing need be kept
            return _response(_told(await act(), show))
        if known := self.asked.known(self.fingerprint):
            return _response(known, {REPLAYED: "true"})
        keeping: list[Keeping] = []

        def along(done: Done[V]) -> Keeping:
            keeping.append(self._keeping(key, _told(done, show)))
            return keeping[-1]

        with written_along(self.key, along):
            done = await act()
        if keeping and done.projected:
            return _kept(keeping[-1])
        return await self._keep(key, _told(done, show))

    async def once(self, reply: Callable[[], Awaitable[StoredReply]]) -> Response:
        """The reply stored under the caller's key, or a new one. Raises KeyReused."""
        key = self.idempotency_key
        if key is None:
            return _response(await reply())
        if known := self.asked.known(self.fingerprint):
            return _response(known, {REPLAYED: "true"})
        fresh = await reply()
        return await self._keep(key, fresh) if fresh.final else _response(fresh)

    def _keeping(self, key: str, fresh: StoredReply) -> Keeping:
        return Keeping(self.actor.id, key, self.fingerprint, fresh)

    async def _keep(self, key: str, fresh: StoredReply) -> Response:
        keeping = self._keeping(key, fresh)
        await self.replies.keep(keeping)
        return _kept(keeping)


def _told(done: Done[V], show: Callable[[V], Shown]) -> StoredReply:
    shown = show(done.view)
    status = (201 if shown.location else 200) if done.projected else 202
    return stored(shown, status, {"Slipway-Seq": str(done.seq)})


def _kept(keeping: Keeping) -> Response:
    kept = keeping.kept or keeping.fresh
    return _response(kept, {} if kept == keeping.fresh else {REPLAYED: "true"})


def stored(shown: Shown, status: int, headers: dict[str, str] | None = None, *, kept: bool = True) -> StoredReply:
    """The reply that shows this, to the byte; one that is not `kept` is made anew when it is asked for again."""
    named = {
        **(headers or {}),
        **({"ETag": etag(shown.version)} if shown.version is not None else {}),
        **({"Location": shown.location} if shown.location else {}),
    }
    return StoredReply(status, _JSON, shown.body.model_dump_json().encode(), named, kept)


async def asked(credentials: Credentials, request: Request) -> Asked:
    """Who is calling, and what they were answered before under the key they bring. Raises Unauthenticated.

    A malformed key names nothing, and is refused once it is known who brings it.
    """
    slipway, token = await use_cases(request), token_of(credentials)
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        return Asked(await slipway.tokens.authenticate(token))
    return await slipway.commands.asked(token, key)


CurrentlyAsked = Annotated[Asked, Depends(asked)]


async def any_command(
    request: Request,
    asked: CurrentlyAsked,
    idempotency_key: IdempotencyKey = None,
    on_behalf_of: OnBehalfOf = None,
) -> Command:
    """The command in a request, whatever its body."""
    slipway, person = await use_cases(request), asked.person
    acting = actor(person) if on_behalf_of is None else await slipway.delegations.standing_in(person, on_behalf_of)
    return Command(
        actor=acting,
        key=f"{person.id}:{idempotency_key or uuid4().hex}",
        idempotency_key=idempotency_key,
        fingerprint=_fingerprint(request, await request.body(), on_behalf_of),
        asked=asked,
        replies=slipway.commands,
    )


async def require_json(request: Request) -> None:
    """Raise a 415 unless the body, if there is one, is JSON."""
    if await request.body():
        require_media_type(request, _JSON)


json_body = Depends(require_json)
"""For what changes something and needs no key, since doing it twice is doing it once."""


async def json_command(
    request: Request,
    asked: CurrentlyAsked,
    idempotency_key: IdempotencyKey = None,
    on_behalf_of: OnBehalfOf = None,
) -> Command:
    """The command in a request whose body, if it has one, is JSON."""
    command = await any_command(request, asked, idempotency_key, on_behalf_of)
    await require_json(request)
    return command


def streamed_command(request: Request, asked: Asked, slipway: Slipway, key: str | None, sha256: str) -> Command:
    """The command in a request whose body was read as it came, and has this digest."""
    return Command(
        actor=actor(asked.person),
        key=f"{asked.person.id}:{key or uuid4().hex}",
        idempotency_key=key,
        fingerprint=_fingerprint(request, sha256.encode(), None),
        asked=asked,
        replies=slipway.commands,
    )


AnyCommand = Annotated[Command, Depends(any_command)]
JsonCommand = Annotated[Command, Depends(json_command)]


def require_media_type(request: Request, *accepted: str) -> None:
    """Raise a 415 unless the body is labelled as one of these."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in accepted:
        raise Rejected(415, "unsupported-media-type", f"Send the body with Content-Type: {accepted[0]}.")


def _fingerprint(request: Request, body: bytes, on_behalf_of: str | None) -> str:
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if on_behalf_of is not None:
        digest.update(f"On-Behalf-Of: {on_behalf_of}\n".encode())
    digest.update(body)
    return digest.hexdigest()


def _response(reply: StoredReply, more: dict[str, str] | None = None) -> Response:
    return Response(reply.body, reply.status, {**reply.headers, **(more or {})}, reply.content_type)
