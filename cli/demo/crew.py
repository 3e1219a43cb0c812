"""The people of the sample organisation, each at the public API with a token of their own."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from cli.failures import CommandFailed
from cli.remote import refusal
from service.people import Organisation

JSON = dict[str, Any]

FORBIDDEN = 403
CONFLICT = 409


class StoryBroke(CommandFailed):
    """Something happened that the story does not know."""


@dataclass(frozen=True)
class Member:
    """One of them."""

    id: str
    name: str
    departments: tuple[str, ...]
    roles: tuple[str, ...]
    token: str


@dataclass(frozen=True)
class Done:
    """What an act was answered."""

    view: JSON
    trace: str
    seq: int


@dataclass(frozen=True)
class Crew:
    """All of them, in the order of the organisation: those who do the work first."""

    http: httpx.AsyncClient
    members: Mapping[str, Member]

    @classmethod
    def of(cls, organisation: Organisation, tokens: Mapping[str, str], http: httpx.AsyncClient) -> "Crew":
        """Everybody who has a token."""
        return cls(
            http,
            {
                person.id: Member(person.id, person.name, person.departments, person.roles, tokens[person.id])
                for person in organisation.people
            },
        )

    async def read(self, who: str, path: str, **query: Any) -> JSON:
        """What somebody sees."""
        return self._accepted(await self._send(who, "GET", path, params=query)).view

    async def read_all(self, who: str, path: str, **query: Any) -> list[JSON]:
        """Every item of a list that somebody sees."""
        page = await self.read(who, path, limit=200, **query)
        items = list(page["items"])
        while page["next_cursor"]:
            page = await self.read(who, path, limit=200, cursor=page["next_cursor"], **query)
            items += page["items"]
        return items

    async def act(self, who: str, path: str, body: JSON) -> Done:
        """Somebody does something. Raises StoryBroke when it is refused."""
        return self._accepted(await self._send(who, "POST", path, json=body))

    async def try_in_vain(self, who: str, path: str, body: JSON, status: int) -> str:
        """Somebody tries what must be refused with this status; the reason given. Raises StoryBroke otherwise."""
        reply = await self._send(who, "POST", path, json=body)
        if reply.status_code != status:
            raise StoryBroke(f"POST {path} by {who} was to be refused with {status}, and got {reply.status_code}.")
        said = reply.json()
        return " ".join([said["detail"], *(f"{one['pointer']}: {one['detail']}" for one in said.get("errors", ()))])

    async def inboxes(self, launch: str, act: str, members: list[Member]) -> dict[str, list[JSON]]:
        """What waits for each of these people at a launch, by person."""
        found = await asyncio.gather(*(self.read_all(member.id, "/inbox", act=act) for member in members))
        return {
            member.id: [entry for entry in entries if entry["launch"] == launch]
            for member, entries in zip(members, found, strict=True)
        }

    async def _send(self, who: str, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.members[who].token}"}
        try:
            return await self.http.request(method, f"/api/v1{path}", headers=headers, **request)
        except httpx.TransportError as error:
            raise StoryBroke(f"{method} {path} by {who}: the API went away ({error!r}).") from error

    def _accepted(self, reply: httpx.Response) -> Done:
        if not reply.is_success:
            asked = f"{reply.request.method} {reply.request.url.path}"
            raise StoryBroke(f"{asked} got {reply.status_code}: {refusal(reply)}")
        headers = reply.headers
        return Done(reply.json(), headers.get("Slipway-Trace", ""), int(headers.get("Slipway-Seq", 0)))
