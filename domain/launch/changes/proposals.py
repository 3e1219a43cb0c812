"""Proposals that wait for a second person, and waivers."""

from dataclasses import replace
from datetime import datetime

from domain.events import Event
from domain.launch.changes.parts import Change, Changes, task_clock, with_gate, with_task
from domain.launch.ledger import NewCondition, Waiver
from domain.launch.state import KEPT, DecisionKind, Gate, Launch, Proposal, Task, TaskState
from domain.plan import TaskPlan


def closed(gate: Gate, event: Event, outcome: str, why: str) -> Gate:
    """The gate with nothing proposed any more; how that ended is kept."""
    if gate.proposal is None:
        return gate
    ended = replace(gate.proposal, outcome=outcome, closed_by=event.actor, closed_at=event.occurred_at, closing=why)
    return replace(gate, proposal=None, past_proposals=(*gate.past_proposals, ended)[-KEPT:])


def _proposed(launch: Launch, event: Event) -> Launch:
    gate, data = launch.gates[event.target], event.data
    proposal = Proposal(
        kind=DecisionKind(data["decision"]),
        by=event.actor,
        on_behalf_of=event.on_behalf_of,
        at=event.occurred_at,
        rationale=data["rationale"],
        against=tuple(data["against"]),
        silent=tuple(data["silent"]),
        attempt=gate.attempt,
        recycle_to=data["recycle_to"],
        conditions=tuple(NewCondition(**condition) for condition in data["conditions"]),
        break_glass=event.action == "gate.break_glass_proposed",
        subject=data.get("subject"),
        acknowledged=tuple(data.get("acknowledged", ())),
    )
    return with_gate(launch, replace(gate, proposal=proposal, version=event.seq))


def _ended(outcome: str) -> Change:
    def end(launch: Launch, event: Event) -> Launch:
        gate = closed(launch.gates[event.target], event, outcome, event.data["why"])
        return with_gate(launch, replace(gate, version=event.seq))

    return end


def _waived(launch: Launch, event: Event) -> Launch:
    gate, data = launch.gates[event.target], event.data
    waiver = Waiver(
        criterion=data["criterion"],
        by=event.actor,
        on_behalf_of=event.on_behalf_of,
        at=event.occurred_at,
        until=datetime.fromisoformat(data["until"]),
        rationale=data["rationale"],
    )
    others = tuple(item for item in gate.waivers if item.criterion != waiver.criterion)
    return with_gate(launch, replace(gate, waivers=(*others, waiver), version=event.seq))


def _waiver_expired(launch: Launch, event: Event) -> Launch:
    gate, data = launch.gates[event.target], event.data
    waivers = tuple(
        replace(item, ended=True, moot=data["moot"], condition=data["condition"])
        if item.criterion == data["criterion"]
        else item
        for item in gate.waivers
    )
    return with_gate(launch, replace(gate, waivers=waivers, version=event.seq))


def _review_added(launch: Launch, event: Event) -> Launch:
    """A review is a condition that a role holds, not a person."""
    data = event.data
    plan = TaskPlan(
        id=event.target,
        title=data["title"],
        stage="",
        department=data["department"],
        role=data["role"],
        sla_days=data["due_days"],
        blocks_gate=data["before_gate"],
    )
    task = Task(
        id=plan.id,
        state=TaskState.OPEN,
        opened_at=event.occurred_at,
        clock=task_clock(launch, plan, event.occurred_at),
        version=event.seq,
    )
    conditions = {**launch.conditions, plan.id: plan}
    return replace(with_task(launch, task), conditions=conditions, reviews=(*launch.reviews, plan.id))


CHANGES: Changes = {
    "gate.override_proposed": _proposed,
    "gate.break_glass_proposed": _proposed,
    "gate.proposal_declined": _ended("declined"),
    "gate.proposal_withdrawn": _ended("withdrawn"),
    "gate.proposal_voided": _ended("void"),
    "gate.waived": _waived,
    "gate.waiver_expired": _waiver_expired,
    "review.added": _review_added,
}
