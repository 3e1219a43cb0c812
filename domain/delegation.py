"""Substitutes: who acts for whom, for how long, and over how many hands.

A delegation hands somebody's authority to a substitute for a time; the substitute's own substitute may act too,
and there it ends. Nobody acts for themselves by going round in a circle. Both are checked when a delegation is made,
against all that are in force at the same time, and again whenever somebody acts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import Invalid, Problem

MAX_HOPS = 2
"""From a principal to a substitute, and on to the substitute's substitute."""

LONGEST = timedelta(days=366)
"""A longer absence is a change of roles."""


@dataclass(frozen=True)
class Delegation:
    """`substitute` may act for `principal` from `starts_at` until just before `ends_at`, unless it was revoked."""

    id: str
    principal: str
    substitute: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    created_by: str
    created_at: datetime
    revoked_at: datetime | None = None

    def active(self, at: datetime) -> bool:
        """Whether it is in force at a moment."""
        return self.revoked_at is None and self.starts_at <= at < self.ends_at


def require_sound(wanted: Delegation, others: Iterable[Delegation]) -> None:
    """Raise Invalid unless the period makes sense and no circle or overlong chain arises among `others` in it."""
    problems = list(_period_problems(wanted))
    if wanted.principal == wanted.substitute:
        problems.append(Problem("/substitute", "Name somebody else: nobody stands in for themselves."))
    if not problems and (chain := _overlong(wanted, [one for one in others if one.revoked_at is None])):
        said = " → ".join(chain)
        if len(set(chain)) < len(chain):
            detail = f"That would go round in a circle: {said}. Name somebody outside it."
        else:
            detail = f"That would be {said}: at most {MAX_HOPS} hand over in turn. Let {chain[-3]} name {chain[-1]}."
        problems.append(Problem("/substitute", detail))
    if problems:
        raise Invalid("Nobody can stand in like this; see each problem.", problems=problems)


def _period_problems(wanted: Delegation) -> Iterator[Problem]:
    if wanted.ends_at <= wanted.starts_at:
        yield Problem("/ends_at", "It must come after starts_at.")
    elif wanted.ends_at <= wanted.created_at:
        yield Problem("/ends_at", "It is over already; name a time to come.")
    elif wanted.ends_at - wanted.starts_at > LONGEST:
        yield Problem("/ends_at", f"Give at most {LONGEST.days} days; a longer absence is a change of roles.")


def _overlong(wanted: Delegation, others: Sequence[Delegation]) -> tuple[str, ...] | None:
    """A circle, or a chain of more than `MAX_HOPS`, that `wanted` would be part of at some moment; the people in it."""
    for before in _ways([wanted], others, backwards=True):
        for way in _ways(before, others, backwards=False):
            chain = (way[0].principal, *(one.substitute for one in way))
            if len(way) > MAX_HOPS or len(set(chain)) < len(chain):
                return chain
    return None


def _ways(way: list[Delegation], others: Sequence[Delegation], *, backwards: bool) -> Iterator[list[Delegation]]:
    """This chain and those that prolong it at one end, all in force at a common moment; none longer than tells."""
    yield way
    people = (way[0].principal, *(one.substitute for one in way))
    if len(way) > MAX_HOPS or len(set(people)) < len(people):
        return
    since, until = max(one.starts_at for one in way), min(one.ends_at for one in way)
    for other in others:
        fits = other.substitute == way[0].principal if backwards else other.principal == way[-1].substitute
        if fits and other.starts_at < until and other.ends_at > since:
            longer = [other, *way] if backwards else [*way, other]
            yield from _ways(longer, others, backwards=backwards)


def chain(delegations: Iterable[Delegation], principal: str, actor: str, now: datetime) -> tuple[str, ...] | None:
    """The people from `principal` to `actor`, both named, over the fewest hands; None when no chain is in force."""
    active = [one for one in delegations if one.active(now)]
    return next((way for way in _onwards(active, principal) if way[-1] == actor), None)


def substitutes_of(people: Iterable[str], delegations: Iterable[Delegation], now: datetime) -> tuple[str, ...]:
    """Who stands in for these people now, nearest first, without repeats and without the people themselves."""
    asked, active = tuple(people), [one for one in delegations if one.active(now)]
    found = (way[-1] for person in asked for way in _onwards(active, person))
    return tuple(one for one in dict.fromkeys(found) if one not in asked)


def principals_of(substitute: str, delegations: Iterable[Delegation], now: datetime) -> tuple[tuple[str, ...], ...]:
    """For whom somebody stands in now: each chain of people, from the principal up to `substitute`."""
    active = [one for one in delegations if one.active(now)]
    ways = (way for person in dict.fromkeys(one.principal for one in active) for way in _onwards(active, person))
    nearest: dict[str, tuple[str, ...]] = {}
    for way in ways:
        if way[-1] == substitute:
            nearest.setdefault(way[0], way)
    return tuple(nearest.values())


def _onwards(active: Sequence[Delegation], person: str) -> Iterator[tuple[str, ...]]:
    """Each chain that begins at a person, shorter ones first; never back to somebody who is in it."""
    ways: list[tuple[str, ...]] = [(person,)]
    for _ in range(MAX_HOPS):
        ways = [
            (*way, one.substitute)
            for way in ways
            for one in active
            if one.principal == way[-1] and one.substitute not in way
        ]
        yield from ways
