"""What people chose about being told."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.preferences import Preferences
from store.codec import from_json, to_json
from store.tables import notification_preferences as table
from store.upsert import on_conflict

_CHOOSE = on_conflict(table, 'DO UPDATE SET "body" = excluded."body"')
_ADDRESS = on_conflict(table, 'DO UPDATE SET "slack_url" = excluded."slack_url"')


@dataclass(frozen=True)
class Chosen:
    """What a person chose, and where an operator lets Slack messages for them go."""

    preferences: Preferences = field(default_factory=Preferences)
    slack_url: str | None = None


async def of(conn: AsyncConnection, people: Collection[str]) -> dict[str, Chosen]:
    """What these people chose; who chose nothing is left out."""
    rows = await conn.execute(select(table).where(table.c.person.in_(sorted(people))))
    return {row.person: Chosen(from_json(Preferences, row.body), row.slack_url) for row in rows}


async def choose(conn: AsyncConnection, person: str, preferences: Preferences) -> None:
    """Replace what a person chose."""
    await conn.execute(_CHOOSE, {"person": person, "body": to_json(preferences), "slack_url": None})


async def set_slack_url(conn: AsyncConnection, person: str, url: str | None) -> None:
    """Say where Slack messages for a person go."""
    await conn.execute(_ADDRESS, {"person": person, "body": to_json(Preferences()), "slack_url": url})
