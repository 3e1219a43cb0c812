"""Criteria in CEL, evaluated for the commands that change what they rest on.

An expression is never evaluated inside a workflow: its library is native code that a replay could not trust for ever.
A finding travels with the command instead, and costs no act of the engine of its own. The rules take it only if it was
found from what they see themselves, so what is read here may lag behind without doing harm.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.errors import StoreUnavailable
from domain.launch.commands import FoundOutside
from domain.launch.outside import Known, digest, relevant
from domain.launch.show_measures import checks_of
from domain.launch.state import GateState, TaskState
from domain.launch.views import Batch, ExpressionView
from domain.plan import Plan
from playbooks import expressions
from service.engine import Engine
from store import known
from store.database import Database


@dataclass(frozen=True)
class Findings:
    """Evaluates the criteria of a launch that has any; asks for one row when it has none."""

    database: Database
    engine: Engine

    async def after(self, launch_key: str, change: Callable[[Known], Known]) -> tuple[FoundOutside, ...]:
        """What every criterion will say once a command has changed what is known."""
        try:
            launch = await self.database.glance(lambda conn: known.launch_view(conn, launch_key))
            if launch is None:
                return ()
            async with self.database.read() as conn:
                views = await conn.run_sync(known.whole, launch)
        except StoreUnavailable:  # then a decision evaluates it
            return ()
        return evaluate(change(known_of(views)), views.launch.checks)

    async def now(self, launch_key: str, gate: str) -> tuple[FoundOutside, ...]:
        """What the criteria of a gate say at this moment, as its workflow sees it: for whoever decides."""
        launch = await self.database.glance(lambda conn: known.launch_view(conn, launch_key))
        if launch is None or not any(check.gate == gate for check in launch.checks):
            return ()
        views = await self.engine.snapshot(launch_key)
        if not any(view.local_id == gate and view.state == GateState.OPEN for view in views.gates):
            return ()
        return evaluate(known_of(views), [check for check in views.launch.checks if check.gate == gate])

    async def changed(self, launch_key: str, plan: Plan | None, facts: Mapping[str, Any]) -> tuple[FoundOutside, ...]:
        """What every criterion of a new plan will say once its launch has these new answers.

        As the workflow sees the launch: the read model may lag, and then nobody would evaluate it for a while.
        """
        checks = checks_of(plan) if plan else ()
        if plan is None or not checks:
            return ()
        known_now = known_of(await self.engine.snapshot(launch_key))
        return evaluate(known_now.changed(plan.tier, facts, (task.id for task in plan.tasks)), checks)


def known_of(views: Batch) -> Known:
    """What views say of a launch."""
    launch = views.launch
    return Known(
        tier=launch.tier,
        facts=launch.facts,
        evidence=tuple(view.evidence for view in views.evidence),
        metrics=tuple((metric.id, metric.latest.value) for metric in launch.metrics if metric.latest),
        tasks=tuple((task.local_id, task.state == TaskState.DONE) for task in views.tasks),
    )


def evaluate(what: Known, checks: tuple[ExpressionView, ...] | list[ExpressionView]) -> tuple[FoundOutside, ...]:
    """The finding of each criterion."""
    values = what.values(datetime.now(UTC))
    found = []
    for check in checks:
        params = {"expression": check.expression, "dropped": check.dropped}
        passed, why = expressions.find(params, values)
        found.append(FoundOutside(check.gate, check.criterion, passed, why, digest(relevant(params, values))))
    return tuple(found)
