"""Is a ballot sound: does everybody it asks exist, and can what its policy takes be reached?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.playbooks.flaws import Flaw, Path, unknown
from domain.playbooks.model import BallotSpec, Playbook
from domain.seats import audience

WITHOUT_SEATS = ("none@1", "accountable@1")
"""Policies that may ask nobody."""

PARAMS: Mapping[str, tuple[str, ...]] = {
    "n_of_m@1": ("n",),
    "percent@1": ("percent",),
    "weighted@1": ("weights", "threshold"),
}
"""What each policy needs to be told; nothing unless it stands here."""


def ballot_flaws(playbook: Playbook, ballot: BallotSpec, spot: Path) -> Iterator[Flaw]:
    """Every flaw of one ballot."""
    yield from _seats(playbook, ballot, spot)
    for position, seat in enumerate(ballot.veto):
        if seat not in ballot.seats:
            yield Flaw((*spot, "veto", position), unknown("seat", seat, ballot.seats))
    yield from _params(ballot, spot)


def _seats(playbook: Playbook, ballot: BallotSpec, spot: Path) -> Iterator[Flaw]:
    roles = [role for role, _ in playbook.roles]
    departments = [department.id for department in playbook.departments]
    for position, seat in enumerate(ballot.seats):
        kind, _, name = audience(seat).partition(":")
        place: Path = (*spot, "seats", position)
        if kind == "role" and name not in roles:
            yield Flaw(place, unknown("role", name, roles))
        elif kind == "department" and name not in departments:
            yield Flaw(place, unknown("department", name, departments))
        elif kind != "department" and ballot.policy == "departments@1":
            yield Flaw(place, f"`departments@1` asks departments. Write `department:` before the name, not `{seat}`.")
    if not ballot.seats and ballot.policy not in WITHOUT_SEATS:
        yield Flaw(spot, f"`{ballot.policy}` has nobody to ask. Name roles under `seats`.")
    if ballot.seats and ballot.policy == "accountable@1":
        yield Flaw((*spot, "seats"), "Under `accountable@1` nobody votes. Leave out `seats`.")


def _params(ballot: BallotSpec, spot: Path) -> Iterator[Flaw]:
    wanted = PARAMS.get(ballot.policy, ())
    for name in ballot.params:
        if name not in wanted:
            message = unknown("parameter", name, wanted) if wanted else f"`{ballot.policy}` takes no parameters."
            yield Flaw((*spot, "params", name), message)
    for name in wanted:
        if name not in ballot.params:
            yield Flaw((*spot, "params"), f"`{ballot.policy}` needs `{name}` under `params`.")
        elif problem := _CHECKS[name](ballot, ballot.params[name]):
            yield Flaw((*spot, "params", name), problem)


def _whole(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _n(ballot: BallotSpec, value: Any) -> str:
    most = len(ballot.seats)
    return "" if _whole(value, 1, most) else f"`n` must be from 1 to {most}, the number of seats."


def _percent(_: BallotSpec, value: Any) -> str:
    return "" if _whole(value, 1, 100) else "`percent` must be a whole number from 1 to 100."


def _weights(ballot: BallotSpec, value: Any) -> str:
    if not isinstance(value, Mapping) or not all(_whole(one, 1, 1000) for one in value.values()):
        return "`weights` must give each seat a whole number from 1 to 1000."
    if missing := [seat for seat in ballot.seats if seat not in value]:
        return f"`weights` lacks {', '.join(f'`{seat}`' for seat in missing)}."
    if strange := [seat for seat in value if seat not in ballot.seats]:
        return f"No such seat: {', '.join(f'`{seat}`' for seat in strange)}."
    return ""


def _threshold(ballot: BallotSpec, value: Any) -> str:
    weights = ballot.params.get("weights")
    if _weights(ballot, weights):
        return ""  # said there
    most = sum(weights.values()) if isinstance(weights, Mapping) else 0
    return "" if _whole(value, 1, most) else f"`threshold` must be from 1 to {most}, what all seats weigh together."


_CHECKS: Mapping[str, Callable[[BallotSpec, Any], str]] = {
    "n": _n,
    "percent": _percent,
    "weights": _weights,
    "threshold": _threshold,
}
