"""What a person may do now, and how they arrange it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotFound, Problem, StoreUnavailable
from service.conduct import FRESH_WITHIN
from service.delegations import principals
from service.paging import Page
from service.together import settled
from store import delegations, inbox, inbox_counts, inbox_views, launches, snoozes
from store.database import Database
from store.inbox import Filters, InboxEntry
from store.inbox_counts import Counts, Tally
from store.lanes import NOBODY, StandIns
from store.records import InboxView

__all__ = [
    "OPENS_WITH",
    "Counts",
    "Filters",
    "Inbox",
    "InboxEntry",
    "InboxView",
    "Overview",
    "Snooze",
    "Tally",
    "Wanted",
]

FURTHEST_SNOOZE = timedelta(days=180)
MOST_SNOOZES = 500
MOST_VIEWS = 50
LONGEST_NAME = 200

OPENS_WITH = -1
"""The place, before all others, of the view that an inbox opens with."""


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody wants to see.

    `scope` is `mine` (by name), `groups` (roles, departments, and whatever waits for whom they stand in for) or `all`.
    """

    filters: Filters = field(default_factory=Filters)
    scope: str = "all"
    overdue: bool = False


@dataclass(frozen=True)
class Snooze:
    """An item that is out of somebody's sight until then."""

    item: str
    until: datetime


@dataclass(frozen=True)
class Overview:
    """A page of somebody's inbox, and what stands around it."""

    entries: Page[InboxEntry]
    counts: Counts
    views: tuple[InboxView, ...]


@dataclass(frozen=True)
class Inbox:
    """The use cases of the inbox."""

    database: Database

    async def page(
        self, actor: Actor, wanted: Wanted = Wanted(), *, cursor: str | None = None, limit: int = 50
    ) -> Page[InboxEntry]:
        """What waits for this person, their roles, departments and principals, in the order they want."""
        others = NOBODY if wanted.scope == "mine" else await self._stand_ins(actor)
        return await self._page(actor, wanted, others, cursor, limit)

    async def _page(
        self, actor: Actor, wanted: Wanted, others: StandIns, cursor: str | None, limit: int
    ) -> Page[InboxEntry]:
        now = datetime.now(UTC)
        filters = wanted.filters
        if wanted.overdue:
            filters = replace(filters, due_before=min(now, filters.due_before or now))
        theirs = _in_scope((*inbox.audiences(actor), *others), wanted.scope)
        return await self.database.look(
            lambda conn: inbox.page_sync(
                conn, actor.id, theirs, filters, now=now, stand_ins=others, cursor=cursor, limit=limit
            )
        )

    async def _stand_ins(self, actor: Actor) -> StandIns:
        """What waits for whom this person stands in for. Mostly that is nobody, and asking is all it costs."""
        now = datetime.now(UTC)
        if not await self.database.glance(lambda conn: delegations.stands_in(conn, actor.id, now)):
            return NOBODY
        async with self.database.read() as conn:
            return inbox.stand_ins(inbox.audiences(actor), await principals(conn, actor.id))

    async def audiences(self, actor: Actor) -> frozenset[str]:
        """Whom an entry may wait for so that this person has it in their inbox, for themselves or as a substitute."""
        return frozenset((*inbox.audiences(actor), *await self._stand_ins(actor)))

    async def following(self, actor: Actor, wanted: Wanted, position: str) -> InboxEntry | None:
        """The first entry behind a position, which need not be taken any more; None at the end of the list."""
        others = NOBODY if wanted.scope == "mine" else await self._stand_ins(actor)
        cursor: str | None = position
        while cursor is not None:
            page = await self._page(actor, wanted, others, cursor, limit=1)
            if page.items:
                return page.items[0]
            cursor = page.next
        return None

    async def overview(
        self, actor: Actor, wanted: Wanted, acts: Sequence[str], *, cursor: str | None = None, limit: int = 50
    ) -> Overview:
        """The page, the counts and the saved views, read at once and as of nearly the same moment."""
        others = await self._stand_ins(actor)
        shown = NOBODY if wanted.scope == "mine" else others
        entries = asyncio.create_task(self._page(actor, wanted, shown, cursor, limit))
        counts = asyncio.create_task(self._counts(actor, acts, others))
        views = asyncio.create_task(self.views(actor))
        await settled(entries, counts, views)
        return Overview(entries.result(), counts.result(), views.result())

    async def counts(self, actor: Actor, acts: Sequence[str]) -> Counts:
        """How many entries there are: of each of these acts, by scope, overdue and snoozed."""
        return await self._counts(actor, acts, await self._stand_ins(actor))

    async def _counts(self, actor: Actor, acts: Sequence[str], others: StandIns) -> Counts:
        now = datetime.now(UTC)
        theirs = (*inbox.audiences(actor), *others)
        return await self.database.look(
            lambda conn: inbox_counts.counts_sync(conn, actor.id, theirs, acts, now=now, stand_ins=others)
        )

    async def has_seen(self, launch_key: str, seq: int) -> bool:
        """Wait until lists show a launch up to this event; False when they did not in time."""
        try:
            async with asyncio.timeout(FRESH_WITHIN):
                while True:
                    if await self._shows(launch_key, seq):
                        return True
                    await asyncio.sleep(0.02)
        except (TimeoutError, StoreUnavailable):
            return False

    async def _shows(self, launch_key: str, seq: int) -> bool:
        async with self.database.read() as conn:
            return (await launches.seq(conn, launch_key) or 0) >= seq

    async def snooze(self, actor: Actor, item: str, until: datetime) -> Snooze:
        """Hide an item from this person alone until then, also one they have as a substitute.

        Its clock goes on, and so does every escalation.

        Raises Invalid for a moment that is past or too far away, and for what does not wait for this person.
        """
        now = datetime.now(UTC)
        if not now < until <= now + FURTHEST_SNOOZE:
            detail = f"must lie ahead, and no more than {FURTHEST_SNOOZE.days} days"
            raise Invalid("Snooze until another moment.", problems=[Problem("/until", detail)])
        others = await self._stand_ins(actor)
        theirs = (*inbox.audiences(actor), *others)
        async with self.database.write() as conn:
            if not await snoozes.waits(conn, actor.id, theirs, item, stand_ins=others):
                raise Invalid(f"{item} does not wait for you.", problems=[Problem("/item", "does not wait for you")])
            if await snoozes.count(conn, actor.id, now) >= MOST_SNOOZES:
                raise Conflict(f"You have snoozed {MOST_SNOOZES} items; take some back first.", limit=MOST_SNOOZES)
            await snoozes.put(conn, actor.id, item, until)
        return Snooze(item, until)

    async def unsnooze(self, actor: Actor, item: str) -> Snooze:
        """Bring an item back now; says until when it would have been away. Raises NotFound."""
        async with self.database.write() as conn:
            until = await snoozes.drop(conn, actor.id, item)
        if until is None:
            raise NotFound(f"You have not snoozed {item}.")
        return Snooze(item, until)

    async def forget_old_snoozes(self) -> int:
        """Drop the snoozes that are over, or whose item is closed; says how many."""
        now = datetime.now(UTC)
        return await self.database.together(lambda conn: snoozes.prune_sync(conn, now))

    async def views(self, actor: Actor) -> tuple[InboxView, ...]:
        """The views this person saved, in their order."""
        async with self.database.read() as conn:
            return await inbox_views.of_person(conn, actor.id)

    async def view(self, actor: Actor, view_id: str) -> InboxView:
        """One of them. Raises NotFound, also for somebody else's."""
        async with self.database.read() as conn:
            return _found(await inbox_views.get(conn, actor.id, view_id), view_id)

    async def add_view(
        self, actor: Actor, command_key: str, name: str, filters: Mapping[str, Any], position: int | None
    ) -> InboxView:
        """Save a view, behind the others unless told where; again under the same key, it is the same one.

        Raises Invalid for a name that is none, and Conflict for one that another view has.
        """
        name = _one_line(name)
        view_id = uuid5(NAMESPACE_URL, f"{actor.id} {command_key}").hex
        async with self.database.write() as conn:
            known = await inbox_views.get(conn, actor.id, view_id)
            if known is not None:
                return known
            number = await inbox_views.count(conn, actor.id)
            if number >= MOST_VIEWS:
                raise Conflict(f"You have {MOST_VIEWS} views; remove one first.", limit=MOST_VIEWS)
            view = InboxView(view_id, actor.id, name, dict(filters), number if position is None else position)
            await self._make_room(conn, view)
            await inbox_views.add(conn, view)
        return view

    async def change_view(
        self, actor: Actor, view_id: str, name: str, filters: Mapping[str, Any], position: int | None
    ) -> InboxView:
        """Replace a view; it stays where it was unless told otherwise. Raises NotFound, and what `add_view` raises."""
        name = _one_line(name)
        async with self.database.write() as conn:
            known = _found(await inbox_views.get(conn, actor.id, view_id), view_id)
            place = known.position if position is None else position
            view = replace(known, name=name, filters=dict(filters), position=place)
            await self._make_room(conn, view)
            await inbox_views.replace(conn, view)
        return view

    async def _make_room(self, conn: AsyncConnection, view: InboxView) -> None:
        """An inbox opens with one view at most: another one that did is the first of the others from now on."""
        if view.position == OPENS_WITH:
            await inbox_views.move(conn, view.person, OPENS_WITH, 0)

    async def remove_view(self, actor: Actor, view_id: str) -> InboxView:
        """Remove a view; says what it was. Raises NotFound."""
        async with self.database.write() as conn:
            known = _found(await inbox_views.get(conn, actor.id, view_id), view_id)
            await inbox_views.drop(conn, actor.id, view_id)
        return known


def _in_scope(theirs: tuple[str, ...], scope: str) -> tuple[str, ...]:
    """The person's own audience comes first."""
    return {"mine": theirs[:1], "groups": theirs[1:]}.get(scope, theirs)


def _one_line(name: str) -> str:
    """The name of a view, without the space around it. Raises Invalid."""
    said = name.strip()
    if not said or len(said) > LONGEST_NAME or len(said.splitlines()) > 1:
        detail = f"must be one line of 1 to {LONGEST_NAME} characters"
        raise Invalid("Give the view a name.", problems=[Problem("/name", detail)])
    return said


def _found(view: InboxView | None, view_id: str) -> InboxView:
    if view is None:
        raise NotFound(f"You have no view {view_id}.")
    return view
