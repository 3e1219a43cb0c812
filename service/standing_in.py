"""Who is told in place of people who are away: whoever stands in for them now, and may act on what it is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.actors import Actor
from domain.delegation import Delegation, principals_of, substitutes_of
from domain.notices import Notice
from domain.preferences import FOR_SUBSTITUTES
from service.delegations import acting, present
from service.people import OPERATOR, Person, actor
from store import delegations, inbox, notices


@dataclass(frozen=True)
class StandingIn:
    """For whom somebody is told something, and over which hands: from the principal up to them."""

    principal: Person
    way: tuple[str, ...]
    audiences: tuple[str, ...]
    """Whom an inbox entry may be addressed to for the principal to find it."""


@dataclass(frozen=True)
class StandIns:
    """Who stands in for whom at one moment, and who may not act on what: looked up once for many notices."""

    at: datetime
    active: tuple[Delegation, ...] = ()
    here: Mapping[str, Person] = field(default_factory=dict)
    """Everybody in these delegations."""
    barred: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By item: who did work that it looks at, or has a part in what it judges."""

    @staticmethod
    async def of(conn: AsyncConnection, found: Sequence[Notice], asked: Collection[str], at: datetime) -> "StandIns":
        """Everybody who stands in for these people."""
        return await _look_up(conn, await delegations.active_for(conn, asked, at) if asked else (), found, at)

    @staticmethod
    async def towards(
        conn: AsyncConnection, found: Sequence[Notice], told: Collection[str], at: datetime
    ) -> "StandIns":
        """Everybody whom these people stand in for."""
        return await _look_up(conn, await delegations.active_towards(conn, told, at) if told else (), found, at)

    def substitutes(self, notice: Notice, asked: Iterable[Person]) -> tuple[Person, ...]:
        """Who is told in place of those who are asked, or beside them; not by way of anybody who may not act."""
        if notice.kind not in FOR_SUBSTITUTES or not self.active:
            return ()
        unable = self._unable(notice)
        able = [one.id for one in asked if one.id not in unable and _hands_over(notice, one)]
        found = substitutes_of(able, self._without(unable), self.at)
        return tuple(self.here[one] for one in found)

    def standing(self, notice: Notice, person: Person) -> StandingIn | None:
        """For whom somebody is told what is not asked of themselves; None when for nobody, or no longer."""
        for way in principals_of(person.id, self._without(self._unable(notice)), self.at):
            whole = acting(self.here[way[0]], way)
            principal = replace(whole, id=whole.principal)
            if is_asked(notice, principal):
                return StandingIn(self.here[way[0]], way, inbox.audiences(principal))
        return None

    def _unable(self, notice: Notice) -> frozenset[str]:
        """Of a notice that asks for nothing, only those whose own act it is."""
        barred = self.barred.get(notice.item, frozenset[str]()) if notice.act else frozenset[str]()
        return barred.union(notice.excluded)

    def _without(self, unable: Collection[str]) -> list[Delegation]:
        return [one for one in self.active if one.principal not in unable and one.substitute not in unable]


async def _look_up(
    conn: AsyncConnection, found: tuple[Delegation, ...], about: Sequence[Notice], at: datetime
) -> StandIns:
    """Mostly nobody is away, and then asking is all it costs."""
    if not found:
        return StandIns(at)
    active, here = await present(conn, found)
    return StandIns(at, active, here, await notices.barred(conn, {notice.item for notice in about}))


def is_asked(notice: Notice, who: Actor) -> bool:
    """Whether a notice is for somebody, by name or as one of a role or department."""
    kind, _, name = notice.audience.partition(":")
    mine = inbox.audiences(who)
    return notice.audience in mine or (kind == "named" and any(one.partition(":")[2] == name for one in mine))


def _hands_over(notice: Notice, person: Person) -> bool:
    """Whether somebody is asked with authority that they hand over: an operator's power is not."""
    roles = tuple(role for role in person.roles if role != OPERATOR)
    return is_asked(notice, actor(replace(person, roles=roles)))
