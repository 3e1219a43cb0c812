"""`fact`: an answer given at the start has a certain value."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Launch


def fact_equals(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """The fact `name` equals `equals`."""
    name, expected = params["name"], params["equals"]
    actual = launch.charter.facts.get(name)
    return Finding(passed=actual == expected, why=f"{name} is {_say(actual)}, expected {_say(expected)}")


def _say(value: Any) -> str:
    if value is None:
        return "unanswered"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
