"""What is told to people, and what they say."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from store.tables.base import metadata
from store.types import AwareDateTime, Name, Names

notices = Table(
    "notices",
    metadata,
    Column("id", Name, primary_key=True),
    Column("launch", Name, ForeignKey("launches.key"), nullable=False),
    Column("kind", Name, nullable=False),
    Column("topic", Name, nullable=False),
    Column("item", Name, nullable=False),
    Column("act", Name, nullable=False),
    Column("part", Name, nullable=False),
    Column("audience", Name, nullable=False),
    Column("excluded", Names, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    # `new` until it has become deliveries, then `told`.
    Column("state", Name, nullable=False),
    Column("created_at", AwareDateTime, nullable=False),
    Index(None, "state", "created_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("notice", Name, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column("person", Name, primary_key=True),
    Column("channel", Name, primary_key=True),
    Column("topic", Name, nullable=False),
    # `pending`, then `sent`, `moot` (no longer true when its turn came) or `dead` (given up).
    Column("state", Name, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", AwareDateTime, nullable=False),
    Column("sent_at", AwareDateTime),
    Column("error", Text, nullable=False),
    Index(None, "state", "next_at"),
    # Whoever is in several audiences is told once.
    Index("uq_deliveries_topic", "topic", "person", "channel", unique=True),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Name, primary_key=True),
    Column("launch", Name, ForeignKey("launches.key"), nullable=False),
    Column("item", Name, nullable=False),
    Column("author", Name, nullable=False),
    Column("on_behalf_of", Name),
    Column("text", Text, nullable=False),
    Column("mentions", Names, nullable=False),
    Column("created_at", AwareDateTime, nullable=False),
    Column("deleted_at", AwareDateTime),
    Index(None, "item", "created_at", "id"),
)
