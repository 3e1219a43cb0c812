"""A command being carried out: facts recorded one after the other, each applied at once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.actors import Actor
from domain.events import Event, Fact, chain
from domain.ids import SYSTEM
from domain.launch.apply import apply
from domain.launch.state import Launch


@dataclass
class Draft:
    """The launch as it stands after the facts recorded so far, and the events they became."""

    launch: Launch
    now: datetime
    events: list[Event] = field(default_factory=list)

    def record(self, action: str, target: str, by: Actor | None = None, /, **data: Any) -> None:
        """Record one fact; without `by` it happened by itself."""
        fact = Fact(
            action=action,
            target=target,
            data=data,
            actor=by.id if by else SYSTEM,
            on_behalf_of=by.on_behalf_of if by else None,
        )
        event = chain(self.launch.key, self.launch.seq + 1, self.launch.head, fact, self.now)
        self.launch = apply(self.launch, event)
        self.events.append(event)
