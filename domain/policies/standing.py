"""Where a vote stands, in a form that explains itself."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """Whether the ballots carry a go; when they do not, `why` says so in sentences for people.

    What it says may give ballots away: see `domain.launch.ballots` for what may be said while they are blind.
    """

    carried: bool
    why: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """The seats that are asked now."""
    settled: bool = True
    """Whatever the empty seats still say, `carried` stays as it is. Always so once nobody is left who may vote."""


CARRIED = Standing(carried=True)


def carried(missing: Sequence[str] = (), *, settled: bool = True) -> Standing:
    """The ballots carry; these seats may still vote."""
    return Standing(carried=True, missing=tuple(missing), settled=settled)


def refused(why: Sequence[str], missing: Sequence[str] = ()) -> Standing:
    """The ballots do not carry, and no empty seat can change that."""
    return Standing(carried=False, why=tuple(why), missing=tuple(missing))


def waiting(missing: Sequence[str], *why: str) -> Standing:
    """The ballots do not carry yet: these seats can change that. Without other reasons, they are the reason."""
    return Standing(carried=False, why=why or unheard(missing), missing=tuple(missing), settled=False)


def unheard(seats: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each seat that is asked."""
    return tuple(f"{seat} has not voted" for seat in seats)


def both(one: Standing, other: Standing) -> Standing:
    """Carried when both are; their seats do not overlap."""
    lost = any(part.settled and not part.carried for part in (one, other))
    return Standing(
        carried=one.carried and other.carried,
        why=(*one.why, *other.why),
        missing=(*one.missing, *other.missing),
        settled=lost or (one.settled and other.settled),
    )
