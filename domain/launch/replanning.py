"""Another plan for a launch under way: what fits what has happened already, and what would not.

Done work stays done. A task that comes too late for its stage goes to the earliest stage after it that is not
complete. A gate that comes too late is refused, for what it should have judged is under way; so is whatever would make
tasks wait for each other. Each refusal says which gate could send the launch back first.
"""

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from domain.launch.state import ACTIONABLE, SETTLED, GateState, Launch, StageState, TaskState
from domain.plan import GatePlan, Plan, TaskPlan

WAITS = "what is left to do would wait for itself"


def replan(launch: Launch, wanted: Plan) -> tuple[Plan, tuple[str, ...]]:
    """The plan that the launch would go on with, and every reason against it."""
    against = [*_late_gates(launch, wanted), *_held_to_promises(launch, wanted)]
    tasks = []
    for task in wanted.tasks:
        placed = _placed(launch, wanted, task)
        if placed is None:
            against.append(_too_late(launch, task.title, task.stage))
        tasks.append(placed or task)
    plan = replace(wanted, tasks=tuple(tasks), calendars={**wanted.calendars, **launch.plan.calendars})
    if not against and not _can_finish(launch, plan):
        late = [task for task, asked in zip(tasks, wanted.tasks, strict=True) if task.stage != asked.stage]
        against += [_too_late(launch, task.title, wanted.task(task.id).stage) for task in late] or [WAITS]
    return plan, tuple(dict.fromkeys(against))


def _placed(launch: Launch, wanted: Plan, task: TaskPlan) -> TaskPlan | None:
    """The task where it can still be done; None when it can be done nowhere."""
    known = launch.tasks.get(task.id)
    if known is None or (known.state is TaskState.CANCELLED and task.id in launch.dropped_tasks):
        stage = _earliest(launch, wanted, task.stage)
        return replace(task, stage=stage) if stage else None
    where = launch.task_plan(task.id).stage  # an earlier change may have put it elsewhere
    if known.state in ACTIONABLE:  # begun work is not taken away because something new should have come before it
        return replace(task, stage=where, after=tuple(node for node in task.after if _is_settled(launch, node)))
    return replace(task, stage=where)


def _earliest(launch: Launch, wanted: Plan, stage_id: str) -> str | None:
    """The stage itself, or the first after it that is not complete."""
    later = wanted.from_stage(stage_id)
    left = [
        stage
        for stage in wanted.stages
        if stage.id in later and launch.stages[stage.id].state is not StageState.COMPLETE
    ]
    names = {stage.id for stage in left}
    return next((stage.id for stage in left if not names.intersection(stage.after)), None)


def _late_gates(launch: Launch, wanted: Plan) -> list[str]:
    """Gates over a stage that is complete without them."""
    against = []
    for gate in wanted.gates:
        known = launch.gates.get(gate.id)
        if known is not None and known.state is not GateState.CANCELLED:
            continue
        complete = [stage for stage in gate.closes if launch.stages[stage].state is StageState.COMPLETE]
        against += [_too_late(launch, gate.title, stage) for stage in complete]
    return against


def _held_to_promises(launch: Launch, wanted: Plan) -> list[str]:
    """Conditions whose gate would be gone: nothing would hold anybody to them."""
    gates = {gate.id for gate in wanted.gates}
    return [
        f"“{condition.title}” must be met before {condition.blocks_gate}, which this would drop: meet it first"
        for condition in launch.conditions.values()
        if condition.blocks_gate not in gates and launch.tasks[condition.id].state not in SETTLED
    ]


def _too_late(launch: Launch, title: str, stage_id: str) -> str:
    stage = launch.plan.stage(stage_id).title
    able = [gate.id for gate in launch.plan.gates if _could_recycle(launch, gate, stage_id)]
    nowhere = "no gate ahead can send the launch back there"
    first = f"first recycle {' or '.join(able)} to {stage_id}" if able else nowhere
    return f"“{title}” belongs to {stage}, which is complete: {first}"


def _could_recycle(launch: Launch, gate: GatePlan, stage_id: str) -> bool:
    return stage_id in gate.recycle_to and launch.gates[gate.id].state in {GateState.PENDING, GateState.OPEN}


def _is_settled(launch: Launch, node: str) -> bool:
    if node in launch.gates:
        return launch.gates[node].state is GateState.PASSED
    return node in launch.tasks and launch.tasks[node].state in SETTLED


def _can_finish(launch: Launch, plan: Plan) -> bool:
    """Nothing that is left to do waits for itself, not even through the stages and gates between."""
    waits: dict[str, list[str]] = {}
    for stage in plan.stages:
        if launch.stages[stage.id].state is StageState.COMPLETE:
            continue
        inside = [*(task.id for task in plan.tasks_of(stage.id)), *(gate.id for gate in plan.gates_of(stage.id))]
        waits[f"start {stage.id}"] = [f"end {earlier}" for earlier in stage.after]
        waits[f"end {stage.id}"] = [f"start {stage.id}", *inside]
    for task in plan.tasks:
        if not _is_settled(launch, task.id):
            waits[task.id] = [f"start {task.stage}", *(node for node in task.after if not _is_settled(launch, node))]
    for gate in plan.gates:
        if not _is_settled(launch, gate.id):
            work = (task for task in plan.settled_before(gate.id) if not _is_settled(launch, task))
            waits[gate.id] = [*(f"start {stage}" for stage in gate.closes), *work]
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return False
    return True
