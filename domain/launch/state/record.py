"""What a launch was begun with, and what was recorded on the way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Charter:
    """What and why: given when the launch starts."""

    key: str
    title: str
    product: str
    owner: str
    objective: str
    """The business objective it serves."""
    user_need: str
    """The need of users it serves."""
    priority: int = 3
    """1 (drop everything) to 5 (when there is time)."""
    target_date: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """Answers to the playbook's questions."""
    scope: str = ""
    """What is part of it and what is not."""


@dataclass(frozen=True)
class ChangeMade:
    """What was changed about a launch under way, and why; what it was before stands in the log."""

    id: str
    fields: tuple[str, ...]
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Evidence:
    """What a decision rests on; the thing itself lies elsewhere, this is its label and digest."""

    id: str
    type: str
    title: str
    source: str
    strength: int
    """1 (an opinion) to 5 (an experiment in the market)."""
    supports: bool
    added_by: str
    added_at: datetime
    observed_at: datetime
    expires_at: datetime | None = None
    sha256: str | None = None
    target: str | None = None
    """The local id of the task or gate it was added for."""
    summary: str = ""
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Reading:
    """One reading of a metric. `value` is a decimal, written as text."""

    value: str
    unit: str
    observed_at: datetime
    source: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Readings:
    """What is kept of a metric's readings; the log has them all."""

    latest: Reading
    """The one observed last; of two of the same moment, the one recorded last."""
    count: int = 1
