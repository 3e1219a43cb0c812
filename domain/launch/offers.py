"""What to offer somebody who looks at a launch, a task or a gate: the acts that are theirs as far as can be seen.

The rules alone decide, when the act is sent: an offer may come too late, and be refused with words. Nothing is kept
from anybody whom the rules would let.
"""

from collections.abc import Iterator

from domain.actors import Actor
from domain.launch.guards import LAUNCH_MOVES, TASK_MOVES, is_candidate, is_steersman
from domain.launch.slips import dependants
from domain.launch.state import ENDED, GateState, LaunchState, TaskState
from domain.launch.views import CriterionView, GateView, LaunchView, TaskView
from domain.plan import Plan


def on_launch(launch: LaunchView, actor: Actor) -> tuple[str, ...]:
    """`hold`, `resume`, `cancel` and `change`, to whoever steers it."""
    if not is_steersman(launch.owner, launch.started_by, actor):
        return ()
    return LAUNCH_MOVES.get(LaunchState(launch.state), ())


def on_task(launch: LaunchView, task: TaskView, plan: Plan, actor: Actor) -> tuple[str, ...]:
    """`assign`, `plan`, `return`, `reopen` and `cancel`. What needs hands, such as a claim, the inbox offers."""
    if launch.state != LaunchState.RUNNING:
        return ()
    steers = is_steersman(launch.owner, launch.started_by, actor)
    has_a_say = steers or task.claimed_by == actor.principal or plan.escalate_to.get(task.department) in actor.roles
    promised = task.blocks_gate is not None
    may = {
        "assign": actor.operator if promised else has_a_say,
        "plan": has_a_say,
        "return": steers or _works_on_from(task, plan, actor),
        "reopen": steers,
        "cancel": steers and not promised,
    }
    return tuple(move for move in TASK_MOVES[TaskState(task.state)] if may.get(move))


def _works_on_from(task: TaskView, plan: Plan, actor: Actor) -> bool:
    judges = (gate for gate in plan.gates if task.stage in gate.closes or gate.id == task.blocks_gate)
    if any(gate.decider in actor.roles for gate in judges):
        return True
    return any(is_candidate(actor, plan.task(later)) for later in dependants(plan, task.local_id))


def on_gate(launch: LaunchView, gate: GateView, plan: Plan, actor: Actor) -> tuple[str, ...]:
    """`add_approver`, `waive`, `break_glass`, `withdraw` and `revoke_vote`, while it is open."""
    if launch.state != LaunchState.RUNNING or gate.state != GateState.OPEN:
        return ()
    decides = gate.decider in actor.roles
    proposed, sponsor = gate.proposal, plan.sponsor in actor.roles
    theirs = proposed is not None and actor.principal in {proposed.by, proposed.on_behalf_of}
    may = {
        "add_approver": decides or is_steersman(launch.owner, launch.started_by, actor),
        "waive": decides and not set(actor.identities).intersection(gate.conflicted),
        "break_glass": (actor.operator or sponsor) and proposed is None,
        "withdraw": theirs,
        "revoke_vote": any(actor.principal in vote.identities for vote in gate.votes),
    }
    return tuple(act for act, offered in may.items() if offered)


def waivable(gate: GateView, plan: Plan) -> Iterator[CriterionView]:
    """The criteria that fail, that a waiver may let pass, and that none lets pass yet."""
    may = {one.id for planned in plan.gates if planned.id == gate.local_id for one in planned.criteria if one.waivable}
    return (one for one in gate.criteria if one.id in may and not one.passed and one.waived is None)


def may_ask(launch: LaunchView, item: TaskView | GateView) -> bool:
    """Whether a review of it may be asked for: of anybody, by anybody, until it is decided."""
    if launch.state in ENDED:
        return False
    return isinstance(item, TaskView) or item.state not in {GateState.PASSED, GateState.CANCELLED}
