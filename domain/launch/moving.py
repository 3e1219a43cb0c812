"""A slip moves the due dates of what comes after it, past stages and gates, and says so once.

What is late is counted on at its next mark, so its dependants move when it is late, and again when it is long
overdue; when it is done, they get the due dates that really follow. The target date never moves: the launch says
when it will be missed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from domain.events import Event
from domain.launch.draft import Draft
from domain.launch.dues import Outlook, behind, is_over, look_ahead, planned_due
from domain.launch.pending import audiences
from domain.launch.state import SETTLED, DecisionKind, GateState, Launch, LaunchState

LATER = ("overdue", "returned", "reopened")
"""Causes that put off what comes after them and never bring it forward."""

EVERYTHING = ("recycled", "changed")
"""Causes after which the whole launch is laid out anew."""

LEAST = timedelta(minutes=1)
"""A shorter way is no news."""


def move_dues(draft: Draft, before: Launch) -> None:
    """Record which due dates the facts of this draft move, with the old and the new ones and whose they are.

    While the target date is missed, whatever is done may make up for it; that is looked at as well.
    """
    launch = draft.launch
    if not launch.plan.moves_dues or launch.state is not LaunchState.RUNNING:
        return
    causes = tuple(dict.fromkeys(_causes(before, launch, draft.events)))
    if not causes and (before.target_expected_at is None or _settled(before) == _settled(launch)):
        return
    ahead = look_ahead(launch, draft.now)
    moved = [_moved(launch, item, old, new) for item, old, new in _differences(launch, causes, ahead, draft.now)]
    if moved or _day(ahead.target) != _day(launch.target_expected_at):
        draft.record(
            "dues.moved",
            causes[0][0] if causes else launch.key,
            because=[{"item": item, "why": why} for item, why in causes],
            moved=moved,
            target_expected_at=ahead.target.isoformat() if ahead.target else None,
        )


def _settled(launch: Launch) -> int:
    return sum(is_over(launch, item) for item in (*launch.tasks, *launch.gates))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _causes(before: Launch, after: Launch, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """What moves due dates, by local id, and why."""
    for event in events:
        kind, _, word = event.action.partition(".")
        if word == "overdue" and event.data["percent"] >= 100:
            yield event.target, "overdue"
        elif kind == "task" and word in {"returned", "reopened"}:
            yield event.target, word
        elif event.action == "gate.decided" and event.data["decision"] == DecisionKind.RECYCLE:
            yield event.target, "recycled"
        elif event.action == "launch.changed" and event.data["plan"]:
            yield event.target, "changed"
    for task in before.tasks.values():
        if task.slipped_at and task.state not in SETTLED and after.tasks[task.id].state in SETTLED:
            yield task.id, "done"
    for gate in before.gates.values():
        late = gate.state is GateState.OPEN and gate.clock is not None and 100 in gate.clock.marks
        if late and after.gates[gate.id].state is GateState.PASSED:
            yield gate.id, "decided"


def _differences(
    launch: Launch, causes: Sequence[tuple[str, str]], ahead: Outlook, now: datetime
) -> Iterator[tuple[str, datetime | None, datetime]]:
    """What comes after the causes and is due at another time than was planned: its id, and both times."""
    late = behind(launch, [item for item, why in causes if why in LATER], now)
    anew = behind(launch, [item for item, why in causes if why not in LATER], now)
    everything = any(why in EVERYTHING for _, why in causes)
    for item, due in ahead.dues.items():
        old = planned_due(launch, item)
        if old is None:
            yield item, None, due
        elif abs(due - old) >= LEAST and (everything or item in anew or (item in late and due > old)):
            yield item, old, due


def _moved(launch: Launch, item: str, old: datetime | None, new: datetime) -> dict[str, Any]:
    return {
        "item": item,
        "from": old.isoformat() if old else None,
        "to": new.isoformat(),
        "owners": list(_owners(launch, item)),
    }


def _owners(launch: Launch, item: str) -> tuple[str, ...]:
    """Whose a task or gate is: who holds it or may take it, and who decides."""
    if item in launch.gates:
        return (f"role:{launch.gate_plan(item).decider}",)
    plan = launch.task_plan(item)
    return audiences(launch.tasks[item].claimed_by, plan.people, plan.role, plan.department)
