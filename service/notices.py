"""What people choose about being told."""

from dataclasses import dataclass

from channels.protocol import Undeliverable
from channels.slack import require_webhook
from domain.actors import Actor
from domain.errors import Invalid, NotAllowed, NotFound, Problem
from domain.notices import NoticeKind
from domain.preferences import Preferences
from store import people, preferences
from store.database import Database
from store.preferences import Chosen

__all__ = ["Notices", "Preferences"]


@dataclass(frozen=True)
class Notices:
    """The use cases of being told."""

    database: Database
    webhooks_to_loopback: bool = False

    async def preferences(self, person: str) -> Preferences:
        """What a person chose, with the default for every kind they did not choose for."""
        async with self.database.read() as conn:
            chosen = (await preferences.of(conn, [person])).get(person, Chosen()).preferences
        kinds = {kind.value: chosen.channels(kind) for kind in NoticeKind}
        return Preferences(kinds, chosen.quiet_hours, chosen.urgent_anyway)

    async def choose(self, person: str, wanted: Preferences) -> Preferences:
        """Replace what a person chose, and answer with what now holds."""
        async with self.database.write() as conn:
            await preferences.choose(conn, person, wanted)
        return await self.preferences(person)

    async def set_slack_webhook(self, actor: Actor, person: str, url: str | None) -> bool:
        """Say where Slack messages for a person go; says whether there is such a place now.

        Only operators may: it is where our requests go. The URL is a secret, and never shown again. Raises
        NotAllowed, NotFound and Invalid.
        """
        if not actor.operator:
            raise NotAllowed("Only an operator says where Slack messages go.")
        if url is not None:
            try:
                require_webhook(url, to_loopback=self.webhooks_to_loopback)
            except Undeliverable as error:
                raise Invalid("Nothing can be sent there.", problems=[Problem("/url", f"{error}.")]) from error
        async with self.database.write() as conn:
            if await people.get(conn, person) is None:
                raise NotFound(f"There is no person {person}.")
            await preferences.set_slack_url(conn, person, url)
        return url is not None
