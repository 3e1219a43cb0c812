"""Substitutes: people hand their authority over for a time, and others act with it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.actors import Actor
from domain.delegation import MAX_HOPS, Delegation, chain, principals_of, require_sound
from domain.errors import Invalid, KeyReused, NotAllowed, NotFound, Problem
from domain.launch.guards import require_safe_text
from service.paging import Page
from service.people import OPERATOR, Person, actor
from store import delegations, people
from store.database import Database

__all__ = ["Delegation", "Delegations", "NewDelegation", "acting", "present", "principals"]


@dataclass(frozen=True)
class NewDelegation:
    """A delegation to make: yours, unless an operator names another `principal`; from now, unless it says when."""

    substitute: str
    ends_at: datetime
    starts_at: datetime | None = None
    reason: str = ""
    principal: str | None = None


@dataclass(frozen=True)
class Delegations:
    """The use cases of delegations."""

    database: Database

    async def create(self, actor: Actor, command_key: str, wanted: NewDelegation) -> Delegation:
        """Name a substitute. A repeat with the same key finds the same delegation.

        Raises NotAllowed for somebody else's authority, also as their substitute; Invalid for what cannot be.
        """
        require_safe_text(wanted)
        principal = wanted.principal or actor.id
        if actor.on_behalf_of is not None:
            raise NotAllowed("A substitute names no other: act for yourself, or let an operator do it")
        if principal != actor.id and not actor.operator:
            raise NotAllowed(f"Only {principal}, or an operator, names who stands in for {principal}")
        now = datetime.now(UTC)
        made = Delegation(
            id=f"D{hashlib.sha256(command_key.encode()).hexdigest()[:24]}",
            principal=principal,
            substitute=wanted.substitute,
            starts_at=wanted.starts_at or now,
            ends_at=wanted.ends_at,
            reason=wanted.reason,
            created_by=actor.id,
            created_at=now,
        )
        async with self.database.write() as conn:
            if (known := await delegations.get(conn, made.id)) is not None:
                return _the_same(known, made, wanted)
            found = await people.some(conn, (principal, wanted.substitute))
            if unknown := [
                Problem(f"/{part}", f"There is no person {person}, or they have left.")
                for part, person in (("principal", principal), ("substitute", wanted.substitute))
                if person not in found
            ]:
                raise Invalid("Both must be people who are here.", problems=unknown)
            require_sound(made, await delegations.around(conn, made))
            return await delegations.put(conn, made)

    async def revoke(self, actor: Actor, delegation_id: str) -> Delegation:
        """End a delegation now: as its principal, as the substitute who declines, or as an operator.

        Ending it again changes nothing. Raises NotFound for what is not there, or not yours.
        """
        async with self.database.write() as conn:
            found = await _theirs(conn, actor, delegation_id)
            await delegations.revoke(conn, delegation_id, datetime.now(UTC))
            return await delegations.get(conn, delegation_id) or found

    async def show(self, actor: Actor, delegation_id: str) -> Delegation:
        """One delegation. Raises NotFound for what is not there, or not yours."""
        async with self.database.read() as conn:
            return await _theirs(conn, actor, delegation_id)

    async def list(self, person: str, *, cursor: str | None = None, limit: int = 50) -> Page[Delegation]:
        """What somebody gave and received, that which starts last first."""
        async with self.database.read() as conn:
            return await delegations.page(conn, person, cursor=cursor, limit=limit)

    async def standing_in(self, person: Person, principal: str) -> Actor:
        """Somebody with the authority of whom they stand in for now. Raises NotAllowed when they do not.

        The authority is the principal's alone, without an operator's power, which nobody hands over.
        """
        now = datetime.now(UTC)
        async with self.database.read() as conn:
            active, here = await present(conn, await delegations.active_for(conn, (principal,), now))
        way = chain(active, principal, person.id, now)
        if way is None:
            raise NotAllowed(
                f"{person.id} does not stand in for {principal} now: {principal} must name {person.id}, "
                f"at most over {MAX_HOPS} hands, for a time that includes this moment",
                principal=principal,
            )
        return acting(here[principal], way)


async def principals(conn: AsyncConnection, person: str) -> tuple[Actor, ...]:
    """Everybody whom somebody stands in for now, each as the actor that this makes of them."""
    now = datetime.now(UTC)
    active, here = await present(conn, await delegations.active_to(conn, person, now))
    return tuple(acting(here[way[0]], way) for way in principals_of(person, active, now))


async def present(
    conn: AsyncConnection, active: tuple[Delegation, ...]
) -> tuple[tuple[Delegation, ...], dict[str, Person]]:
    """Those of these delegations between people who are still here, and the people."""
    here = await people.some(conn, {person for one in active for person in (one.principal, one.substitute)})
    return tuple(one for one in active if one.principal in here and one.substitute in here), here


async def _theirs(conn: AsyncConnection, actor: Actor, delegation_id: str) -> Delegation:
    """A delegation that is somebody's business."""
    found = await delegations.get(conn, delegation_id)
    if found is None or not (actor.operator or actor.id in {found.principal, found.substitute}):
        raise NotFound(f"There is no delegation {delegation_id}.")
    return found


def acting(principal: Person, way: tuple[str, ...]) -> Actor:
    """The last of a chain of people, acting for the first."""
    authority = actor(replace(principal, roles=tuple(role for role in principal.roles if role != OPERATOR)))
    return replace(authority, id=way[-1], on_behalf_of=principal.id, operator=False, via=way[1:-1])


def _the_same(known: Delegation, made: Delegation, wanted: NewDelegation) -> Delegation:
    """What a repeat finds. Raises KeyReused when it asks for something else."""
    parts = ["principal", "substitute", "ends_at", "reason", *(["starts_at"] if wanted.starts_at else [])]
    if any(getattr(known, part) != getattr(made, part) for part in parts):
        raise KeyReused
    return known
