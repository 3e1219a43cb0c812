"""`evidence`: enough evidence, of enough kinds, strong and fresh enough."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Evidence, Launch


def evidence_present(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """Count what is admissible: `types`, `min_strength`, `fresh_days`; ask for `count` pieces of `classes` types.

    Of them `min_supporting` must speak for the launch. However few count, it says how many valid pieces speak against.
    """
    admissible = [item for item in launch.evidence.values() if _counts(item, params, now)]
    classes = {item.type for item in admissible}
    wanted, wanted_classes = params.get("count", 1), params.get("classes", 1)
    supporting, least = sum(item.supports for item in admissible), params.get("min_supporting", 0)
    against = sum(not item.supports for item in launch.evidence.values() if _is_valid(item, params, now))
    passed = len(admissible) >= wanted and len(classes) >= wanted_classes and supporting >= least
    support = f", {supporting} of {least} in support" if least else ""
    return Finding(
        passed=passed,
        why=f"{len(admissible)} of {wanted} pieces, {len(classes)} of {wanted_classes} kinds that count"
        f"{support}; {against} contradict",
    )


def _counts(item: Evidence, params: Mapping[str, Any], now: datetime) -> bool:
    if not _is_valid(item, params, now) or item.strength < params.get("min_strength", 1):
        return False
    fresh_days = params.get("fresh_days")
    return fresh_days is None or item.observed_at >= now - timedelta(days=fresh_days)


def _is_valid(item: Evidence, params: Mapping[str, Any], now: datetime) -> bool:
    """Of a type that is asked for, and not expired."""
    if params.get("types") and item.type not in params["types"]:
        return False
    return item.expires_at is None or item.expires_at > now
