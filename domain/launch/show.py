"""A launch turned into the views the outside sees."""

from datetime import date, datetime

from domain.events import Event
from domain.ids import item_id
from domain.launch.ballots import asked, count, electorate, heard, outcome
from domain.launch.consent import acted_on
from domain.launch.dues import planned_due
from domain.launch.explaining import explain
from domain.launch.guards import as_of, conflicted
from domain.launch.hands import barred, known_not_by
from domain.launch.neighbours import follow_up_at, previous, touched
from domain.launch.outdated import passed_on_old_facts
from domain.launch.overriding import seconders
from domain.launch.readiness import readiness
from domain.launch.scorecard import scorecard, scores_revealed, still_to_score
from domain.launch.show_measures import show_checks, show_metrics
from domain.launch.slips import held_up_by
from domain.launch.state import ACTIONABLE, Decision, Gate, GateState, Launch, LaunchState, Request, StageState, Task
from domain.launch.subject import subject
from domain.launch.views import (
    Batch,
    CheckView,
    EvidenceView,
    GateView,
    LaunchView,
    RequestView,
    StageView,
    TaskView,
)
from domain.seats import label


def changes(before: Launch | None, after: Launch, events: tuple[Event, ...]) -> Batch:
    """The events with every view that differs between two moments; with no `before`, every view there is.

    Open gates are always shown anew, since what they wait for depends on the whole launch; so is everything when what
    the launch is about, or its plan, has changed.
    """
    also = touched(before, after) if before else frozenset[str]()
    old_tasks, old_gates, old_evidence = (before.tasks, before.gates, before.evidence) if before else ({}, {}, {})
    old_requests = before.requests if before else {}
    if before and (before.charter is not after.charter or before.plan is not after.plan):
        old_tasks, old_gates = {}, {}
    return Batch(
        launch=show_launch(after),
        events=events,
        tasks=tuple(
            show_task(after, task)
            for task in after.tasks.values()
            if old_tasks.get(task.id) is not task or task.id in also
        ),
        gates=tuple(
            show_gate(after, gate)
            for gate in after.gates.values()
            if gate.state is GateState.OPEN or old_gates.get(gate.id) is not gate
        ),
        evidence=tuple(
            EvidenceView(item_id(after.key, item.id), after.key, item)
            for item in after.evidence.values()
            if item.id not in old_evidence
        ),
        plan=None if before and before.plan is after.plan else after.plan,
        requests=tuple(
            show_request(after, item) for item in after.requests.values() if old_requests.get(item.id) is not item
        ),
        subjects=acted_on(before, after, events),
    )


def show_task(launch: Launch, task: Task) -> TaskView:
    """One task."""
    plan = launch.task_plan(task.id)
    return TaskView(
        id=item_id(launch.key, task.id),
        launch=launch.key,
        local_id=task.id,
        title=plan.title,
        stage=plan.stage,
        department=plan.department,
        role=plan.role,
        state=task.state.value,
        attempt=task.attempt,
        version=task.version,
        after=plan.after,
        guide=plan.guide,
        blocks_gate=plan.blocks_gate,
        priority=launch.charter.priority if task.priority is None else task.priority,
        opens_at=task.opens_at,
        opened_at=task.opened_at,
        due_at=task.clock.due_at if task.clock else None,
        claimed_by=task.claimed_by,
        claimed_at=task.claimed_at,
        done_by=task.done_by,
        done_at=task.done_at,
        note=task.note,
        sla_marks=task.clock.marks if task.clock else (),
        held=launch.state is LaunchState.HELD and task.state in ACTIONABLE,
        people=plan.people,
        barred=barred(launch, task.id),
        not_by=known_not_by(launch, task.id),
        optional=plan.optional,
        checklist=tuple(CheckView(item.id, item.title, item.id in task.checked) for item in plan.checklist),
        form=plan.form,
        answers=task.answers,
        previous=previous(launch, plan),
        feedback=task.feedback,
        returned_by=task.returned_by,
        returned_at=task.returned_at,
        reason=task.reason,
        follow_up_on=date.fromisoformat(task.follow_up_on) if task.follow_up_on else None,
        follow_up_at=follow_up_at(launch, task, plan),
        slipped_at=task.slipped_at,
        held_up_by=held_up_by(launch, task.id),
        planned_due_at=planned_due(launch, task.id),
        paused_at=task.paused_at,
    )


def show_gate(launch: Launch, gate: Gate) -> GateView:
    """One gate, as of the launch's last event."""
    plan = launch.gate_plan(gate.id)
    is_open, now = gate.state is GateState.OPEN, as_of(launch)
    ready = readiness(launch, gate, plan, now, blind=True) if is_open else None
    ballots = ready.count if ready else count(gate, plan, now)
    decision, card = outcome(gate), scorecard(plan)
    return GateView(
        id=item_id(launch.key, gate.id),
        launch=launch.key,
        local_id=gate.id,
        title=plan.title,
        closes=plan.closes,
        state=gate.state.value,
        attempt=gate.attempt,
        version=gate.version,
        decider=plan.decider,
        policy=plan.policy,
        seats=electorate(gate, plan),
        attest=plan.attest,
        recycle_to=plan.recycle_to,
        decisions=plan.decisions,
        priority=launch.charter.priority,
        revealed=ballots.revealed,
        waiting=ready.against_go() if ready else (),
        conflicted=conflicted(launch, plan) if is_open else (),
        criteria=ready.criteria if ready else (),
        attestations=gate.attestations,
        votes=gate.votes,
        decision=gate.decision,
        past=gate.past,
        opened_at=gate.opened_at,
        due_at=gate.clock.due_at if gate.clock else None,
        sla_marks=gate.clock.marks if gate.clock else (),
        held=launch.state is LaunchState.HELD and is_open,
        proposal=gate.proposal,
        confirmers=seconders(launch, gate, plan),
        past_proposals=gate.past_proposals,
        waivers=gate.waivers,
        history=gate.history,
        explanation=explain(launch, gate, ready),
        subject=subject(launch, gate.id).digest if is_open else "",
        voided=gate.voided,
        passed_on_old_facts=gate.outdated,
        added=gate.added,
        asked=ballots.asked if is_open else (),
        silent=ready.unheard if ready else (),
        carried=ballots.standing.carried if ballots.revealed and is_open else None,
        settled=ballots.standing.settled if ballots.revealed and is_open else None,
        dissent=decision.dissent if decision else (),
        veto=plan.veto,
        params=plan.params,
        on_leaving=plan.on_leaving,
        scorecard=card,
        scores=gate.scores,
        scores_revealed=scores_revealed(gate, card),
        to_score=still_to_score(card, gate.scores) if card and is_open else (),
        planned_due_at=planned_due(launch, gate.id),
    )


def show_request(launch: Launch, request: Request) -> RequestView:
    """One request for a review."""
    is_task = request.target in launch.tasks
    plan = launch.task_plan(request.target) if is_task else launch.gate_plan(request.target)
    return RequestView(
        id=item_id(launch.key, request.id),
        launch=launch.key,
        title=plan.title,
        priority=launch.charter.priority,
        request=request,
    )


def show_launch(launch: Launch) -> LaunchView:
    """The launch as a whole."""
    charter, plan = launch.charter, launch.plan
    health, health_reason = _health(launch)
    waiting = waiting_on(launch)
    return LaunchView(
        key=launch.key,
        title=charter.title,
        product=charter.product,
        owner=charter.owner,
        started_by=launch.started_by,
        objective=charter.objective,
        user_need=charter.user_need,
        tier=plan.tier,
        priority=charter.priority,
        state=launch.state.value,
        reason=launch.reason,
        health=health,
        health_reason=health_reason,
        summary=_summary(launch, waiting),
        playbook=plan.playbook,
        playbook_digest=plan.digest,
        active_stages=active_stages(launch),
        waiting_on=waiting,
        stages=tuple(_show_stage(launch, stage_id) for stage_id in launch.stages),
        facts=charter.facts,
        seq=launch.seq,
        head=launch.head,
        target_date=charter.target_date,
        next_due_at=_next_due(launch),
        started_at=launch.started_at,
        updated_at=launch.updated_at,
        ended_at=launch.ended_at,
        suspensions=launch.suspensions,
        held_at=launch.held_at,
        overrides=sum(decision.override is not None for decision in _decisions(launch)),
        metrics=show_metrics(launch),
        checks=show_checks(launch),
        break_glasses=sum(decision.break_glass for decision in _decisions(launch)),
        scope=charter.scope,
        changes=launch.changes,
        passed_on_old_facts=passed_on_old_facts(launch),
        target_expected_at=None if launch.ended else launch.target_expected_at,
    )


def _decisions(launch: Launch) -> tuple[Decision, ...]:
    """Every decision ever taken; a gate keeps those of all its attempts."""
    return tuple(
        decision for gate in launch.gates.values() for decision in (*gate.past, gate.decision) if decision is not None
    )


def _show_stage(launch: Launch, stage_id: str) -> StageView:
    stage, plan = launch.stages[stage_id], launch.plan.stage(stage_id)
    return StageView(
        id=stage.id,
        title=plan.title,
        state=stage.state.value,
        attempt=stage.attempt,
        after=plan.after,
        started_at=stage.started_at,
        completed_at=stage.completed_at,
    )


def active_stages(launch: Launch) -> tuple[str, ...]:
    """The stages under way, in the order of the plan."""
    return tuple(stage.id for stage in launch.stages.values() if stage.state is StageState.ACTIVE)


def waiting_on(launch: Launch) -> tuple[str, ...]:
    """Departments and roles that have something to do now, without repeats; nobody while held or over."""
    if launch.state is not LaunchState.RUNNING:
        return ()
    found = [launch.task_plan(task.id).department for task in launch.tasks.values() if task.state in ACTIONABLE]
    for gate in launch.gates.values():
        if gate.state is GateState.OPEN:
            plan, now, card = launch.gate_plan(gate.id), as_of(launch), scorecard(launch.gate_plan(gate.id))
            said = {attestation.department for attestation in heard(gate, now)}
            wanted = [*(d for d in plan.attest if d not in said), *map(label, asked(gate, plan, now))]
            wanted += map(label, still_to_score(card, gate.scores)) if card else ()
            found += [*wanted, *seconders(launch, gate, plan)] or [plan.decider]
    return tuple(dict.fromkeys(found))


def _running_clocks(launch: Launch) -> list[tuple[str, Task | Gate]]:
    tasks = [(launch.task_plan(task.id).title, task) for task in launch.tasks.values() if task.state in ACTIONABLE]
    gates = [(launch.gate_plan(gate.id).title, gate) for gate in launch.gates.values() if gate.state is GateState.OPEN]
    return [*tasks, *gates]


def _next_due(launch: Launch) -> datetime | None:
    dues = (item.clock.due_at for _, item in _running_clocks(launch) if item.clock and item.clock.due_at)
    return min(dues, default=None)


def _health(launch: Launch) -> tuple[str, str]:
    if launch.ended:
        return "ended", f"{launch.state.value}{': ' + launch.reason if launch.reason else ''}"
    if launch.state is LaunchState.HELD:
        return "held", launch.reason
    marked = [
        (title, max(item.clock.marks)) for title, item in _running_clocks(launch) if item.clock and item.clock.marks
    ]
    late = [title for title, mark in marked if mark >= 100]
    missed, day = launch.target_expected_at, launch.charter.target_date
    target = f"the target date {day} is missed: it will be {missed:%Y-%m-%d}" if missed else ""
    if late:
        return "late", f"overdue: {'; '.join((*late, target) if target else late)}"
    if target:
        return "at_risk", target
    if marked:
        return "at_risk", f"half of the time is gone: {'; '.join(title for title, _ in marked)}"
    return "on_track", "nothing is overdue"


def _summary(launch: Launch, waiting: tuple[str, ...]) -> str:
    if launch.ended:
        return f"{launch.state.value.capitalize()}{': ' + launch.reason if launch.reason else '.'}"
    if launch.state is LaunchState.HELD:
        return f"On hold: {launch.reason}"
    if launch.winding_down is not None:
        return f"Killed as soon as it is looked back on: {launch.winding_down}"
    stages = " and ".join(launch.plan.stage(stage).title for stage in active_stages(launch)) or "Between stages"
    if not waiting:
        return f"{stages}: waiting for a day to come."
    return f"{stages}: waiting on {', '.join(name.replace('_', ' ') for name in waiting)}."
