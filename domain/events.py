"""The log of a launch: one fact an event, each bound to the one before it by its hash.

The chain is computed in the workflow, so the engine's own history is a witness of the database. A chain alone
does not notice a tail cut off: whoever verifies must also compare length and head.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""What the first event of every launch follows."""


@dataclass(frozen=True)
class Event:
    """One fact. `seq` counts from 1 without gaps; `target` is the local id of what it is about."""

    seq: int
    prev_hash: str
    hash: str
    occurred_at: datetime
    actor: str
    action: str
    target: str
    data: dict[str, Any] = field(default_factory=dict)
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Fact:
    """What a rule found to be true now, before it is numbered and chained."""

    action: str
    target: str
    data: dict[str, Any] = field(default_factory=dict)
    actor: str = "system"
    on_behalf_of: str | None = None


def chain(launch_key: str, seq: int, prev_hash: str, fact: Fact, occurred_at: datetime) -> Event:
    """Make the event with number `seq` that follows `prev_hash`."""
    return Event(
        seq=seq,
        prev_hash=prev_hash,
        hash=digest(launch_key, seq, prev_hash, fact, occurred_at),
        occurred_at=occurred_at,
        actor=fact.actor,
        action=fact.action,
        target=fact.target,
        data=fact.data,
        on_behalf_of=fact.on_behalf_of,
    )


def digest(launch_key: str, seq: int, prev_hash: str, fact: Fact, occurred_at: datetime) -> str:
    """The sha256, in hex, of an event's canonical JSON (sorted keys, no spaces, UTF-8)."""
    content = [
        launch_key,
        seq,
        prev_hash,
        occurred_at.astimezone(UTC).isoformat(),
        fact.actor,
        fact.on_behalf_of,
        fact.action,
        fact.target,
        fact.data,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def follows(launch_key: str, seq: int, head: str, event: Event) -> bool:
    """Whether an event is the one that comes after number `seq` with the hash `head`."""
    fact = Fact(event.action, event.target, event.data, event.actor, event.on_behalf_of)
    expected = digest(launch_key, seq + 1, head, fact, event.occurred_at)
    return (event.seq, event.prev_hash, event.hash) == (seq + 1, head, expected)


def broken_at(launch_key: str, events: Iterable[Event]) -> int | None:
    """The number of the first event that does not follow from those before it, or None when the chain holds."""
    seq, head = 0, GENESIS
    for event in events:
        if not follows(launch_key, seq, head, event):
            return seq + 1
        seq, head = event.seq, event.hash
    return None
