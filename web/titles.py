"""How departments and roles are called, where playbooks and the log say only their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from service.people import People

FRESH_S = 60.0
"""Seconds until a new title shows."""


@dataclass
class Titles:
    """Loaded now and then, not for each page."""

    people: People
    _known: Mapping[str, str] = field(default_factory=dict)
    _until: float = 0.0

    async def all(self) -> Mapping[str, str]:
        """Titles by id; a department goes before a role of the same id."""
        if monotonic() >= self._until:
            known = {role.id: role.title for role in await self.people.roles()}
            self._known = known | {one.id: one.title for one in await self.people.departments()}
            self._until = monotonic() + FRESH_S
        return self._known
