"""Who acts, with the authority they hold at that moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person with the departments and roles they hold now.

    Gathered by the use case at the time of the act, so that the rules judge today's authority. `id` is opaque and
    the only part of it that is ever written down.
    """

    id: str
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    operator: bool = False
