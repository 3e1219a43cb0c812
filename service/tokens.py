"""Bearer tokens: shown once, kept as a hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.errors import Unauthenticated
from store import people, tokens
from store.database import Database
from store.records import Person, Token

PREFIX = "slp_"
"""Lets scanners for leaked secrets recognise our tokens."""

UNKNOWN = "This token is unknown, expired or revoked; make one with `slipway token create`."


@dataclass(frozen=True)
class IssuedToken:
    """A new token; `plaintext` is never to be had again."""

    id: str
    plaintext: str
    person: str
    expires_at: datetime | None


@dataclass(frozen=True)
class Tokens:
    """The use cases of tokens."""

    database: Database

    async def issue(self, person_id: str, label: str, valid_for: timedelta | None = None) -> IssuedToken:
        """Make a token for a person. Raises NotFound when there is no such person."""
        now = datetime.now(UTC)
        plaintext = PREFIX + secrets.token_urlsafe(32)
        token = Token(
            id=f"tok_{secrets.token_hex(8)}",
            person=person_id,
            hash=token_hash(plaintext),
            label=label,
            created_at=now,
            expires_at=now + valid_for if valid_for else None,
        )
        async with self.database.write() as conn:
            await tokens.add(conn, token)
        return IssuedToken(token.id, plaintext, person_id, token.expires_at)

    async def authenticate(self, plaintext: str) -> Person:
        """Whose token this is, with the authority they hold now. Raises Unauthenticated."""
        now = datetime.now(UTC)
        person = await self.database.glance(lambda conn: people.by_token(conn, token_hash(plaintext), now))
        if person is None:
            raise Unauthenticated(UNKNOWN)
        return person


def token_hash(plaintext: str) -> str:
    """What is kept of a token. Tokens are 256 random bits, so a plain digest keeps them; no slow hash is needed."""
    return hashlib.sha256(plaintext.encode()).hexdigest()
