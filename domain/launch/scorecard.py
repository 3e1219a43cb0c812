"""Scorecards: what a gate asks to be scored, by whom, and how the scores add up.

Scores stay blind, as ballots do, until everybody expected has scored or the gate's time is up. Arithmetic is exact.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from domain.actors import Actor
from domain.launch.ballots import time_is_up
from domain.launch.state import Gate, GateState, Score
from domain.plan import GatePlan
from domain.seats import may_fill


@dataclass(frozen=True)
class ScoreItem:
    """One thing to score."""

    id: str
    title: str
    weight: int
    roles: tuple[str, ...] = ()
    """Who scores it; when empty, whoever has a seat at the gate."""


@dataclass(frozen=True)
class Scorecard:
    """What a gate asks to be scored."""

    items: tuple[ScoreItem, ...]
    lowest: int
    highest: int
    pass_percent: int
    """Of the highest score there can be."""
    min_scorers: int
    roles: tuple[str, ...]
    """Every role, or seat, expected to score: one holder of each is enough."""

    @staticmethod
    def of(plan: GatePlan, params: Mapping[str, Any]) -> "Scorecard":
        """The card that a criterion of a gate describes."""
        items = tuple(
            ScoreItem(item_id, said["title"], said["weight"], tuple(said.get("roles", ())))
            for item_id, said in params["items"].items()
        )
        lowest, highest = params.get("scale", (1, 10))
        asked = [role for item in items for role in (item.roles or plan.seats)]
        return Scorecard(
            items=items,
            lowest=lowest,
            highest=highest,
            pass_percent=params.get("pass_percent", 60),
            min_scorers=params.get("min_scorers", 1),
            roles=tuple(dict.fromkeys(asked)),
        )

    @property
    def panel(self) -> bool:
        """It asks for more people than it has roles: then each person is heard, else each role once."""
        return self.min_scorers > len(self.roles)

    def items_for(self, plan: GatePlan, roles: Collection[str]) -> tuple[ScoreItem, ...]:
        """The items that these roles score between them."""
        return tuple(item for item in self.items if any(seat in roles for seat in item.roles or plan.seats))

    def items_of(self, plan: GatePlan, actor: Actor) -> tuple[ScoreItem, ...]:
        """The items that somebody scores with the authority they hold now."""
        return tuple(item for item in self.items if any(may_fill(seat, actor) for seat in item.roles or plan.seats))


def scorecard(plan: GatePlan) -> Scorecard | None:
    """The card of a gate; a gate has at most one."""
    return next((Scorecard.of(plan, one.params) for one in plan.criteria if one.kind == "score"), None)


def beside(
    card: Scorecard, plan: GatePlan, scores: tuple[Score, ...], roles: tuple[str, ...], principal: str
) -> tuple[Score, ...]:
    """What of earlier scores still counts beside new ones for these roles: a role, like a seat, speaks once."""
    kept = []
    for score in scores:
        if score.principal == principal:
            continue
        left = score.roles if card.panel else tuple(role for role in score.roles if role not in roles)
        if left:
            kept.append(score if left == score.roles else _narrowed(card, plan, score, left))
    return tuple(kept)


def _narrowed(card: Scorecard, plan: GatePlan, score: Score, roles: tuple[str, ...]) -> Score:
    mine = {item.id for item in card.items_for(plan, roles)}
    return replace(score, roles=roles, scores={item: given for item, given in score.scores.items() if item in mine})


def still_fits(card: Scorecard | None, plan: GatePlan, score: Score) -> bool:
    """Whether the card, another by now perhaps, would take these scores for these roles."""
    if card is None or not set(score.roles) <= set(card.roles):
        return False
    mine = {item.id for item in card.items_for(plan, score.roles)}
    return mine == set(score.scores) and all(card.lowest <= given <= card.highest for given in score.scores.values())


def still_to_score(card: Scorecard, scores: tuple[Score, ...]) -> tuple[str, ...]:
    """Roles that somebody is still expected to score for; all of them while too few people have."""
    heard = {role for score in scores for role in score.roles}
    missing = tuple(role for role in card.roles if role not in heard)
    return missing or (card.roles if len(scores) < card.min_scorers else ())


def scores_revealed(gate: Gate, card: Scorecard | None) -> bool:
    """Once everybody expected has scored, the gate's time is up, or nobody can score any more."""
    if card is None or gate.state in {GateState.PASSED, GateState.CANCELLED}:
        return True
    return time_is_up(gate) or not still_to_score(card, gate.scores)


def percent(card: Scorecard, scores: tuple[Score, ...]) -> Fraction | None:
    """The weighted mean of the items' means, in percent of the highest score; None while an item has no score."""
    total = Fraction(0)
    for item in card.items:
        given = [score.scores[item.id] for score in scores if item.id in score.scores]
        if not given:
            return None
        total += Fraction(sum(given), len(given)) * item.weight
    return 100 * total / (card.highest * sum(item.weight for item in card.items))


def agreement(card: Scorecard, scores: tuple[Score, ...]) -> tuple[str, int]:
    """How far people are apart: `high`, `medium` or `low`, and the widest spread of an item in points."""
    spread = 0
    for item in card.items:
        given = [score.scores[item.id] for score in scores if item.id in score.scores]
        spread = max(spread, max(given, default=0) - min(given, default=0))
    width = card.highest - card.lowest
    return ("high" if spread * 5 <= width else "medium" if spread * 2 <= width else "low"), spread
