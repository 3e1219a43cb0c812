"""Words of people who no longer may give them: found here, voided by the rules before anything is judged."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from json import dumps

from domain.actors import Actor
from domain.errors import WrongState
from domain.ids import SYSTEM, item_id
from domain.launch.commands import LeftWord, ReviewBallots
from domain.launch.state import GateState
from domain.launch.views import GateView
from domain.seats import DEPARTMENT, may_fill
from service.conduct import Conductor
from service.people import Person
from service.people import actor as as_actor
from store import gates, people
from store.database import Database


@dataclass(frozen=True)
class Left:
    """Whose words are void, as `ReviewBallots` takes them."""

    left: tuple[str, ...]
    attested: tuple[LeftWord, ...]
    scored: tuple[str, ...]

    @property
    def anybody(self) -> bool:
        """Whether there is something to void."""
        return bool(self.left or self.attested or self.scored)


@dataclass(frozen=True)
class Leavers:
    """Every door votes and decides behind this one."""

    database: Database
    conductor: Conductor

    async def review(self, launch: str, gate: str) -> bool:
        """Have the ballots, attestations and scores voided of whoever lost the role or department they spoke for, or is
        no longer active; says if any.

        A command of its own, so that they are asked for again also when what follows is refused.
        """
        async with self.database.read() as conn:
            view = await gates.get(conn, item_id(launch, gate))
            if view is None or view.state != GateState.OPEN or view.held or view.on_leaving == "keep":
                return False
            said = (view.votes, view.attestations, view.scores)
            names = [person for words in said for word in words for person in word.identities]
            known = await people.several(conn, names)
        found = _left(view, known)
        if not found.anybody:
            return False
        key = sha256(dumps([view.id, view.version, asdict(found)]).encode()).hexdigest()
        command = ReviewBallots(f"review-{key}", Actor(SYSTEM), gate, found.left, found.attested, found.scored)
        try:
            await self.conductor.carry_out(launch, command, lambda batch, _: batch.launch)
        except WrongState:
            return False  # somebody was faster; what follows is judged by what there is now
        return True


def _left(view: GateView, people_of: Mapping[str, Person]) -> Left:
    left = (name for vote in view.votes for name in _gone(vote.identities, (vote.seat,), people_of))
    attested = (
        LeftWord(said.department, name)
        for said in view.attestations
        for name in _gone(said.identities, (f"{DEPARTMENT}{said.department}",), people_of)
    )
    scored = (name for score in view.scores for name in _gone(score.identities, score.roles, people_of))
    return Left(tuple(dict.fromkeys(left)), tuple(dict.fromkeys(attested)), tuple(dict.fromkeys(scored)))


def _gone(identities: tuple[str, ...], seats: tuple[str, ...], people_of: Mapping[str, Person]) -> Iterator[str]:
    """Who left; what was said for somebody else stands by the authority of that person, while both are here."""
    holder = identities[-1]
    for name in identities:
        person = people_of.get(name)
        here = person is not None and person.active
        may = person is not None and all(may_fill(seat, as_actor(person)) for seat in seats)
        if not here or (name == holder and not may):
            yield name
