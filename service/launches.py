"""What people do with whole launches."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotFound, Problem
from domain.events import Event
from domain.launch.blind import blind, blind_event
from domain.launch.commands import CancelLaunch, HoldLaunch, LaunchCommand, ResumeLaunch, StartLaunch
from domain.launch.guards import require_safe_text
from domain.launch.outset import look_at
from domain.launch.state import Charter
from domain.launch.views import GateView, LaunchView, TaskView
from domain.plan import Plan
from domain.playbooks.switches import switches
from domain.seats import audience, seat_of
from service.conduct import Conductor, Done
from service.engine import Engine
from service.paging import Page
from service.playbooks import Playbooks, made_concrete, true_of
from service.starting import (
    LaunchPreview,
    NewLaunch,
    charter_of,
    left_alone,
    prefix_of,
    refusals,
    same_title,
    timing,
    week_before,
    wrong,
)
from store import events, gates, keys, launches, names, people, plans, tasks
from store.database import Database

__all__ = ["LaunchPreview", "Launches", "NewLaunch"]

MEND = "Some of this cannot be used; mend each field."

MOST_ITEMS = 1000
"""A plan has fewer tasks and gates than this, so a launch shows them on one page."""


@dataclass(frozen=True)
class Launches:
    """The use cases of launches."""

    database: Database
    engine: Engine
    conductor: Conductor
    playbooks: Playbooks

    async def start(self, actor: Actor, command_key: str, wanted: NewLaunch) -> Done[LaunchView]:
        """Start a launch. A repeat with the same key, also after a crash half-way, finds the same launch."""
        require_safe_text(wanted)
        plan, facts = await self._planned(wanted)
        await self.playbooks.require_names(plan)
        owner = wanted.owner or actor.principal
        await self.require_people(plan, owner)
        async with self.database.write() as conn:
            key = await keys.reserve(conn, prefix_of(wanted), actor.id, command_key)
        charter = charter_of(wanted, key, owner, facts)
        await self.engine.start(StartLaunch(command_key, actor, charter, plan))
        batch = await self.engine.snapshot(key)
        _require_same(charter, batch.launch)
        projected = await self.conductor.show(batch)
        return Done(batch.launch, batch.launch.seq, "started", projected)

    async def preview(self, actor: Actor, wanted: NewLaunch) -> LaunchPreview:
        """What starting this launch now would come to. Keeps nothing and uses up no key.

        What is still empty of the charter is no problem yet. Raises Invalid only where there can be no plan.
        """
        require_safe_text(wanted)
        now, owner = _now(), wanted.owner or actor.principal
        playbook = await self.playbooks.chosen(wanted.playbook)
        plan, facts = made_concrete(playbook, wanted.tier, wanted.facts, week_before(now))
        begun = StartLaunch("preview", actor, charter_of(wanted, "NEW-0", owner, facts), plan)
        # Some tens of milliseconds for the largest plans: too long to keep everybody else waiting.
        outset = await asyncio.to_thread(look_at, begun, now)
        unstaffed, missing = await self._unstaffed(plan, owner), await self.playbooks.missing(plan)
        problems = (*wrong(wanted, whole=False), *unstaffed, *missing)
        async with self.database.read() as conn:
            others = await same_title(conn, wanted.title, owner)
            alone = await left_alone(conn, plan, owner, actor)
        return LaunchPreview(
            **vars(outset),
            playbook=playbook.ref,
            tier=wanted.tier,
            prefix=prefix_of(wanted),
            owner=owner,
            facts=facts,
            switches=switches(playbook, wanted.tier, true_of(wanted.tier, facts)),
            concerns=(*refusals(problems), *timing(outset), *others, *alone),
        )

    async def _planned(self, wanted: NewLaunch) -> tuple[Plan, dict[str, Any]]:
        """The plan and the answers. Raises Invalid with all that is wrong with the charter and the facts at once."""
        problems = wrong(wanted)
        try:
            playbook = await self.playbooks.chosen(wanted.playbook)
            plan, facts = made_concrete(playbook, wanted.tier, wanted.facts, week_before(_now()))
        except Invalid as error:
            if not problems:
                raise
            raise Invalid(MEND, problems=(*problems, *error.problems)) from error
        if problems:
            raise Invalid(MEND, problems=problems)
        return plan, facts

    async def require_people(self, plan: Plan | None, owner: str) -> None:
        """Somebody must be able to do each part: a launch that nobody can decide must not start, nor go on."""
        if problems := await self._unstaffed(plan, owner):
            raise Invalid("This launch cannot be staffed; see each problem.", problems=problems)

    async def _unstaffed(self, plan: Plan | None, owner: str) -> tuple[Problem, ...]:
        parts = _parts(plan) if plan else {}
        async with self.database.read() as conn:
            known_owner = await people.get(conn, owner)
            staffed = await names.staffed(conn, (one for able in parts.values() for one in able))
        problems = [
            Problem("/playbook", f"Nobody is in {part}; the plan needs them.")
            for part, able in parts.items()
            if not staffed.intersection(able)
        ]
        if known_owner is None or not known_owner.active:
            problems.insert(0, Problem("/owner", f"There is no person {owner}."))
        return tuple(problems)

    async def list(
        self,
        *,
        state: str | None = None,
        owner: str | None = None,
        tier: str | None = None,
        stage: str | None = None,
        health: str | None = None,
        product: str | None = None,
        playbook: str | None = None,
        q: str | None = None,
        order: str = "changed",
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[LaunchView]:
        """Launches, those that changed last first or, by `order`, those whose target comes first. `q` finds words in
        key, title, product and owner."""
        async with self.database.read() as conn:
            return await launches.page(
                conn,
                states=(state,) if state else (),
                owner=owner,
                tier=tier,
                stage=stage,
                health=health,
                product=product,
                playbook=playbook,
                q=q,
                order=order,
                cursor=cursor,
                limit=limit,
            )

    async def show(self, key: str) -> LaunchView:
        """One launch. Raises NotFound."""
        async with self.database.read() as conn:
            view = await launches.get(conn, key)
        if view is None:
            raise NotFound(f"There is no launch {key}.")
        return view

    async def tasks(self, key: str) -> tuple[TaskView, ...]:
        """Every task of a launch. Raises NotFound."""
        await self.show(key)
        async with self.database.read() as conn:
            return (await tasks.of_launch(conn, key, limit=MOST_ITEMS)).items

    async def gates(self, viewer: str, key: str) -> tuple[GateView, ...]:
        """Every gate of a launch, ballots as the viewer may see them. Raises NotFound."""
        await self.show(key)
        async with self.database.read() as conn:
            page = await gates.of_launch(conn, key, limit=MOST_ITEMS)
        return tuple(blind(gate, viewer) for gate in page.items)

    async def events(self, viewer: str, key: str, *, cursor: str | None = None, limit: int = 100) -> Page[Event]:
        """The log of a launch in order; ballots still blind are redacted. Raises NotFound."""
        await self.show(key)
        async with self.database.read() as conn:
            page = await events.prefix(conn, key, cursor=cursor, limit=limit)
            found = await gates.of_launch(conn, key, limit=MOST_ITEMS)
        by_id = {gate.local_id: gate for gate in found.items}
        return Page(tuple(blind_event(event, by_id, viewer) for event in page.items), page.next)

    async def latest(self, viewer: str, key: str, *, after: int = 0, limit: int = 100) -> tuple[Event, ...]:
        """The last events of a launch, the newest first; ballots still blind are redacted."""
        async with self.database.read() as conn:
            latest = await events.latest(conn, key, after=after, limit=limit)
            found = await gates.of_launch(conn, key, limit=MOST_ITEMS) if latest else Page(())
        by_id = {gate.local_id: gate for gate in found.items}
        return tuple(blind_event(event, by_id, viewer) for event in latest)

    async def plan(self, key: str) -> Plan | None:
        """What a launch runs on; None while nothing of it has been projected."""
        async with self.database.read() as conn:
            return await plans.get(conn, key)

    async def activity(
        self,
        viewer: str,
        key: str,
        *,
        by: str | None = None,
        actions: Collection[str] = (),
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Event]:
        """What happened, the latest first; ballots still blind are redacted. Raises NotFound.

        `by` is who did it, or for whom it was done; `actions` are those to be shown, if not all.
        """
        await self.show(key)
        async with self.database.read() as conn:
            page = await events.backwards(conn, key, actor=by, actions=actions, cursor=cursor, limit=limit)
            found = await gates.of_launch(conn, key, limit=MOST_ITEMS)
        by_id = {gate.local_id: gate for gate in found.items}
        return Page(tuple(blind_event(event, by_id, viewer) for event in page.items), page.next)

    async def hold(
        self, actor: Actor, command_key: str, key: str, *, reason: str, expected_version: int | None = None
    ) -> Done[LaunchView]:
        """Pause a launch; its clocks stand still."""
        return await self._carry_out(key, HoldLaunch(command_key, actor, reason, expected_version))

    async def resume(
        self, actor: Actor, command_key: str, key: str, *, note: str = "", expected_version: int | None = None
    ) -> Done[LaunchView]:
        """Let a launch go on."""
        return await self._carry_out(key, ResumeLaunch(command_key, actor, note, expected_version))

    async def cancel(
        self, actor: Actor, command_key: str, key: str, *, reason: str, expected_version: int | None = None
    ) -> Done[LaunchView]:
        """Stop a launch for good."""
        return await self._carry_out(key, CancelLaunch(command_key, actor, reason, expected_version))

    async def _carry_out(self, key: str, command: LaunchCommand) -> Done[LaunchView]:
        return await self.conductor.carry_out(key, command, lambda batch, _: batch.launch)


def _require_same(charter: Charter, running: LaunchView) -> None:
    """What runs under this key is what was asked for: a repeat may not change it, nor may it be somebody else's.

    What a change request has changed since is as it should be.
    """
    named = ("title", "product", "owner", "objective", "user_need", "priority", "target_date", "facts", "scope")
    changed = {name.partition(":")[0].replace("fact", "facts") for one in running.changes for name in one.fields}
    shared = [name for name in named if name not in changed]
    asked, found = ([getattr(side, name) for name in shared] for side in (charter, running))
    if asked != found:
        raise Conflict(
            f"The engine runs another launch as {charter.key}. If you repeated a request, send what you sent before; "
            "if not, two deployments share one namespace of the engine, which an operator must mend."
        )


def _parts(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Everything the plan will ask for, in words, with the audiences any of which could do it."""
    named = {f"tasks.{task.id}.people": tuple(map(seat_of, task.people)) for task in plan.tasks if task.people}
    asked = {
        f"role:{task.role}" if task.role else f"department:{task.department}" for task in plan.tasks if not task.people
    }
    for gate in plan.gates:
        asked |= {f"department:{department}" for department in gate.attest}
        asked |= {audience(seat) for seat in (*gate.seats, gate.decider)}
    return {one.replace(":", " "): (one,) for one in sorted(asked)} | named


def _now() -> datetime:
    return datetime.now(UTC)
