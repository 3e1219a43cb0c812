"""What is offered to whom: everything that the rules would let, and little else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.actors import Actor
from domain.errors import SlipwayError
from domain.launch import handle
from domain.launch.commands import (
    AddApprover,
    AssignTask,
    BreakGlass,
    CancelLaunch,
    CancelTask,
    Command,
    HoldLaunch,
    PlanWork,
    ReopenTask,
    ReturnTask,
    RevokeVote,
    WaiveCriterion,
    WithdrawProposal,
)
from domain.launch.offers import may_ask, on_gate, on_launch, on_task, waivable
from domain.launch.show import show_gate, show_launch, show_task
from domain.launch.state import DecisionKind
from tests.unit.launch.plans import CHARTER, CMO, EVE, LEO, OPS, PEOPLE, PIA, REASONS, Journey

ON_LAUNCH: dict[str, Callable[[Actor], Command]] = {
    "hold": lambda by: HoldLaunch("key", by, "why"),
    "cancel": lambda by: CancelLaunch("key", by, "why"),
}
ON_TASK: dict[str, Callable[[Actor, str], Command]] = {
    "assign": lambda by, task: AssignTask("key", by, task, EVE),
    "plan": lambda by, task: PlanWork("key", by, task, 1, None),
    "return": lambda by, task: ReturnTask("key", by, task, "why"),
    "reopen": lambda by, task: ReopenTask("key", by, task, "why"),
    "cancel": lambda by, task: CancelTask("key", by, task, "why"),
}
ON_GATE: dict[str, Callable[[Actor], Command]] = {
    "add_approver": lambda by: AddApprover("key", by, "G2", "new", "why"),
    "waive": lambda by: WaiveCriterion("key", by, "G2", "fact", "why", 3),
    "break_glass": lambda by: BreakGlass("key", by, "G2", DecisionKind.GO, REASONS),
    "withdraw": lambda by: WithdrawProposal("key", by, "G2"),
    "revoke_vote": lambda by: RevokeVote("key", by, "G2"),
}


def _let(journey: Journey, command: Command) -> bool:
    try:
        handle.check(journey.launch, command, journey.now)
    except SlipwayError:
        return False
    return True


@pytest.mark.parametrize("held", [False, True], ids=["running", "held"])
def test_whoever_may_steer_is_offered_to(held: bool) -> None:
    """Nobody else is, and nothing of a launch that is over."""
    journey = Journey.begin()
    if held:
        journey.hold()
    for by in PEOPLE:
        offered = on_launch(show_launch(journey.launch), by)
        for act, command in ON_LAUNCH.items():
            assert (act in offered) == _let(journey, command(by)), (act, by.id)
    journey.cancel()
    assert on_launch(show_launch(journey.launch), OPS) == ()


@pytest.mark.parametrize("task", ["brief", "code", "copy", "rollout"])
def test_nothing_on_a_task_is_kept_from_whom_the_rules_would_let(task: str) -> None:
    """Done, open, waiting; and a bystander is offered none of it."""
    journey = Journey.begin().past_g1()
    launch, view = show_launch(journey.launch), show_task(journey.launch, journey.launch.tasks[task])
    for by in PEOPLE:
        offered = on_task(launch, view, journey.launch.plan, by)
        kept = [act for act, command in ON_TASK.items() if act not in offered and _let(journey, command(by, task))]
        assert kept == [], by.id
    assert on_task(launch, view, journey.launch.plan, LEO) == ()
    journey.hold()
    assert on_task(show_launch(journey.launch), view, journey.launch.plan, PIA) == ()


@pytest.mark.parametrize("proposed", [False, True], ids=["plain", "proposed"])
def test_nothing_at_a_gate_is_kept_from_whom_the_rules_would_let(proposed: bool) -> None:
    """With ballots, and with a proposal; a bystander is offered none of it."""
    journey = Journey.begin(charter=replace(CHARTER, facts={"reversible": False})).to_g2()
    journey.vote("G2", CMO)
    if proposed:
        journey.break_glass("G2")
    launch, view = show_launch(journey.launch), show_gate(journey.launch, journey.launch.gates["G2"])
    for by in PEOPLE:
        offered = on_gate(launch, view, journey.launch.plan, by)
        assert [act for act, command in ON_GATE.items() if act not in offered and _let(journey, command(by))] == []
    assert on_gate(launch, view, journey.launch.plan, LEO) == ()
    assert [one.id for one in waivable(view, journey.launch.plan)] == ["fact"]
    assert may_ask(launch, view)
    passed = show_gate(journey.launch, journey.launch.gates["G1"])
    assert not may_ask(launch, passed)
