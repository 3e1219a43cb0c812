"""What follows by itself: stages start, tasks and gates open, stages and the launch complete."""

from collections.abc import Callable
from datetime import timedelta

from domain.launch.draft import Draft
from domain.launch.proposals import void
from domain.launch.reviewing import reviews_done
from domain.launch.revising import void_own_work
from domain.launch.state import ACTIONABLE, SETTLED, GateState, Launch, LaunchState, StageState, TaskState
from domain.plan import GatePlan, TaskPlan

Step = Callable[[Draft], None]


def progress(draft: Draft) -> None:
    """Record every consequence of the present state, until there is none left."""
    while draft.launch.state is LaunchState.RUNNING:
        before = draft.launch.seq
        for step in (
            _void_proposals,
            _start_stages,
            _open_tasks,
            _stand_still,
            _open_gates,
            _complete_stages,
            _finish,
            _end,
        ):
            step(draft)
        if draft.launch.seq == before:
            return


def _void_proposals(draft: Draft) -> None:
    """A second person seconds what was proposed, or nothing."""
    for plan in draft.launch.plan.gates:
        if draft.launch.gates[plan.id].proposal is not None:
            void(draft, draft.launch.gates[plan.id], plan)


def _start_stages(draft: Draft) -> None:
    for plan in draft.launch.plan.stages:
        stages = draft.launch.stages
        waits = stages[plan.id].state is StageState.PENDING
        if waits and all(stages[earlier].state is StageState.COMPLETE for earlier in plan.after):
            draft.record("stage.started", plan.id)


def _open_tasks(draft: Draft) -> None:
    for plan in draft.launch.plan.tasks:
        if draft.launch.tasks[plan.id].state is TaskState.PENDING and is_ready(draft.launch, plan):
            _open_or_wait(draft, plan)


def is_ready(launch: Launch, plan: TaskPlan) -> bool:
    """Its stage is under way and all that it waits for is settled, also behind what it waits for."""
    if launch.stages[plan.stage].state is not StageState.ACTIVE or not _is_its_turn(launch, plan.stage):
        return False
    return all(_is_clear(launch, node) for node in plan.after)


def _is_its_turn(launch: Launch, stage_id: str) -> bool:
    """A stage that has started still has to wait while an earlier one does a task again."""
    return all(launch.stages[earlier].state is StageState.COMPLETE for earlier in launch.plan.stage(stage_id).after)


def _is_clear(launch: Launch, node: str) -> bool:
    """Settled, and nothing before it is missing: work is done again, and a task may be dropped before its turn."""
    if not is_settled(launch, node):
        return False
    before = launch.plan.upstream(node) if node in launch.tasks else ()
    return all(is_settled(launch, earlier) for earlier in before)


def is_settled(launch: Launch, node: str) -> bool:
    """A task that is done with, or a gate that has gone."""
    if node in launch.tasks:
        return launch.tasks[node].state in SETTLED
    return launch.gates[node].state is GateState.PASSED


def _open_or_wait(draft: Draft, plan: TaskPlan) -> None:
    opens_at = draft.launch.tasks[plan.id].opens_at
    if plan.wait_days and opens_at is None:
        draft.record("task.ready", plan.id, opens_at=(draft.now + timedelta(days=plan.wait_days)).isoformat())
    elif opens_at is None or opens_at <= draft.now:
        draft.record("task.opened", plan.id)


def _stand_still(draft: Draft) -> None:
    """Work under way loses no time while what it follows is done again, and goes on when that is."""
    if not draft.launch.plan.moves_dues:
        return
    for plan in draft.launch.plan.tasks:
        task = draft.launch.tasks[plan.id]
        if task.state in ACTIONABLE and (task.paused_at is None) is not is_ready(draft.launch, plan):
            draft.record("task.paused" if task.paused_at is None else "task.resumed", plan.id)


def _open_gates(draft: Draft) -> None:
    for plan in draft.launch.plan.gates:
        if draft.launch.gates[plan.id].state is GateState.PENDING and _may_open(draft.launch, plan):
            void_own_work(draft, plan.id)
            draft.record("gate.opened", plan.id)


def _may_open(launch: Launch, plan: GatePlan) -> bool:
    for stage in plan.closes:
        if launch.stages[stage].state is StageState.PENDING or not _is_its_turn(launch, stage):
            return False
    return all(_is_clear(launch, task) for task in launch.plan.settled_before(plan.id))


def _complete_stages(draft: Draft) -> None:
    for plan in draft.launch.plan.stages:
        launch = draft.launch
        if launch.stages[plan.id].state is not StageState.ACTIVE or not _is_its_turn(launch, plan.id):
            continue
        work = (task.id for task in launch.plan.tasks_of(plan.id))
        gates = (gate.id for gate in launch.plan.gates_of(plan.id))
        if all(_is_clear(launch, node) for node in (*work, *gates)):
            draft.record("stage.completed", plan.id)


def _finish(draft: Draft) -> None:
    done = all(stage.state is StageState.COMPLETE for stage in draft.launch.stages.values())
    if done and reviews_done(draft.launch):
        draft.record("launch.finished", draft.launch.key)


def _end(draft: Draft) -> None:
    """A launch that was killed behind glass ends once that was looked back on."""
    if draft.launch.winding_down is not None and reviews_done(draft.launch):
        draft.record("launch.killed", draft.launch.key, reason=draft.launch.winding_down)
