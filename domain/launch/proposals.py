"""The rules of decisions that take two people: one proposes, another confirms or declines."""

from dataclasses import asdict
from typing import Any

from domain.actors import Actor
from domain.errors import AlreadyDecided, Invalid, NotAllowed, Problem, SelfApproval, WrongState
from domain.launch.commands import ConfirmProposal, Decide, DeclineProposal, WithdrawProposal
from domain.launch.consent import proposed_on, require_seen
from domain.launch.draft import Draft
from domain.launch.effects import Chosen, take_effect
from domain.launch.guards import as_of, find_gate, require_no_conflict, require_open, require_text, require_version
from domain.launch.overriding import changed, for_override, offer, seconder, seconders, too_early
from domain.launch.reviewing import review_of
from domain.launch.rule import Rule, Rules
from domain.launch.state import Gate, Launch, Proposal
from domain.plan import GatePlan

MIN_RATIONALE = 20
"""Characters. Past reasons that others gave, a word is not enough."""


def require_reasons(rationale: str) -> None:
    """A rationale that others can weigh."""
    if len(rationale.strip()) < MIN_RATIONALE:
        why = f"Say why in at least {MIN_RATIONALE} characters: a second person has to weigh it."
        raise Invalid(why, problems=[Problem("/rationale", why)])


def require_nothing_proposed(launch: Launch, gate: Gate, plan: GatePlan) -> None:
    """One proposal at a time; whoever comes second learns who was first. One that has become void is no obstacle."""
    proposal = gate.proposal
    if proposal is not None and not changed(launch, gate, plan, as_of(launch)):
        raise AlreadyDecided(
            f"{proposal.by} proposed {proposal.kind} at {proposal.at.isoformat()}; it waits for a second person",
            decided_by=proposal.by,
            decided_at=proposal.at.isoformat(),
            decision=proposal.kind,
            proposed=True,
        )


def taken_over(launch: Launch, command: Decide) -> tuple[str, ...]:
    """The changes that a proposed decision takes over. Launches begun before proposals said so know of none."""
    return command.acknowledged if launch.plan.binds_every_word else ()


def check_override(launch: Launch, gate: Gate, plan: GatePlan, command: Decide) -> None:
    """An override needs reasons worth weighing, somebody to weigh them, and everybody's word or their time gone by."""
    require_reasons(command.rationale)
    require_nothing_proposed(launch, gate, plan)
    now, acknowledged = as_of(launch), taken_over(launch, command)
    found = for_override(launch, gate, plan, command.decision, now, acknowledged)
    facts: dict[str, Any] = {
        "waiting": list(found.everything),
        "override": offer(launch, gate, plan, command.decision, now, acknowledged),
    }
    if found.fixed:
        raise WrongState(f"No override lifts a promise; meet it first: {'; '.join(found.fixed)}", **facts)
    if too_early(gate, found):
        due = gate.clock.due_at if gate.clock else None
        until = f" until {due.isoformat()}" if due else ""
        raise WrongState(f"{', '.join(found.silent)} may still speak{until}; silence cannot be overridden yet", **facts)
    if seconder(launch, plan) is None:
        raise WrongState(
            f"The playbook names nobody who may second at {plan.id}: no sponsor, no `override_by`", **facts
        )


def propose(draft: Draft, command: Decide) -> str:
    """Put the proposal on record; nothing else changes."""
    launch = draft.launch
    gate, plan = find_gate(launch, command.gate)
    if gate.proposal is not None:
        void(draft, gate, plan)
    acknowledged = taken_over(launch, command)
    found = for_override(launch, gate, plan, command.decision, draft.now, acknowledged)
    seen = command.subject if launch.plan.binds_every_word else None
    draft.record(
        "gate.override_proposed",
        command.gate,
        command.actor,
        decision=command.decision.value,
        rationale=command.rationale,
        recycle_to=command.recycle_to,
        conditions=[asdict(condition) for condition in command.conditions],
        against=list(found.reasons),
        silent=list(found.silent),
        second=seconder(launch, plan),
        **proposed_on(draft.launch, command.gate, seen, acknowledged),
    )
    return f"{command.decision.value} proposed; {seconder(launch, plan)} must confirm it"


def void(draft: Draft, gate: Gate, plan: GatePlan) -> None:
    """Record that a proposal no longer says what would be decided, if so."""
    if why := changed(draft.launch, gate, plan, draft.now):
        draft.record("gate.proposal_voided", gate.id, why=why)


def check_confirm(launch: Launch, command: ConfirmProposal) -> None:
    """A second person, who had no part in it, seconds exactly what was proposed, on what the gate shows now."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_seen(launch, command.gate, command.subject)
    _check_answer(launch, gate, plan, command)
    require_text(command.rationale, "/rationale", "why you stand for it too")
    if why := changed(launch, gate, plan, as_of(launch)):
        raise WrongState(f"What was proposed is void, for things have changed ({why}); propose it again", legal=())


def check_decline(launch: Launch, command: DeclineProposal) -> None:
    """Whoever may confirm may also decline, with a reason."""
    gate, plan = find_gate(launch, command.gate)
    _check_answer(launch, gate, plan, command)
    require_text(command.rationale, "/rationale", "why not")


def _check_answer(launch: Launch, gate: Gate, plan: GatePlan, command: ConfirmProposal | DeclineProposal) -> None:
    require_open(launch, gate)
    proposal = _proposal(gate)
    require_version(gate.version, command.expected_version)
    _require_second(launch, gate, plan, command.actor)
    _require_other(proposal, command.actor)
    if not proposal.break_glass:
        require_no_conflict(launch, plan, command.actor)


def _proposal(gate: Gate) -> Proposal:
    """What waits for an answer; whoever answers too late learns who was first, or what became of it."""
    if gate.proposal is not None:
        return gate.proposal
    last = gate.past_proposals[-1] if gate.past_proposals else None
    if last and last.closed_at and last.outcome in {"declined", "withdrawn"}:
        when = last.closed_at.isoformat()
        raise AlreadyDecided(
            f"{last.closed_by} has {last.outcome} it at {when}",
            decided_by=last.closed_by,
            decided_at=when,
            decision=last.outcome,
        )
    why = f": what {last.by} proposed is void ({last.closing})" if last and last.outcome == "void" else ""
    raise WrongState(f"Nothing is proposed at {gate.id}{why}", legal=("decide",), state=gate.state)


def _require_second(launch: Launch, gate: Gate, plan: GatePlan, actor: Actor) -> None:
    roles = seconders(launch, gate, plan)
    by_operator = actor.operator and "operator" in roles
    if not by_operator and not set(roles).intersection(actor.roles):
        raise NotAllowed(f"This is for {' or '.join(roles)} to confirm or decline", roles=list(roles))


def _require_other(proposal: Proposal, actor: Actor) -> None:
    """Two people, whoever acts for whom."""
    proposers = {proposal.by, proposal.on_behalf_of} - {None}
    for person in actor.identities:
        if person in proposers:
            raise SelfApproval(f"{person} proposed this; a second person must answer it", person=person)


def confirm(draft: Draft, command: ConfirmProposal) -> str:
    """Let what was proposed take effect, flagged for ever."""
    gate, plan = find_gate(draft.launch, command.gate)
    proposal = _proposal(gate)
    found = for_override(draft.launch, gate, plan, proposal.kind, draft.now, proposal.acknowledged)
    review = review_of(draft.launch, plan) if proposal.break_glass else None
    more = {"break_glass": True, "review": review.id} if review else {}
    chosen = Chosen(proposal.kind, proposal.rationale, proposal.recycle_to, proposal.conditions, review)
    take_effect(
        draft,
        command.gate,
        command.actor,
        chosen,
        proposed_by=proposal.by,
        proposed_for=proposal.on_behalf_of,
        second_rationale=command.rationale,
        against=list(found.everything),
        **more,
        **proposed_on(draft.launch, command.gate, command.subject, proposal.acknowledged),
    )
    return proposal.kind.value


def decline(draft: Draft, command: DeclineProposal) -> str:
    """Put the refusal on record; the gate stays as it was."""
    draft.record("gate.proposal_declined", command.gate, command.actor, why=command.rationale)
    return "declined"


def check_withdraw(launch: Launch, command: WithdrawProposal) -> None:
    """Only whoever proposed takes it back."""
    gate, _ = find_gate(launch, command.gate)
    require_open(launch, gate)
    proposal = _proposal(gate)
    require_version(gate.version, command.expected_version)
    if command.actor.principal not in {proposal.by, proposal.on_behalf_of}:
        raise NotAllowed(f"Only {proposal.by}, who proposed it, withdraws it", person=proposal.by)


def withdraw(draft: Draft, command: WithdrawProposal) -> str:
    """Take the proposal back, on record."""
    draft.record("gate.proposal_withdrawn", command.gate, command.actor, why=command.rationale)
    return "withdrawn"


RULES: Rules = {
    ConfirmProposal: Rule("confirm_proposal", check_confirm, confirm, "gate"),
    DeclineProposal: Rule("decline_proposal", check_decline, decline, "gate"),
    WithdrawProposal: Rule("withdraw_proposal", check_withdraw, withdraw, "gate"),
}
