"""Ballots of people who no longer hold their seats: found here, voided by the rules before anything is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from domain.actors import Actor
from domain.errors import WrongState
from domain.ids import SYSTEM, item_id
from domain.launch.commands import ReviewBallots
from domain.launch.state import GateState
from domain.launch.views import GateView
from domain.seats import may_fill
from service.conduct import Conductor
from service.people import Person
from service.people import actor as as_actor
from store import gates, people
from store.database import Database


@dataclass(frozen=True)
class Leavers:
    """Every door votes and decides behind this one."""

    database: Database
    conductor: Conductor

    async def review(self, launch: str, gate: str) -> bool:
        """Have the ballots voided whose voters lost their role or department, or are no longer active; says if any.

        A command of its own, so that the seats are asked again also when what follows is refused.
        """
        async with self.database.read() as conn:
            view = await gates.get(conn, item_id(launch, gate))
            if view is None or view.state != GateState.OPEN or view.held or view.on_leaving == "keep":
                return False
            left = _left(
                view, await people.several(conn, [person for vote in view.votes for person in vote.identities])
            )
        if not left:
            return False
        key = sha256("/".join((view.id, str(view.version), *left)).encode()).hexdigest()
        try:
            await self.conductor.carry_out(launch, ReviewBallots(f"review-{key}", Actor(SYSTEM), gate, left))
        except WrongState:
            return False  # somebody was faster; what follows is judged by what there is now
        return True


def _left(view: GateView, people_of: Mapping[str, Person]) -> tuple[str, ...]:
    """Who left; a ballot cast for somebody else stands by the authority of that person, while both are here."""
    found = []
    for vote in view.votes:
        holder = vote.on_behalf_of or vote.voter
        for name in vote.identities:
            person = people_of.get(name)
            here = person is not None and person.active
            if not here or (name == holder and person and not may_fill(vote.seat, as_actor(person))):
                found.append(name)
    return tuple(dict.fromkeys(found))
