"""`evidence`: enough evidence, of enough kinds, strong and fresh enough."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Evidence, Launch


def evidence_present(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """Count what is admissible: `types`, `min_strength`, `fresh_days`; ask for `count` pieces of `classes` types."""
    admissible = [item for item in launch.evidence.values() if _counts(item, params, now)]
    classes = {item.type for item in admissible}
    wanted, wanted_classes = params.get("count", 1), params.get("classes", 1)
    passed = len(admissible) >= wanted and len(classes) >= wanted_classes
    return Finding(
        passed=passed,
        why=f"{len(admissible)} of {wanted} pieces, {len(classes)} of {wanted_classes} kinds that count",
    )


def _counts(item: Evidence, params: Mapping[str, Any], now: datetime) -> bool:
    if params.get("types") and item.type not in params["types"]:
        return False
    if item.strength < params.get("min_strength", 1):
        return False
    if item.expires_at is not None and item.expires_at <= now:
        return False
    fresh_days = params.get("fresh_days")
    return fresh_days is None or item.observed_at >= now - timedelta(days=fresh_days)
