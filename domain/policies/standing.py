"""Where a vote stands, in a form that explains itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.launch.state import Choice, Vote


@dataclass(frozen=True)
class Standing:
    """Whether the ballots carry a go; when they do not, `why` says so in sentences for people."""

    carried: bool
    why: tuple[str, ...] = ()


CARRIED = Standing(carried=True)


def waiting_for(seats: Sequence[str], votes: Sequence[Vote]) -> tuple[str, ...]:
    """The seats that have not voted, in the order of the playbook."""
    voted = {vote.seat for vote in votes}
    return tuple(seat for seat in seats if seat not in voted)


def missing(seats: Sequence[str]) -> Standing:
    """Not carried, because these seats are empty."""
    return Standing(carried=False, why=tuple(f"{seat} has not voted" for seat in seats))


def count(votes: Sequence[Vote], choice: Choice) -> int:
    """How many ballots made this choice."""
    return sum(vote.choice is choice for vote in votes)
