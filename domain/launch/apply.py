"""Applying events. The only thing that changes a launch: replaying the log rebuilds it."""

from collections.abc import Iterable
from dataclasses import replace

from domain.events import Event
from domain.launch.changes import (
    ballots,
    criteria,
    dues,
    gates,
    launch,
    metrics,
    proposals,
    requests,
    revisions,
    stages,
    tasks,
    work,
)
from domain.launch.changes.parts import Changes
from domain.launch.state import Launch

CHANGES: Changes = {
    **launch.CHANGES,
    **stages.CHANGES,
    **tasks.CHANGES,
    **work.CHANGES,
    **gates.CHANGES,
    **ballots.CHANGES,
    **proposals.CHANGES,
    **requests.CHANGES,
    **criteria.CHANGES,
    **metrics.CHANGES,
    **revisions.CHANGES,
    **dues.CHANGES,
}
"""Every action there is."""


def apply(before: Launch, event: Event) -> Launch:
    """The launch after one more event."""
    changed = CHANGES[event.action](before, event)
    return replace(changed, seq=event.seq, head=event.hash, updated_at=event.occurred_at)


def replay(before: Launch, events: Iterable[Event]) -> Launch:
    """The launch after all these events."""
    for event in events:
        before = apply(before, event)
    return before
