"""`score`: people's scores, weighted, reach what is asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.scorecard import Scorecard, agreement, percent, scores_revealed, still_to_score
from domain.launch.state import Launch


def score_reached(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """The weighted mean reaches `pass_percent` of the highest score; before the reveal it says only how many scored."""
    gate = launch.gates[gate_id]
    card = Scorecard.of(launch.gate_plan(gate_id), params)
    number, missing = len(gate.scores), still_to_score(card, gate.scores)
    left = max(len(missing), card.min_scorers - number) if missing else 0
    if not scores_revealed(gate, card):
        return Finding(passed=False, why=f"{number} scored, {left} still expected")
    if number < card.min_scorers:
        return Finding(passed=False, why=f"{number} scored, at least {card.min_scorers} must")
    reached = percent(card, gate.scores)
    if reached is None:
        return Finding(passed=False, why=f"{number} scored, {left} still expected: some items have no score")
    level, spread = agreement(card, gate.scores)
    silent = f"; {left} never scored" if left else ""
    return Finding(
        passed=reached >= card.pass_percent,
        why=f"{float(reached):.1f} %, {card.pass_percent} % asked; {number} scored, agreement {level} "
        f"(at most {spread} points apart){silent}",
    )
