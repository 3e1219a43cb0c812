"""Seats of a ballot: a role's (`qa_lead`), a department's (`department:legal`) or one person's (`person:lena`).

A seat is filled by one person, and one person fills one seat. Everybody who needs to know what a seat means asks
here.
"""

from domain.actors import Actor

DEPARTMENT = "department:"
PERSON = "person:"


def audience(seat: str) -> str:
    """Whom it asks: `role:<id>`, `department:<id>` or `person:<id>`."""
    return seat if seat.startswith((DEPARTMENT, PERSON)) else f"role:{seat}"


def seat_of(person: str) -> str:
    """The seat that only this person may fill."""
    return f"{PERSON}{person}"


def label(seat: str) -> str:
    """How a sentence names it: the role, department or person alone."""
    return audience(seat).partition(":")[2]


def may_fill(seat: str, actor: Actor) -> bool:
    """Whether somebody may fill it with the authority they hold now."""
    kind, _, name = audience(seat).partition(":")
    holds = {"role": actor.roles, "department": actor.departments, "person": (actor.principal,)}
    return name in holds[kind]


def seats_for(seats: tuple[str, ...], actor: Actor) -> tuple[str, ...]:
    """The seats somebody may fill; a seat of their own goes before any other, since nobody else could fill it."""
    own = seat_of(actor.principal)
    return (own,) if own in seats else tuple(seat for seat in seats if may_fill(seat, actor))
