"""Replies kept for repeated requests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from domain.errors import KeyReused, Unauthenticated
from service.tokens import UNKNOWN, token_hash
from store import commands
from store.database import Database
from store.records import Person, Reply

KEPT_FOR = timedelta(hours=48)
"""Longer than the day that callers may rely on."""


@dataclass(frozen=True)
class StoredReply:
    """What a request was answered, to the byte."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    final: bool = True
    """Asking again gets this answer; of one that is not final, a repeat may make a better one."""


@dataclass(frozen=True)
class Asked:
    """Who asks for something under a key, and what they were answered under it before."""

    person: Person
    reply: Reply | None = field(default=None, repr=False)

    def known(self, fingerprint: str) -> StoredReply | None:
        """What this request was answered before. Raises KeyReused when the key was for another request."""
        if self.reply is None:
            return None
        if self.reply.fingerprint != fingerprint:
            raise KeyReused
        return _stored(self.reply)


@dataclass
class Keeping:
    """Keeps a reply when it is called, in whatever transaction; of two that raced under one key the first wins."""

    person: str
    key: str
    fingerprint: str
    fresh: StoredReply
    kept: StoredReply | None = field(default=None, init=False)
    """What is to be answered, once that transaction is through."""

    def __call__(self, conn: Connection) -> StoredReply:
        """Raises KeyReused when the key was for another request."""
        mine = Reply(
            person=self.person,
            key=self.key,
            fingerprint=self.fingerprint,
            status=self.fresh.status,
            content_type=self.fresh.content_type,
            body=self.fresh.body,
            created_at=datetime.now(UTC),
            headers=self.fresh.headers,
        )
        self.kept = _stored(commands.put_sync(conn, mine))
        return self.kept


@dataclass(frozen=True)
class Commands:
    """Replies by person and idempotency key."""

    database: Database

    async def asked(self, token: str, key: str) -> "Asked":
        """Who brings a token and asks for something under a key. Raises Unauthenticated."""
        found = await self.database.glance(
            lambda conn: commands.by_token(conn, token_hash(token), datetime.now(UTC), key)
        )
        if found is None:
            raise Unauthenticated(UNKNOWN)
        return Asked(*found)

    async def keep(self, keeping: Keeping) -> StoredReply:
        """Keep a reply by itself."""
        return await self.database.together(keeping)

    async def forget_old(self) -> int:
        """Drop replies nobody will ask for again; says how many."""
        async with self.database.write() as conn:
            return await commands.prune(conn, datetime.now(UTC) - KEPT_FOR)


def _stored(reply: Reply) -> StoredReply:
    return StoredReply(reply.status, reply.content_type, reply.body, dict(reply.headers))
