"""The rules of doing a task again: it goes back to its doer, or to all its candidates.

What came after it waits. Work that nobody has taken is withdrawn, open gates wait again with their ballots void, and
stages that were complete go on; who has begun keeps what they hold. A gate that passed relied on the work, so past
one there is no way back but its own: recycle.
"""

from collections.abc import Callable

from domain.actors import Actor
from domain.errors import NotAllowed, WrongState
from domain.launch.commands import ReopenTask, ReturnTask
from domain.launch.draft import Draft
from domain.launch.guards import find_task, require_running, require_steersman, require_text, require_version
from domain.launch.hands import is_candidate, not_now, steers
from domain.launch.rule import Rule, Rules
from domain.launch.slips import dependants, slip
from domain.launch.state import SETTLED, GateState, Launch, StageState, Task, TaskState
from domain.plan import TaskPlan
from domain.playbooks.graph import Graph, Node


def check_return(launch: Launch, command: ReturnTask) -> None:
    """Whoever works on from a task, decides on it or steers may send it back, and says what to change."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    require_version(task.version, command.expected_version)
    if task.state is not TaskState.DONE:
        raise not_now(launch, task, "returned")
    if not _may_return(launch, plan, command.actor):
        raise NotAllowed(f"“{plan.title}” is sent back by those who work on from it, decide on it, or steer the launch")
    require_text(command.feedback, "/feedback", "what to change")
    _require_undoable(launch, task, plan)


def _may_return(launch: Launch, plan: TaskPlan, actor: Actor) -> bool:
    if steers(launch, actor):
        return True
    judges = (gate for gate in launch.plan.gates if plan.stage in gate.closes or gate.id == plan.blocks_gate)
    waiting = (gate for gate in judges if launch.gates[gate.id].state is not GateState.PASSED)
    if any(gate.decider in actor.roles for gate in waiting):
        return True
    return any(_works_on(launch, later, actor) for later in dependants(launch.plan, plan.id))


def _works_on(launch: Launch, task_id: str, actor: Actor) -> bool:
    task = launch.tasks[task_id]
    if task.state is TaskState.CLAIMED:
        return task.claimed_by == actor.principal
    return task.state is TaskState.OPEN and is_candidate(actor, launch.task_plan(task_id))


def return_task(draft: Draft, command: ReturnTask) -> str:
    """Its last doer holds it again, with the feedback and a new clock."""
    doer = draft.launch.tasks[command.task].done_by
    draft.record("task.returned", command.task, command.actor, feedback=command.feedback, to=doer)
    _withdraw(draft, command.task)
    slip(draft, command.task, "returned")
    return "returned"


def check_reopen(launch: Launch, command: ReopenTask) -> None:
    """Whoever steers may have settled work done again, with a reason."""
    task, plan = find_task(launch, command.task)
    require_running(launch)
    require_version(task.version, command.expected_version)
    if task.state not in SETTLED:
        raise not_now(launch, task, "reopened")
    require_steersman(launch, command.actor)
    require_text(command.reason, "/reason", "why")
    _require_undoable(launch, task, plan)


def reopen(draft: Draft, command: ReopenTask) -> str:
    """It opens again, as soon as all that it waits for is settled; a condition goes back to whose it was."""
    draft.record("task.reopened", command.task, command.actor, reason=command.reason)
    _withdraw(draft, command.task)
    slip(draft, command.task, "reopened")
    return "reopened"


def _require_undoable(launch: Launch, task: Task, plan: TaskPlan) -> None:
    if task.id in launch.dropped_tasks or plan.blocks_gate in launch.dropped_gates:
        raise WrongState(
            f"A change took “{plan.title}”, or the gate it was promised for, out of the plan: a change brings it back",
            state=task.state,
        )
    if plan.blocks_gate is not None:
        relied = [plan.blocks_gate] if launch.gates[plan.blocks_gate].state is GateState.PASSED else []
        if not _is_promised(launch, task.id):
            raise WrongState(f"The decision that asked for “{plan.title}” is void, and so is this", state=task.state)
    else:
        after = _comes_after(launch, task.id)
        passed = (gate for gate in launch.gates.values() if gate.state is GateState.PASSED)
        relied = [gate.id for gate in passed if after(Node(gate.id))]
    if relied:
        raise WrongState(
            f"{relied[0]} passed on the strength of {task.id}: let a later gate recycle the launch instead",
            state=task.state,
            passed=relied,
        )


def _is_promised(launch: Launch, condition: str) -> bool:
    return any(gate.decision and condition in gate.decision.conditions for gate in launch.gates.values())


def _comes_after(launch: Launch, task_id: str) -> Callable[[Node], bool]:
    graph = Graph(launch.plan)
    return lambda node: graph.waits_for(node, Node(task_id))


def _withdraw(draft: Draft, task_id: str) -> None:
    """Nothing that comes after a task goes on as if it were done, except what somebody holds."""
    after, plan = _comes_after(draft.launch, task_id), draft.launch.plan
    for stage in plan.stages:
        if draft.launch.stages[stage.id].state is StageState.COMPLETE and after(Node(stage.id, "end")):
            draft.record("stage.resumed", stage.id, because=task_id)
    for gate in plan.gates:
        if draft.launch.gates[gate.id].state is GateState.OPEN and after(Node(gate.id)):
            draft.record("gate.reopened", gate.id, because=task_id)
    for work in plan.tasks:
        if _is_waiting(draft.launch.tasks[work.id]) and after(Node(work.id)):
            draft.record("task.withdrawn", work.id, because=task_id)


def _is_waiting(task: Task) -> bool:
    """It was let go ahead, and nobody has taken it."""
    return task.state is TaskState.OPEN or (task.state is TaskState.PENDING and task.opens_at is not None)


RULES: Rules = {
    ReturnTask: Rule("return_task", check_return, return_task, "task"),
    ReopenTask: Rule("reopen_task", check_reopen, reopen, "task"),
}
