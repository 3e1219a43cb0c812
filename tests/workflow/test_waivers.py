"""A waiver runs out on the launch's one timer."""

from collections import Counter
from datetime import timedelta

from domain.launch.commands import ConfirmProposal, Decide, WaiveCriterion
from domain.launch.state import DecisionKind
from domain.plan import CriterionPlan
from tests.workflow.driver import Launches
from tests.workflow.plans import DIRECTOR, MAKER, SPONSOR, gate, plan, task

DAY = timedelta(days=1)
PROOF = CriterionPlan("proof", "Users want it", "must", "evidence", {"count": 1})


async def test_a_waiver_runs_out_after_the_gate(launches: Launches) -> None:
    """Nobody does anything, and the next gate waits for a condition; the waiver itself costs no timer."""
    work = [task("brief", "idea", sla_days=30), task("build", "work", sla_days=30), task("sell", "sale", sla_days=30)]
    drive = await launches.start(plan(work, [gate("G1", "idea", criteria=(PROOF,)), gate("G2", "work")]))
    await drive.complete("brief")
    before = await _timers(await drive.kinds())
    await drive.act(WaiveCriterion(drive.new_key(), DIRECTOR, "G1", "proof", "It comes next week", 40))
    await drive.decide("G1")
    assert await _timers(await drive.kinds()) - before <= 1, "the deadline of the gate, and none for the waiver"

    await drive.skip(41 * DAY)

    shown = await drive.snapshot()
    owed = next(view for view in shown.tasks if view.local_id == "C1")
    assert (owed.title, owed.blocks_gate, owed.claimed_by) == ("No longer waived: Users want it", "G2", "dora")
    assert "gate.waiver_expired" in [event.action for event in await drive.delivered()]


async def _timers(kinds: Counter[str]) -> int:
    return next((number for kind, number in kinds.items() if "TIMER_STARTED" in kind.upper()), 0)


async def test_two_people_decide_through_the_engine(launches: Launches) -> None:
    """A proposal and its confirmation are two updates of the same workflow; commands are carried whole."""
    drive = await launches.start(
        plan([task("brief", "idea"), task("build", "work")], [gate("G1", "idea", criteria=(PROOF,))])
    )
    await drive.complete("brief", by=MAKER)
    why = "The window closes on Friday, and we can undo it."
    proposed = await drive.act(Decide("p", DIRECTOR, "G1", DecisionKind.GO, why, override=True))
    again = await drive.act(Decide("p", DIRECTOR, "G1", DecisionKind.GO, why, override=True))
    assert again.seq == proposed.seq

    confirmed = await drive.act(ConfirmProposal("c", SPONSOR, "G1", "It is worth it"))
    assert confirmed.verdict == "go"
    gate_view = next(view for view in (await drive.snapshot()).gates if view.local_id == "G1")
    assert gate_view.decision is not None
    assert gate_view.decision.override is not None
    assert gate_view.decision.override.against == (
        "Users want it: 0 of 1 pieces, 0 of 1 kinds that count; 0 contradict",
    )
