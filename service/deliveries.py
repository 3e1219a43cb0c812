"""What operators do about messages that did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.actors import Actor
from domain.errors import NotAllowed
from service.paging import Page
from store import dead
from store.database import Database
from store.dead import DeadDelivery, DeliveryKey

__all__ = ["DeadDelivery", "Deliveries", "DeliveryKey"]


@dataclass(frozen=True)
class Deliveries:
    """The use cases of dead deliveries; all of them are for operators."""

    database: Database

    async def dead(self, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[DeadDelivery]:
        """What was given up, and why; the last comes first. Raises NotAllowed."""
        _require_operator(actor)
        async with self.database.read() as conn:
            return await dead.page(conn, cursor=cursor, limit=limit)

    async def replay(self, actor: Actor, keys: Sequence[DeliveryKey]) -> tuple[DeliveryKey, ...]:
        """Have some of it sent again; says which of them are on their way by this. Raises NotAllowed.

        What is not dead, any more or at all, stays as it is: asking twice sends once. What is no longer true when its
        turn comes is not sent.
        """
        _require_operator(actor)
        async with self.database.write() as conn:
            return await dead.revive(conn, tuple(dict.fromkeys(keys)), datetime.now(UTC))


def _require_operator(actor: Actor) -> None:
    if not actor.operator:
        raise NotAllowed("Only an operator sees to messages that did not arrive.")
