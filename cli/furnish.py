"""What a new local stack starts with: a schema, a sample organisation, the shipped playbooks, and tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Any

from service.people import Department, Organisation, People, Person, Role
from service.playbooks import Playbooks
from service.tokens import Tokens
from store.database import Database
from store.migrate import upgrade

GUEST = "amara"
"""The person of the sample organisation, a product manager, as whom a newcomer looks around."""

TOKEN_LASTS = timedelta(days=90)


@dataclass(frozen=True)
class Furnished:
    """A database that is ready to be worked with."""

    url: str

    async def token(self, person: str, label: str) -> str:
        """A new token for a person."""
        database = Database(self.url)
        try:
            return (await Tokens(database).issue(person, label, TOKEN_LASTS)).plaintext
        finally:
            await database.dispose()

    async def tokens(self, people: Iterable[str], label: str) -> dict[str, str]:
        """A new token for each of these people."""
        return {person: await self.token(person, label) for person in people}

    async def knows(self, token: str) -> bool:
        """Whether a token is still good."""
        from domain.errors import Unauthenticated

        database = Database(self.url)
        try:
            await Tokens(database).authenticate(token)
        except Unauthenticated:
            return False
        finally:
            await database.dispose()
        return True


async def furnish(url: str) -> Furnished:
    """Migrate a database; fill it when nobody is in it yet. Shipped playbooks are published when they are new."""
    await upgrade(url)
    database = Database(url)
    try:
        people = People(database)
        if not (await people.list(limit=1)).items:
            await people.load_organisation(sample_organisation())
        await Playbooks(database).publish_shipped()
    finally:
        await database.dispose()
    return Furnished(url)


def sample_organisation() -> Organisation:
    """The people of `cli/demo/organisation.yaml`."""
    import yaml

    data: dict[str, Any] = yaml.safe_load(
        resources.files("cli.demo").joinpath("organisation.yaml").read_text(encoding="utf-8")
    )
    return Organisation(
        departments=tuple(Department(name, title) for name, title in data["departments"].items()),
        roles=tuple(Role(name, title) for name, title in data["roles"].items()),
        people=tuple(
            Person(
                id=name,
                name=entry["name"],
                email=f"{name}@harbour.example",
                timezone=entry["timezone"],
                manager=entry.get("manager"),
                departments=tuple(entry.get("departments", ())),
                roles=tuple(entry.get("roles", ())),
            )
            for name, entry in data["people"].items()
        ),
    )
