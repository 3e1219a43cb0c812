"""Votes stay blind until every seat has voted: nobody follows the highest paid person's opinion."""

from collections.abc import Mapping
from dataclasses import replace

from domain.events import Event
from domain.launch.views import GateView

HIDDEN = "hidden until every seat has voted"


def blind(gate: GateView, viewer: str) -> GateView:
    """The gate as one person may see it: of ballots not yet revealed, only their own."""
    if gate.revealed:
        return gate
    return replace(gate, votes=tuple(vote for vote in gate.votes if viewer in vote.identities))


def blind_event(event: Event, gates: Mapping[str, GateView], viewer: str) -> Event:
    """An event as one person may see it; `gates` by local id. The hash stays that of the whole event."""
    gate = gates.get(event.target)
    if event.action != "gate.voted" or gate is None or viewer in {event.actor, event.on_behalf_of}:
        return event
    this_attempt = gate.opened_at is not None and event.occurred_at >= gate.opened_at
    if gate.revealed or not this_attempt:  # also while it waits for work that a change brought
        return event
    return replace(event, data={**event.data, "choice": HIDDEN, "rationale": HIDDEN})
