"""Views and batches, cheaply: every field has a value unless the test gives one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.events import GENESIS, Event, Fact, chain
from domain.launch.state import Attestation, Choice, Decision, DecisionKind, Evidence, Vote
from domain.launch.views import (
    Batch,
    CriterionView,
    EvidenceView,
    GateView,
    LaunchView,
    StageView,
    TaskView,
)
from store.records import Department, Organisation, Person, Role

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def launch_view(key: str = "AUR-1", **fields: Any) -> LaunchView:
    """A running launch."""
    view = LaunchView(
        key=key,
        title="Aurora",
        product="aurora",
        owner="pia",
        started_by="pia",
        objective="Grow abroad",
        user_need="Pay in their own currency",
        tier="T2",
        priority=3,
        state="running",
        reason="",
        health="on_track",
        health_reason="",
        summary="Two tasks are open.",
        playbook="standard@1",
        playbook_digest="d" * 64,
        active_stages=("idea",),
        waiting_on=("product",),
        stages=(StageView("idea", "Idea", "active", 1, started_at=NOON), StageView("design", "Design", "pending", 1)),
        facts={"countries": 3, "share": 0.25, "regulated": True},
        seq=1,
        head=GENESIS,
        target_date="2026-09-01",
        started_at=NOON,
        updated_at=NOON,
    )
    return replace(view, **fields)


def task_view(local_id: str = "brief", launch: str = "AUR-1", **fields: Any) -> TaskView:
    """An open task of the product department."""
    view = TaskView(
        id=f"{launch}.{local_id}",
        launch=launch,
        local_id=local_id,
        title="Write the brief",
        stage="idea",
        department="product",
        role=None,
        state="open",
        attempt=1,
        version=1,
        after=(),
        guide="One page.",
        blocks_gate=None,
        priority=3,
        opened_at=NOON,
        due_at=NOON + timedelta(days=3),
        sla_marks=(50,),
    )
    return replace(view, **fields)


def gate_view(local_id: str = "G1", launch: str = "AUR-1", **fields: Any) -> GateView:
    """An open gate with two seats, one department to attest, and one decider."""
    view = GateView(
        id=f"{launch}.{local_id}",
        launch=launch,
        local_id=local_id,
        title="Worth discovering?",
        closes=("idea",),
        state="open",
        attempt=1,
        version=1,
        decider="product_director",
        policy="majority@1",
        seats=("design_lead", "engineering_lead"),
        attest=("security",),
        recycle_to=("idea",),
        decisions=("go", "kill"),
        priority=3,
        revealed=False,
        waiting=("Design lead has not voted.",),
        conflicted=("dan",),
        criteria=(CriterionView("brief", "The brief is written", "must", "tasks_done", True, ""),),
        opened_at=NOON,
        due_at=NOON + timedelta(days=2),
    )
    made = replace(view, **fields)
    voted = {vote.seat for vote in made.votes}
    attested = {said.department for said in made.attestations}
    asked = tuple(seat for seat in made.seats if seat not in voted)
    return replace(made, asked=asked, silent=tuple(one for one in made.attest if one not in attested))


def vote(seat: str, voter: str = "eve") -> Vote:
    """An approval."""
    return Vote(seat=seat, voter=voter, choice=Choice.APPROVE, at=NOON, rationale="Ready.")


def attestation(department: str) -> Attestation:
    """A department is ready."""
    return Attestation(department=department, ready=True, by="sue", at=NOON)


def decision(kind: DecisionKind = DecisionKind.GO) -> Decision:
    """A decision by the director."""
    return Decision(kind=kind, by="dora", at=NOON, rationale="It pays.", attempt=1)


def evidence_view(local_id: str = "E1", launch: str = "AUR-1", **fields: Any) -> EvidenceView:
    """An interview that supports the launch."""
    evidence = Evidence(
        id=local_id,
        type="user_feedback",
        title="Twelve interviews",
        source="https://research.example/12",
        strength=3,
        supports=True,
        added_by="ria",
        added_at=NOON,
        observed_at=NOON - timedelta(days=9),
    )
    return EvidenceView(id=f"{launch}.{local_id}", launch=launch, evidence=replace(evidence, **fields))


def log(length: int, launch: str = "AUR-1") -> tuple[Event, ...]:
    """The first events of a launch, chained."""
    events: list[Event] = []
    for seq in range(1, length + 1):
        fact = Fact("vote_cast", "G1", {"seat": "design_lead", "number": seq, "share": 1e22}, actor="eve")
        prev_hash = events[-1].hash if events else GENESIS
        events.append(chain(launch, seq, prev_hash, fact, NOON + timedelta(seconds=seq)))
    return tuple(events)


def batch(launch: LaunchView | None = None, **parts: Any) -> Batch:
    """A batch; without `events` it has those up to the launch's `seq`."""
    view = launch or launch_view()
    return Batch(launch=view, **{"events": log(view.seq, view.key), **parts})


def organisation() -> Organisation:
    """Four people in two departments."""
    return Organisation(
        departments=(Department("product", "Product"), Department("security", "Security")),
        roles=(Role("design_lead", "Design lead"), Role("product_director", "Product director")),
        people=(
            Person("pia", "Pia", "pia@slipway.example", manager="dora", departments=("product",)),
            Person("dora", "Dora", "Dora@slipway.example", departments=("product",), roles=("product_director",)),
            Person("dan", "Dan", "dan@slipway.example", timezone="Europe/Berlin", roles=("design_lead",)),
            Person("lea", "Lea", "lea@slipway.example", active=False, roles=("design_lead",)),
        ),
    )
