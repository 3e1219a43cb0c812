"""People, departments and roles: who may act as what."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.actors import Actor
from domain.errors import NotFound
from service.paging import Page
from store import people
from store.database import Database
from store.records import Department, Organisation, Person, Role

__all__ = ["OPERATOR", "Department", "Organisation", "People", "Person", "Role", "actor"]

OPERATOR = "operator"
"""The role whose holders keep Slipway running: they may publish playbooks, steer any launch and free tasks."""


def actor(person: Person) -> Actor:
    """A person with the authority they hold now."""
    return Actor(person.id, person.departments, person.roles, operator=OPERATOR in person.roles)


@dataclass(frozen=True)
class People:
    """The use cases of people."""

    database: Database

    async def list(self, *, cursor: str | None = None, limit: int = 50) -> Page[Person]:
        """People by name."""
        async with self.database.read() as conn:
            return await people.page(conn, cursor=cursor, limit=limit)

    async def show(self, person_id: str) -> Person:
        """One person. Raises NotFound."""
        async with self.database.read() as conn:
            person = await people.get(conn, person_id)
        if person is None:
            raise NotFound(f"There is no person {person_id}.")
        return person

    async def named(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of these people, by id; whoever is unknown is left out."""
        async with self.database.read() as conn:
            return {one: person.name for one, person in (await people.several(conn, set(ids))).items()}

    async def beginning(self, start: str, *, limit: int = 8) -> tuple[Person, ...]:
        """A few of the active people of whose name or id some word begins so; nobody for nothing."""
        async with self.database.read() as conn:
            return await people.beginning(conn, start, limit=limit)

    async def departments(self) -> tuple[Department, ...]:
        """Every department."""
        async with self.database.read() as conn:
            return await people.all_departments(conn)

    async def roles(self) -> tuple[Role, ...]:
        """Every role."""
        async with self.database.read() as conn:
            return await people.all_roles(conn)

    async def load_organisation(self, organisation: Organisation) -> None:
        """Put departments, roles and people in place; who is not named stays as they are."""
        async with self.database.write() as conn:
            await people.put(conn, organisation)
