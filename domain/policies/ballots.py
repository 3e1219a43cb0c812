"""What a policy is given: who may vote, what they said, and what the playbook tells the policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.launch.state import Choice, Vote


@dataclass(frozen=True)
class Ballots:
    """The seats of one gate in the playbook's order, the votes that count now, and the policy's parameters."""

    seats: tuple[str, ...]
    votes: Sequence[Vote]
    params: Mapping[str, Any] = field(default_factory=dict)
    unready: tuple[str, ...] = ()
    """Departments asked to attest that have not said they are ready."""

    @property
    def empty(self) -> tuple[str, ...]:
        """The seats that have not voted."""
        voted = {vote.seat for vote in self.votes}
        return tuple(seat for seat in self.seats if seat not in voted)

    def who(self, *choices: Choice) -> tuple[str, ...]:
        """The seats that chose one of these, in the order of the seats."""
        chose = {vote.seat for vote in self.votes if vote.choice in choices}
        return tuple(seat for seat in self.seats if seat in chose)

    @property
    def approving(self) -> tuple[str, ...]:
        """The seats that approve."""
        return self.who(Choice.APPROVE)

    @property
    def against(self) -> tuple[str, ...]:
        """The seats that reject; a veto rejects, too."""
        return self.who(Choice.REJECT, Choice.VETO)
