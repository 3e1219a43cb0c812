"""What is on record of a launch as a whole: its decisions, its conditions, its changes, and whom they name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.actors import Actor
from domain.launch.offers import on_launch
from domain.launch.state import Decision
from domain.launch.views import GateView, LaunchView, TaskView


def decisions(gates: Sequence[GateView]) -> list[tuple[GateView, Decision]]:
    """Every decision of a launch with its gate, the last first."""
    earlier = [(gate, one) for gate in gates for one in gate.past]
    standing = [(gate, gate.decision) for gate in gates if gate.decision]
    known: dict[tuple[str, datetime], tuple[GateView, Decision]] = {
        (gate.id, one.at): (gate, one) for gate, one in (*earlier, *standing)
    }
    return sorted(known.values(), key=lambda pair: pair[1].at, reverse=True)


def shown(launch: LaunchView, tasks: Sequence[TaskView], gates: Sequence[GateView], actor: Actor) -> dict[str, Any]:
    """What the sections of a launch's page show of it."""
    return {
        "may": on_launch(launch, actor),
        "decisions": decisions(gates),
        "proposals": [gate for gate in gates if gate.proposal],
        "conditions": [task for task in tasks if task.blocks_gate],
        "gate_titles": {gate.local_id: gate.title for gate in gates},
    }


def people(launch: LaunchView, gates: Sequence[GateView]) -> set[str]:
    """Whom those sections name."""
    named = {one.by for one in launch.changes} | {gate.proposal.by for gate in gates if gate.proposal}
    for _, one in decisions(gates):
        named |= {one.by, one.on_behalf_of or "", *one.dissent}
        named |= {one.override.proposed_by, one.override.seconded_by} if one.override else set()
    return named
