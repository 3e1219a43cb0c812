"""Changing what a launch under way is about: first shown, then made as it was shown."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.actors import Actor
from domain.errors import NotFound, WrongState
from domain.launch.commands import ChangeLaunch
from domain.launch.guards import require_safe_text
from domain.launch.impact import Impact
from domain.launch.state import ENDED
from domain.launch.views import LaunchView
from domain.plan import Plan
from service.conduct import Conductor, Done
from service.findings import Findings
from service.launches import Launches
from service.playbooks import Playbooks
from store import launches, plans
from store.database import Database


@dataclass(frozen=True)
class WantedChange:
    """What is to be different. `charter` holds new values by field; what is not named stays."""

    charter: dict[str, Any] = field(default_factory=dict)
    tier: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Changes:
    """The use cases of change requests."""

    database: Database
    conductor: Conductor
    playbooks: Playbooks
    launches: Launches
    findings: Findings

    async def preview(
        self, actor: Actor, key: str, wanted: WantedChange, *, expected_version: int | None = None
    ) -> Impact:
        """What a change would do; changes nothing, so whoever may see the launch may ask."""
        command = await self._command(actor, "preview", key, wanted, "", expected_version)
        return await self.conductor.engine.preview(key, command)

    async def make(
        self,
        actor: Actor,
        command_key: str,
        key: str,
        wanted: WantedChange,
        *,
        impact: str,
        expected_version: int | None = None,
    ) -> Done[LaunchView]:
        """Make a change as it was previewed. Raises ImpactChanged when it would do something else by now."""
        command = await self._command(actor, command_key, key, wanted, impact, expected_version)
        return await self.conductor.carry_out(key, command, lambda batch, _: batch.launch)

    async def _command(
        self,
        actor: Actor,
        command_key: str,
        key: str,
        wanted: WantedChange,
        impact: str,
        expected_version: int | None,
    ) -> ChangeLaunch:
        """The command, with the plan that the launch's own version of its playbook makes of it."""
        require_safe_text(wanted)
        async with self.database.read() as conn:
            view, current = await launches.get(conn, key), await plans.get(conn, key)
        if view is None:
            raise NotFound(f"There is no launch {key}.")
        if view.state in ENDED:
            raise WrongState(f"{key} is {view.state}; nothing more can be done on it", state=view.state)
        plan, facts = await self._plan(view, current, wanted)
        if plan is not None or "owner" in wanted.charter:
            staffed = plan or current
            owner = wanted.charter.get("owner", view.owner)
            await self.launches.require_people(staffed, owner)
        return ChangeLaunch(
            command_key,
            actor,
            wanted.reason,
            impact,
            charter=wanted.charter,
            tier=wanted.tier,
            facts=facts,
            plan=plan,
            expected_version=expected_version,
            findings=await self.findings.changed(key, plan, facts),
        )

    async def _plan(
        self, view: LaunchView, current: Plan | None, wanted: WantedChange
    ) -> tuple[Plan | None, dict[str, Any]]:
        """None when neither tier nor facts are to change; else the plan, and the new answers."""
        if wanted.tier is None and not wanted.facts:
            return None, {}
        week_ago = (datetime.now(UTC) - timedelta(days=7)).date()
        asked = {**view.facts, **wanted.facts}
        plan, answers = await self.playbooks.plan(view.playbook, wanted.tier or view.tier, asked, week_ago)
        if current is not None:  # calendars are promised when a launch starts
            plan = replace(plan, calendars=current.calendars)
        return plan, {name: answers[name] for name in wanted.facts}
