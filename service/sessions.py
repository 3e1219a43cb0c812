"""Signing in to the pages: a random secret in the browser's cookie, everything else here, where it can be ended."""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from time import monotonic

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import Invalid, NotFound, Problem, Unauthenticated
from service.tokens import Tokens
from store import people, sessions
from store.database import Database
from store.records import Person, Session

IDLE = timedelta(hours=12)
"""A session nobody uses for so long is over."""

ABSOLUTE = timedelta(days=14)
"""And so is one that began so long ago, whoever uses it."""

SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when a session was last used: one write in so long, not one a page."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256

MOST_SAMPLES = 200

TRIES, TRIES_WITHIN_S = 10, 900.0
"""Wrong passwords for one address, in seconds, until the right one is not looked at either."""


def is_made_up(person: Person) -> bool:
    """Whether this is nobody: their address is of the domain that no real one may have (RFC 2606)."""
    return person.email.endswith(".example")


@dataclass(frozen=True)
class SignedIn:
    """Somebody at the pages, with the authority they hold now."""

    person: Person
    session: Session


@dataclass(frozen=True)
class Sessions:
    """The use cases of signing in and out. `samples`: anybody may be anybody, to try Slipway out."""

    database: Database
    samples: bool = False
    _hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _failures: "_Failures" = field(default_factory=lambda: _Failures())

    async def with_password(self, email: str, password: str) -> str:
        """Sign in; returns what the browser is to keep. Raises Unauthenticated, which never says what was wrong."""
        wrong = Unauthenticated("The address or the password is not right. Try again, or sign in with a token.")
        address = email.strip().lower()
        if self._failures.too_many(address):
            raise Unauthenticated("Too many wrong passwords for this address. Try again in a quarter of an hour.")
        async with self.database.read() as conn:
            person = await people.by_email(conn, address)
            known = await sessions.password(conn, person.id) if person else None
        # An unknown address costs as much time as a wrong password.
        good = await asyncio.to_thread(self._verify, known or _nobodys(self._hasher), password)
        if person is None or known is None or not good:
            self._failures.add(address)
            raise wrong
        return await self._begin(person.id, "password")

    async def with_token(self, token: str) -> str:
        """Sign in by a personal token. Raises Unauthenticated."""
        person = await Tokens(self.database).authenticate(token.strip())
        return await self._begin(person.id, "token")

    async def as_sample(self, person_id: str) -> str:
        """Be whom one likes, where that is allowed. Raises NotFound."""
        async with self.database.read() as conn:
            person = await people.get(conn, person_id) if self.samples else None
        if person is None or not person.active or not is_made_up(person):
            raise NotFound(f"There is no {person_id} to be.")
        return await self._begin(person.id, "sample")

    async def sample_people(self) -> tuple[Person, ...]:
        """Whom a visitor may be, where that is allowed."""
        if not self.samples:
            return ()
        async with self.database.read() as conn:
            found = await people.page(conn, active=True, limit=MOST_SAMPLES)
        return tuple(one for one in found.items if is_made_up(one))

    async def authenticate(self, secret: str, *, present: bool = True) -> SignedIn:
        """Whose session this is. Raises Unauthenticated when it is unknown or over, or they left.

        `present` is False when nobody need be there: a page that loads itself must not keep a session from ending.
        """
        now = datetime.now(UTC)
        async with self.database.read() as conn:
            session = await sessions.get(conn, _hash(secret))
            if session is None or not _goes_on(session, now):
                raise Unauthenticated("Sign in again: your session is over.")
            person = await people.get(conn, session.person)
        if person is None or not person.active:
            raise Unauthenticated("Sign in again: your session is over.")
        if present and now - session.seen_at > SEEN_EVERY:
            async with self.database.write() as conn:
                await sessions.touch(conn, session.hash, now)
        return SignedIn(person, session)

    async def end(self, secret: str) -> None:
        """Sign out of this session."""
        async with self.database.write() as conn:
            await sessions.end(conn, _hash(secret), datetime.now(UTC))

    async def end_all(self, person_id: str) -> int:
        """Sign somebody out everywhere; says of how many sessions."""
        async with self.database.write() as conn:
            return await sessions.end_all(conn, person_id, datetime.now(UTC))

    async def set_password(self, person_id: str, password: str) -> None:
        """Give somebody a new password, and end the sessions of the old one. Raises Invalid and NotFound."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            detail = f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
            raise Invalid("Choose another password.", problems=[Problem("/password", detail)])
        hashed = await asyncio.to_thread(self._hasher.hash, password)
        now = datetime.now(UTC)
        async with self.database.write() as conn:
            if await people.get(conn, person_id) is None:
                raise NotFound(f"There is no person {person_id}.")
            await sessions.set_password(conn, person_id, hashed, now)
            await sessions.end_all(conn, person_id, now)

    async def forget_old(self) -> int:
        """Drop sessions that are over; says how many."""
        now = datetime.now(UTC)
        async with self.database.write() as conn:
            return await sessions.prune(conn, now - ABSOLUTE, now - IDLE)

    async def _begin(self, person_id: str, method: str) -> str:
        secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
        session = Session(_hash(secret), person_id, method, secrets.token_urlsafe(32), now, now)
        async with self.database.write() as conn:
            await sessions.add(conn, session)
        return secret

    def _verify(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False


@dataclass
class _Failures:
    """Wrong passwords of late, by address; of each process by itself."""

    _late: OrderedDict[str, list[float]] = field(default_factory=OrderedDict)

    def too_many(self, address: str) -> bool:
        since = monotonic() - TRIES_WITHIN_S
        return len([at for at in self._late.get(address, ()) if at > since]) >= TRIES

    def add(self, address: str) -> None:
        self._late[address] = [*self._late.pop(address, [])[1 - TRIES :], monotonic()]
        if len(self._late) > 10_000:
            self._late.popitem(last=False)


def _goes_on(session: Session, now: datetime) -> bool:
    return session.ended_at is None and now - session.seen_at < IDLE and now - session.created_at < ABSOLUTE


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """A hash that no password fits, made with the same effort."""
    return hasher.hash(secrets.token_urlsafe(32))
