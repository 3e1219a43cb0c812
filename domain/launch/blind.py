"""Votes and scores stay blind until all are in: nobody follows the highest paid person's opinion."""

from collections.abc import Mapping
from dataclasses import replace

from domain.events import Event
from domain.launch.views import GateView

HIDDEN = "hidden until every seat has voted"
HIDDEN_SCORE = "hidden until everybody expected has scored"


def blind(gate: GateView, viewer: str) -> GateView:
    """The gate as one person may see it: of ballots and scores not yet revealed, only their own."""
    if not gate.revealed:
        gate = replace(gate, votes=tuple(vote for vote in gate.votes if viewer in vote.identities))
    if not gate.scores_revealed:
        gate = replace(gate, scores=tuple(score for score in gate.scores if viewer in score.identities))
    return gate


def blind_event(event: Event, gates: Mapping[str, GateView], viewer: str) -> Event:
    """An event as one person may see it; `gates` by local id. The hash stays that of the whole event."""
    gate = gates.get(event.target)
    own = viewer in {event.actor, event.on_behalf_of}
    if event.action not in {"gate.voted", "gate.scored"} or gate is None or own:
        return event
    this_attempt = gate.opened_at is not None and event.occurred_at >= gate.opened_at
    is_revealed = gate.revealed if event.action == "gate.voted" else gate.scores_revealed
    if is_revealed or not this_attempt:  # also while it waits for work that a change brought
        return event
    if event.action == "gate.voted":
        return replace(event, data={**event.data, "choice": HIDDEN, "rationale": HIDDEN})
    return replace(event, data={**event.data, "scores": {}, "rationale": HIDDEN_SCORE})
