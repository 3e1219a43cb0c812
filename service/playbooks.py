"""Publishing playbooks, and making one concrete for a launch."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from domain.actors import Actor
from domain.calendar import Calendar
from domain.errors import Invalid, NotAllowed, NotFound, Problem
from domain.plan import Plan
from domain.playbooks.build import build_plan, check_facts
from domain.playbooks.facts import assumed_facts
from domain.playbooks.model import Playbook
from domain.playbooks.names import Mention, Name, absent, mentions, planned
from playbooks import calendars, conditions
from playbooks.findings import path_text
from playbooks.headline import tiers_of
from playbooks.loader import load, refusal, reload, shipped
from service.paging import Page
from store import names, playbooks
from store.database import Database
from store.records import PublishedPlaybook

__all__ = ["Playbooks", "PublishedPlaybook", "Reading", "Version"]

_CATALOGUE = 200

MOST_VERSIONS = 50
"""How many versions of a playbook are named at a time."""


@dataclass(frozen=True)
class Reading:
    """A published version, what it says, and which versions there are."""

    published: PublishedPlaybook
    playbook: Playbook
    versions: tuple[int, ...]
    """Newest first."""


@dataclass(frozen=True)
class Version:
    """A version that a launch can be started with."""

    ref: str
    title: str
    number: int
    newest: bool
    """There is no later one of this playbook."""


@dataclass(frozen=True)
class Playbooks:
    """The use cases of playbooks. A `ref` is `standard@1`, or `standard` for the newest version."""

    database: Database

    async def check(self, source: str) -> Playbook:
        """Read a playbook. Raises PlaybookInvalid with everything that is wrong with it.

        That it fits together comes first; then, that everybody it names is there.
        """
        # Reading a large one takes a while, during which others are served.
        playbook = await asyncio.to_thread(load, source, source="playbook")
        named = tuple(mentions(playbook))
        if flaws := tuple(absent(named, await self._existing(named), active=True)):
            raise refusal(source, flaws, source="playbook")
        return playbook

    async def _existing(self, named: Iterable[Mention]) -> dict[Name, bool]:
        async with self.database.read() as conn:
            return await names.existing(conn, (mention.name for mention in named))

    async def publish(self, actor: Actor, source: str) -> PublishedPlaybook:
        """Publish a version, for ever. Raises Conflict when that version exists with other content."""
        if not actor.operator:
            raise NotAllowed("Only operators publish playbooks.")
        return await self._publish(await self.check(source), source, by=actor.id)

    async def publish_shipped(self) -> None:
        """Publish the playbooks that come with Slipway, once. An organisation may lack what they name: then it is
        told when a launch of one is to start.
        """
        for source in shipped():
            await self._publish(source.load(), source.text, by="slipway")

    async def _publish(self, playbook: Playbook, source: str, *, by: str) -> PublishedPlaybook:
        record = PublishedPlaybook(
            id=playbook.id,
            version=playbook.version,
            digest=playbook.digest,
            title=playbook.title,
            source=source,
            published_at=datetime.now(UTC),
            published_by=by,
        )
        async with self.database.write() as conn:
            return await playbooks.publish(conn, record)

    async def list(self, *, cursor: str | None = None, limit: int = 50) -> Page[PublishedPlaybook]:
        """Every version of every playbook."""
        async with self.database.read() as conn:
            return await playbooks.page(conn, cursor=cursor, limit=limit)

    async def catalogue(self) -> tuple[Version, ...]:
        """What there is to choose from, the newest version of each playbook first; at most 200."""
        async with self.database.read() as conn:
            found = await playbooks.catalogue(conn, limit=_CATALOGUE)
        return tuple(
            Version(f"{name}@{number}", title, number, newest=place == 0 or found[place - 1][0] != name)
            for place, (name, number, title) in enumerate(found)
        )

    async def show(self, ref: str) -> PublishedPlaybook:
        """One version, or the newest. Raises NotFound."""
        name, _, version = ref.partition("@")
        async with self.database.read() as conn:
            if not version:
                found = await playbooks.latest(conn, name)
            else:
                found = await playbooks.get(conn, name, int(version)) if _is_version(version) else None
        if found is None:
            raise NotFound(f"There is no playbook {ref}.")
        return found

    async def read(self, ref: str) -> Reading:
        """One version, or the newest, with what it says. Raises NotFound."""
        published = await self.show(ref)
        playbook = await asyncio.to_thread(_parsed, published.digest, published.source)
        async with self.database.read() as conn:
            return Reading(published, playbook, await playbooks.versions(conn, published.id, limit=MOST_VERSIONS))

    def tiers(self, published: PublishedPlaybook) -> tuple[str, ...]:
        """Which tiers a version has, without reading the rest of it."""
        return _tiers(published.digest, published.source)

    def preview(self, playbook: Playbook, tier: str, facts: Mapping[str, Any]) -> tuple[Plan, dict[str, Any]]:
        """The plan that a launch would get, and the answers it is for; what is not answered is assumed.

        Whether everybody is there that it names is not asked. Raises Invalid naming each field.
        """
        answers = assumed_facts(playbook, facts)
        return _resolved(playbook, tier, answers, {}), answers

    async def plan(self, ref: str, tier: str, facts: Mapping[str, Any], start: date) -> tuple[Plan, dict[str, Any]]:
        """The plan of a launch and its facts with defaults filled in. Raises Invalid naming each field, and each
        department, role and person that the plan names and that does not exist.
        """
        playbook = await self.chosen(ref)
        plan, answers = made_concrete(playbook, tier, facts, start)
        await self.require_names(plan)
        return plan, answers

    async def chosen(self, ref: str) -> Playbook:
        """What a version, or the newest, says. Raises Invalid at `/playbook` when there is none."""
        try:
            published = await self.show(ref)
        except NotFound as error:
            raise Invalid(error.detail, problems=[Problem("/playbook", f"{error.detail} See /playbooks.")]) from error
        return _parsed(published.digest, published.source)

    async def require_names(self, plan: Plan) -> None:
        """Raise Invalid naming each department, role and person that a plan names and that does not exist."""
        if problems := await self.missing(plan):
            raise Invalid(f"{plan.playbook} names what does not exist; see each problem.", problems=problems)

    async def missing(self, plan: Plan) -> tuple[Problem, ...]:
        """Each department, role and person that a plan names and that does not exist."""
        named = tuple(planned(plan))
        flaws = absent(named, await self._existing(named), active=False)
        return tuple(Problem("/playbook", f"{plan.playbook}, {path_text(flaw.path)}: {flaw.message}") for flaw in flaws)


def made_concrete(playbook: Playbook, tier: str, facts: Mapping[str, Any], start: date) -> tuple[Plan, dict[str, Any]]:
    """The plan of a launch and its facts with defaults filled in, whoever there is to carry it out."""
    if tier not in playbook.tiers:
        tiers = ", ".join(playbook.tiers)
        raise Invalid(f"{playbook.ref} has no tier {tier}", problems=[Problem("/tier", f"Name one of: {tiers}.")])
    answers = check_facts(playbook, facts)
    worked = {spec.id: calendars.resolve(spec, start=start) for spec in playbook.departments}
    return _resolved(playbook, tier, answers, worked), answers


def true_of(tier: str, answers: Mapping[str, Any]) -> Callable[[str], bool]:
    """Tells whether a condition is true of a launch with these answers."""
    return lambda expression: conditions.evaluate(expression, {"tier": tier, **answers})


def _resolved(playbook: Playbook, tier: str, answers: Mapping[str, Any], worked: Mapping[str, Calendar]) -> Plan:
    """The plan of a tier for these answers."""
    return build_plan(
        playbook,
        tier=tier,
        facts=answers,
        holds=true_of(tier, answers),
        calendars=worked,
    )


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


@lru_cache(maxsize=64)
def _parsed(digest: str, source: str) -> Playbook:  # noqa: ARG001  makes a cheap first comparison of the cache's keys
    return reload(source)


@lru_cache(maxsize=512)
def _tiers(digest: str, source: str) -> tuple[str, ...]:  # noqa: ARG001  as above
    return tiers_of(source)
