"""What people do with whole launches."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotFound, Problem
from domain.events import Event
from domain.launch.blind import blind, blind_event
from domain.launch.commands import CancelLaunch, HoldLaunch, LaunchCommand, ResumeLaunch, StartLaunch
from domain.launch.guards import require_safe_text
from domain.launch.state import Charter
from domain.launch.views import GateView, LaunchView, TaskView
from domain.plan import Plan
from domain.seats import audience, seat_of
from service.conduct import Conductor, Done
from service.engine import Engine
from service.paging import Page
from service.playbooks import Playbooks
from store import events, gates, keys, launches, names, people, tasks
from store.database import Database

MOST_ITEMS = 1000
"""A plan has fewer tasks and gates than this, so a launch shows them on one page."""


@dataclass(frozen=True)
class NewLaunch:
    """A launch to start. `playbook` may leave the version out; `owner` is the starter unless named."""

    playbook: str
    tier: str
    title: str
    product: str
    objective: str
    user_need: str
    owner: str | None = None
    prefix: str | None = None
    priority: int = 3
    target_date: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    scope: str = ""


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
        now = datetime.now(UTC)
        plan, facts = await self.playbooks.plan(
            wanted.playbook, wanted.tier, wanted.facts, (now - timedelta(days=7)).date()
        )
        owner = wanted.owner or actor.principal
        await self.require_people(plan, owner)
        async with self.database.write() as conn:
            key = await keys.reserve(conn, wanted.prefix or _prefix(wanted.product), actor.id, command_key)
        charter = Charter(
            key=key,
            title=wanted.title,
            product=wanted.product,
            owner=owner,
            objective=wanted.objective,
            user_need=wanted.user_need,
            priority=wanted.priority,
            target_date=wanted.target_date.isoformat() if wanted.target_date else None,
            facts=facts,
            scope=wanted.scope,
        )
        await self.engine.start(StartLaunch(command_key, actor, charter, plan))
        batch = await self.engine.snapshot(key)
        _require_same(charter, batch.launch)
        projected = await self.conductor.show(batch)
        return Done(batch.launch, batch.launch.seq, "started", projected)

    async def require_people(self, plan: Plan | None, owner: str) -> None:
        """Somebody must be able to do each part: a launch that nobody can decide must not start, nor go on."""
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
        if problems:
            raise Invalid("This launch cannot be staffed; see each problem.", problems=problems)

    async def list(
        self,
        *,
        state: str | None = None,
        owner: str | None = None,
        tier: str | None = None,
        stage: str | None = None,
        q: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[LaunchView]:
        """Launches, those that changed last first. `q` finds words in key, title, product and owner."""
        async with self.database.read() as conn:
            return await launches.page(
                conn,
                states=(state,) if state else (),
                owner=owner,
                tier=tier,
                stage=stage,
                q=q,
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
            page = await events.latest(conn, key, actor=by, actions=actions, cursor=cursor, limit=limit)
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
        receipt, batch, projected = await self.conductor.carry_out(key, command)
        return Done(batch.launch, receipt.seq, receipt.verdict, projected)


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


def _prefix(product: str) -> str:
    """Three letters that make keys recognisable."""
    letters = re.sub(r"[^A-Z]", "", product.upper())
    return (letters + "XXX")[:3]
