"""What people arrange for themselves."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from store.tables.base import metadata
from store.types import AwareDateTime, Json, Name

# What one person has begun to answer, and shows to nobody.
drafts = Table(
    "drafts",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Name, primary_key=True),
    Column("body", Json, nullable=False),
    Column("updated_at", AwareDateTime, nullable=False),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Name, primary_key=True),
    Column("until", AwareDateTime, nullable=False),
)

looks = Table(
    "looks",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Name, primary_key=True),
    # How far the log of the launch went when they last saw it.
    Column("seq", Integer, nullable=False),
    Column("at", AwareDateTime, nullable=False, index=True),
)

inbox_views = Table(
    "inbox_views",
    metadata,
    Column("id", Name, primary_key=True),
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("name", Name, nullable=False),
    Column("filters", Json, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("person", "name"),
)

notification_preferences = Table(
    "notification_preferences",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("body", Json, nullable=False),
    # Set by an operator alone: it is where our requests go.
    Column("slack_url", Text),
)
