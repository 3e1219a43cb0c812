"""The rules of emergencies: past readiness and conflicts of interest, and therefore by two people and never quietly."""

from domain.errors import Invalid, NotAllowed, Problem
from domain.launch.commands import BreakGlass
from domain.launch.consent import proposed_on, require_seen
from domain.launch.draft import Draft
from domain.launch.guards import find_gate, require_open, require_version
from domain.launch.outdated import acknowledgement_problems
from domain.launch.overriding import against
from domain.launch.proposals import require_nothing_proposed, require_reasons, void
from domain.launch.rule import Rule, Rules
from domain.launch.state import DecisionKind, Launch


def check_break_glass(launch: Launch, command: BreakGlass) -> None:
    """An operator or the sponsor proposes a go or a kill. Whose work it is does not matter; that they are two does."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    require_seen(launch, command.gate, command.subject)
    sponsor = launch.plan.sponsor
    if not command.actor.operator and sponsor not in command.actor.roles:
        who = f"{sponsor} or an operator" if sponsor else "an operator"
        raise NotAllowed(f"Only {who} may break the glass", roles=[*((sponsor,) if sponsor else ()), "operator"])
    allowed = [kind for kind in (DecisionKind.GO, DecisionKind.KILL) if kind in plan.decisions]
    if command.decision not in allowed:
        problem = Problem("/decision", f"Name one of: {', '.join(allowed)}.")
        raise Invalid(f"A broken glass at {plan.id} cannot decide {command.decision}", problems=[problem])
    goes = command.decision is DecisionKind.GO
    if problems := tuple(acknowledgement_problems(launch, plan.id, command.acknowledged, goes=goes)):
        raise Invalid("The decision is incomplete; see each problem.", problems=problems)
    require_reasons(command.rationale)
    require_nothing_proposed(launch, gate, plan)


def break_glass(draft: Draft, command: BreakGlass) -> str:
    """Put the proposal on record; nothing else changes until a second person confirms."""
    gate, plan = find_gate(draft.launch, command.gate)
    if gate.proposal is not None:
        void(draft, gate, plan)
    found = against(draft.launch, gate, plan, command.decision, draft.now, command.acknowledged)
    draft.record(
        "gate.break_glass_proposed",
        command.gate,
        command.actor,
        decision=command.decision.value,
        rationale=command.rationale,
        recycle_to=None,
        conditions=[],
        against=list(found.everything),
        silent=list(found.silent),
        break_glass=True,
        **proposed_on(draft.launch, command.gate, command.subject, command.acknowledged),
    )
    return f"{command.decision.value} proposed behind glass; a second person must confirm it"


RULES: Rules = {BreakGlass: Rule("break_glass", check_break_glass, break_glass, "gate")}
