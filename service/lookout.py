"""Tells open pages that something changed; what it is, they ask as they always do.

Any process may have written it, so the database is asked, once a second for all pages of this process together, and
only while there are some.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from time import monotonic

from domain.errors import Conflict, StoreUnavailable, Unavailable
from service.sessions import ABSOLUTE, IDLE, SignedIn
from store.database import Database
from store.lookout import audiences_sync, going_on, positions_sync
from telemetry.untraced import untraced

logger = logging.getLogger(__name__)

EVERY_S = 0.8
"""Seconds between two looks."""

AS_LONG_AS_S = 900.0
"""Seconds that one page is told; then its browser comes again, and is looked at anew: roles and substitutes change."""

PAGE_AGE_S = 3.0
"""Seconds between a page being made and its being told: what changed in between, it may not show."""

MOST_OF_SESSION, MOST = 6, 2000
"""Pages of one session, and of this process, that are told."""

MOST_ASKED = 1000
"""Keys in one statement; mostly all of them."""

MOST_NEWS, MOST_MOVED = 50, 20
"""Keys that one page is told at once, and launches whose audiences are looked up at once."""


@dataclass(eq=False)
class Listener:
    """One open page."""

    session: str
    told: dict[str, int]
    """How far it shows each launch, and the comments of each item; moved on as it is told."""
    audiences: frozenset[str] = frozenset()
    """Whose entries it lists, when it is an inbox."""
    until: float = field(default_factory=lambda: monotonic() + AS_LONG_AS_S)
    over: bool = False
    signed_out: bool = False
    """It is over since its session is."""
    _news: dict[str, int] = field(default_factory=dict)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def news(self, within: float) -> Mapping[str, int] | None:
        """What moved, and how far; nothing when nothing did for so many seconds; None once it is over."""
        try:
            async with asyncio.timeout(within):
                await self._woken.wait()
        except TimeoutError:
            return {}
        if self.over:
            return None
        self._woken.clear()
        news, self._news = self._news, {}
        return news

    def tell(self, key: str, position: int) -> None:
        """Something moved. What was not fetched yet is told together, so nothing piles up."""
        self.told[key] = position
        if key in self._news or len(self._news) < MOST_NEWS:
            self._news[key] = position
        self._woken.set()

    def end(self) -> None:
        """There is nothing more to come."""
        self.over = True
        self._woken.set()


@dataclass(frozen=True)
class _Moved:
    """A launch that changed of late; None as audiences is everybody."""

    at: float
    position: int
    audiences: frozenset[str] | None


@dataclass
class Lookout:
    """Looks, and tells."""

    database: Database
    every: float = EVERY_S
    _listeners: set[Listener] = field(default_factory=set)
    _lately: dict[str, int] | None = None
    _moved: dict[str, _Moved] = field(default_factory=dict)
    _looking: asyncio.Task[None] | None = None
    _closed: bool = False

    def join(self, signed_in: SignedIn, shows: Mapping[str, int], audiences: Iterable[str] = ()) -> Listener:
        """Begin to tell a page. Raises Conflict when this session has too many of them, Unavailable when all have."""
        session = signed_in.session.hash
        if sum(one.session == session for one in self._listeners) >= MOST_OF_SESSION:
            raise Conflict(f"No more than {MOST_OF_SESSION} pages are kept up to date at once.")
        if self._closed or len(self._listeners) >= MOST:
            raise Unavailable("Pages are not kept up to date for now; load them again to see what changed.")
        listener = Listener(session, dict(shows), frozenset(audiences))
        self._listeners.add(listener)
        for key, moved in self._moved.items():
            if moved.at > monotonic() - PAGE_AGE_S:
                _tell_of(listener, key, moved)
        if not self.looking:
            # A context of its own: what it does belongs to no request.
            self._looking = asyncio.create_task(self._look_out(), context=Context())
        return listener

    def leave(self, listener: Listener) -> None:
        """Tell it no more."""
        self._listeners.discard(listener)

    def close(self) -> None:
        """Tell nobody any more: a server that stops waits for whoever is still listening."""
        self._closed = True
        self.end_all()

    def end_all(self) -> None:
        """End every stream there is."""
        for listener in self._listeners:
            listener.end()

    @property
    def looking(self) -> bool:
        """Whether the database is asked at all."""
        return self._looking is not None and not self._looking.done()

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """Every page that is told."""
        return tuple(self._listeners)

    async def _look_out(self) -> None:
        while self._listeners and not self._closed:
            try:
                with untraced():
                    await self._look()
            except StoreUnavailable:
                logger.debug("open pages are told nothing for now: the database does not answer")
            except Exception:  # whatever it is, it is logged, and the next look may do
                logger.exception("looking for changes failed")
            await asyncio.sleep(self.every)

    async def _look(self) -> None:
        """See what moved, tell whom it concerns, and let go of whoever is signed out."""
        listeners = self.listeners
        shown = sorted({key for one in listeners for key in one.told})
        reached: dict[str, int] = {}
        lately: dict[str, int] = {}
        for first in range(0, max(1, len(shown)), MOST_ASKED):
            asked = shown[first : first + MOST_ASKED]
            found = await self.database.look(partial(positions_sync, shown=asked))
            reached, lately = reached | found.shown, found.lately
        await self._note_moved(lately)
        for listener in listeners:
            for key in reached.keys() & listener.told.keys():
                if reached[key] > listener.told[key]:
                    listener.tell(key, reached[key])
        await self._let_go(listeners)

    async def _note_moved(self, lately: dict[str, int]) -> None:
        """What changed since the last look, however long ago that was, is news to the inboxes it concerns."""
        before, self._lately = self._lately, lately
        moved = [key for key, seq in lately.items() if before is not None and before.get(key) != seq]
        if not moved:
            return
        asked = moved[:MOST_MOVED]
        whose = await self.database.look(lambda conn: audiences_sync(conn, asked))
        now = {key: _Moved(monotonic(), lately[key], whose.get(key)) for key in moved}
        kept = {key: one for key, one in self._moved.items() if one.at > monotonic() - PAGE_AGE_S}
        self._moved = {**kept, **now}
        for listener in self.listeners:
            for key, one in now.items():
                _tell_of(listener, key, one)

    async def _let_go(self, listeners: tuple[Listener, ...]) -> None:
        now = datetime.now(UTC)
        asked = going_on(sorted({one.session for one in listeners}), now - ABSOLUTE, now - IDLE)
        alive = await self.database.look(lambda conn: frozenset(conn.scalars(asked)))
        for listener in listeners:
            listener.signed_out = listener.session not in alive
            if listener.signed_out or monotonic() > listener.until:
                listener.end()
                self._listeners.discard(listener)


def _tell_of(listener: Listener, key: str, moved: _Moved) -> None:
    """An inbox is told of launches with entries of its reader. Those it shows already it is told of anyway, by number:
    their entries may just have gone."""
    if not listener.audiences or key in listener.told:
        return
    if moved.audiences is None or moved.audiences & listener.audiences:
        listener.tell(key, moved.position)
