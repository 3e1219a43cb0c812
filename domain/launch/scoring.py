"""The rules of scores: each item by those it is meant for, blind until everybody expected has scored."""

from typing import Any

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotAllowed, Problem
from domain.launch.commands import ScoreGate
from domain.launch.consent import on_record, require_seen
from domain.launch.draft import Draft
from domain.launch.guards import find_gate, require_no_conflict, require_open, require_version
from domain.launch.rule import Rule, Rules
from domain.launch.scorecard import Scorecard, beside, scorecard
from domain.launch.state import Gate, Launch
from domain.plan import GatePlan
from domain.seats import label, may_fill


def check_score(launch: Launch, command: ScoreGate) -> None:
    """Whoever the card asks, and had no part in the work, scores all that is theirs to score and nothing else."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    require_seen(launch, command.gate, command.subject)
    card = _card(plan)
    _roles(card, plan, command.actor)
    require_no_conflict(launch, plan, command.actor)
    if launch.plan.binds_every_word:
        _require_one_voice(gate, command.actor)
    mine = {item.id for item in card.items_of(plan, command.actor)}
    problems = [
        Problem(f"/scores/{item}", "This is not yours to score.") for item in command.scores if item not in mine
    ]
    for item in card.items:
        given = command.scores.get(item.id)
        if item.id in mine and given is None:
            problems.append(Problem(f"/scores/{item.id}", f"Score “{item.title}” too."))
        elif item.id in mine and given is not None and not card.lowest <= given <= card.highest:
            problems.append(Problem(f"/scores/{item.id}", f"Give {card.lowest} to {card.highest}."))
    if problems:
        raise Invalid("The scores are incomplete; see each problem.", problems=problems)


def _card(plan: GatePlan) -> Scorecard:
    card = scorecard(plan)
    if card is None:
        raise Invalid(f"{plan.id} asks for no scores", problems=[Problem("/scores", "Vote or attest here instead.")])
    return card


def _roles(card: Scorecard, plan: GatePlan, actor: Actor) -> tuple[str, ...]:
    """The roles and seats a person scores for."""
    mine = tuple(role for role in card.roles if may_fill(role, actor))
    if not mine:
        raise NotAllowed(f"{plan.id} asks {', '.join(map(label, card.roles))} to score", roles=list(card.roles))
    return mine


def _require_one_voice(gate: Gate, actor: Actor) -> None:
    """Nobody scores twice by being a substitute, as nobody votes twice."""
    for given in gate.scores:
        common = tuple(person for person in actor.identities if person in given.identities)
        if common and given.principal != actor.principal:
            whose = f" for {given.on_behalf_of}" if given.on_behalf_of else ""
            raise Conflict(
                f"{common[0]} scored{whose} already; one person speaks once. Let somebody else score for you.",
                scorer=given.scorer,
            )


def score(draft: Draft, command: ScoreGate) -> str:
    """Put the scores on record; later ones for the same roles replace them."""
    gate, plan = find_gate(draft.launch, command.gate)
    draft.record(
        "gate.scored",
        command.gate,
        command.actor,
        scores=dict(command.scores),
        rationale=command.rationale,
        roles=list(_roles(_card(plan), plan, command.actor)),
        **_consent(draft.launch, command),
        **_replaced(draft.launch, gate, plan, command.actor),
    )
    return "scored"


def _consent(launch: Launch, command: ScoreGate) -> dict[str, Any]:
    """What the scores were given on, and the departments that the scorer belongs to now."""
    shown = on_record(launch, command.gate, command.subject)
    return {**shown, "departments": list(command.actor.departments)} if shown else {}


def _replaced(launch: Launch, gate: Gate, plan: GatePlan, actor: Actor) -> dict[str, Any]:
    """Whose scores these take the place of, besides the scorer's own."""
    if not launch.plan.binds_every_word:
        return {}
    card = _card(plan)
    kept = beside(card, plan, gate.scores, _roles(card, plan, actor), actor.principal)
    gone = [one.scorer for one in gate.scores if one not in kept and one.scorer != actor.id]
    return {"replaces": gone} if gone else {}


RULES: Rules = {ScoreGate: Rule("score", check_score, score, "gate")}
