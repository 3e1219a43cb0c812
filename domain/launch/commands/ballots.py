"""What people ask of a gate's ballots besides casting one. `gate` is its local id."""

from dataclasses import dataclass

from domain.actors import Actor


@dataclass(frozen=True)
class RevokeVote:
    """Take one's own ballot back; the seat is empty again."""

    command_key: str
    actor: Actor
    gate: str
    expected_version: int | None = None


@dataclass(frozen=True)
class RevokeAttestation:
    """Take a department's word back; it is asked again."""

    command_key: str
    actor: Actor
    gate: str
    department: str
    expected_version: int | None = None


@dataclass(frozen=True)
class AddApprover:
    """Ask one more person to vote. The use case makes sure that they exist."""

    command_key: str
    actor: Actor
    gate: str
    person: str
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True)
class LeftWord:
    """Somebody's word for a department that they no longer speak for."""

    department: str
    person: str


@dataclass(frozen=True)
class ReviewBallots:
    """Void the words of people who no longer may give them; Slipway itself asks this before it judges."""

    command_key: str
    actor: Actor
    gate: str
    left: tuple[str, ...]
    """The voters, as the use case found them."""
    attested: tuple[LeftWord, ...] = ()
    """The attestations, likewise."""
    scored: tuple[str, ...] = ()
    """The scorers, likewise."""


BallotCommand = RevokeVote | RevokeAttestation | AddApprover | ReviewBallots
