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
    """Whose substitute they act as: departments and roles are then this person's alone."""
    operator: bool = False
    via: tuple[str, ...] = ()
    """Who stands between, when somebody's substitute has a substitute: from `on_behalf_of` towards `id`."""

    @property
    def principal(self) -> str:
        """Whose authority this is: the person's own, or that of whom they act for."""
        return self.on_behalf_of or self.id

    @property
    def identities(self) -> tuple[str, ...]:
        """Everybody whose hand is in the act. What bars one of them bars it."""
        return tuple(dict.fromkeys((self.id, self.principal, *self.via)))
