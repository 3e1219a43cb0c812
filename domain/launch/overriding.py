"""What stands against a decision, and who may let it take effect all the same: never one person alone."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.launch.ballots import Count, time_is_up
from domain.launch.readiness import Readiness, readiness
from domain.launch.state import Choice, DecisionKind, Gate, GateState, Launch, Proposal
from domain.plan import GatePlan

GOES = frozenset({DecisionKind.GO, DecisionKind.CONDITIONAL_GO})
ENDS = frozenset({DecisionKind.RECYCLE, DecisionKind.KILL})


@dataclass(frozen=True)
class Against:
    """Every reason against one kind of decision."""

    reasons: tuple[str, ...] = ()
    """What two people may decide past."""
    fixed: tuple[str, ...] = ()
    """What nobody may: promises made at earlier gates, and changes those never saw; a go acknowledges these by name."""
    silent: tuple[str, ...] = ()
    """Seats and departments that have not spoken."""

    @property
    def everything(self) -> tuple[str, ...]:
        """All reasons, fixed ones last."""
        return (*self.reasons, *self.fixed)


def against(
    launch: Launch,
    gate: Gate,
    plan: GatePlan,
    kind: DecisionKind,
    now: datetime,
    acknowledged: Collection[str] = (),
) -> Against:
    """What stands against a decision now; `acknowledged` are the changes that the decider takes over."""
    return weighed(plan, kind, readiness(launch, gate, plan, now, acknowledged))


def weighed(plan: GatePlan, kind: DecisionKind, found: Readiness) -> Against:
    """The same, for whoever knows already how ready the gate is."""
    majority = _against_majority(plan, kind, found.count)
    if kind not in GOES:
        return Against(majority, silent=found.missing)
    unready = found.unready if kind is DecisionKind.GO else ()
    reasons = (*found.failed, *found.silent, *unready, *found.votes, *majority)
    return Against(tuple(dict.fromkeys(reasons)), (*found.conditions, *found.unconfirmed), found.missing)


def _against_majority(plan: GatePlan, kind: DecisionKind, found: Count) -> tuple[str, ...]:
    """Ballots that are still blind are no majority yet."""
    if not plan.majority_binds or not found.votes or not found.revealed:
        return ()
    approve = sum(vote.choice is Choice.APPROVE for vote in found.votes)
    reject = sum(vote.choice in {Choice.REJECT, Choice.VETO} for vote in found.votes)
    if kind in GOES and reject > approve:
        return (f"the majority is against it: {approve} approve and {reject} reject",)
    if kind in ENDS and approve > reject:
        return (f"the majority would go on: {approve} approve and {reject} reject",)
    return ()


def for_override(
    launch: Launch,
    gate: Gate,
    plan: GatePlan,
    kind: DecisionKind,
    now: datetime,
    acknowledged: Collection[str] = (),
) -> Against:
    """What an override passes over, said without telling how blind ballots went; silence counts."""
    found = weighed(plan, kind, readiness(launch, gate, plan, now, acknowledged, blind=True))
    said = (*found.reasons, *(_missing(plan, name) for name in found.silent))
    return replace(found, reasons=tuple(dict.fromkeys(said)))


def _missing(plan: GatePlan, name: str) -> str:
    return f"{name} has not {'attested' if name in plan.attest else 'voted'}"


def seconder(launch: Launch, plan: GatePlan) -> str | None:
    """The role that may second an override at a gate; None when the playbook names nobody."""
    return plan.override_by or launch.plan.sponsor


def seconders(launch: Launch, gate: Gate, plan: GatePlan) -> tuple[str, ...]:
    """The roles whose holders may answer the gate's proposal."""
    if gate.proposal is None:
        return ()
    role = launch.plan.sponsor if gate.proposal.break_glass else seconder(launch, plan)
    operators = ("operator",) if gate.proposal.break_glass else ()
    return tuple(dict.fromkeys((*((role,) if role else ()), *operators)))


def too_early(gate: Gate, found: Against) -> bool:
    """Somebody has not spoken, and still has time."""
    return bool(found.silent) and not time_is_up(gate)


def offer(
    launch: Launch,
    gate: Gate,
    plan: GatePlan,
    kind: DecisionKind,
    now: datetime,
    acknowledged: Collection[str] = (),
) -> dict[str, Any]:
    """Whether, when and with whom an override is possible, as facts of a refusal."""
    found = for_override(launch, gate, plan, kind, now, acknowledged)
    role = seconder(launch, plan)
    late = too_early(gate, found)
    due = gate.clock.due_at if gate.clock and late else None
    return {
        "possible": bool(role and found.reasons) and not found.fixed and not late,
        "seconded_by": role,
        "silent": list(found.silent),
        "after": due.isoformat() if due else None,
    }


def changed(launch: Launch, gate: Gate, plan: GatePlan, now: datetime) -> str:
    """Why what was proposed is no longer what would be decided; empty while it is."""
    proposal = gate.proposal
    if gate.state is not GateState.OPEN or proposal is None or proposal.break_glass:
        return ""
    return _difference(proposal, for_override(launch, gate, plan, proposal.kind, now, proposal.acknowledged))


def _difference(proposal: Proposal, found: Against) -> str:
    new = [reason for reason in found.everything if reason not in proposal.against]
    gone = [reason for reason in proposal.against if reason not in found.everything]
    told = [("now", new), ("no longer", gone)]
    return "; ".join(f"{when}: {', '.join(reasons)}" for when, reasons in told if reasons)
