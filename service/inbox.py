"""What a person may do now."""

from dataclasses import dataclass

from domain.actors import Actor
from service.delegations import principals
from service.paging import Page
from store import inbox
from store.database import Database
from store.inbox import InboxEntry

__all__ = ["Inbox", "InboxEntry"]


@dataclass(frozen=True)
class Inbox:
    """The use cases of the inbox."""

    database: Database

    async def page(
        self, actor: Actor, *, act: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[InboxEntry]:
        """What waits for this person, their roles, departments and principals; due first comes first."""
        async with self.database.read() as conn:
            mine = inbox.audiences(actor)
            others = inbox.stand_ins(mine, await principals(conn, actor.id))
            return await inbox.page(
                conn, actor.id, (*mine, *others), stand_ins=others, act=act, cursor=cursor, limit=limit
            )

    async def counts(self, actor: Actor) -> dict[str, int]:
        """How many entries there are of each act."""
        async with self.database.read() as conn:
            mine = inbox.audiences(actor)
            others = inbox.stand_ins(mine, await principals(conn, actor.id))
            return await inbox.counts(conn, actor.id, (*mine, *others), stand_ins=others)
