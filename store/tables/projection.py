"""The read model: what each launch looks like now, and everything that happened."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from store.tables.base import metadata
from store.types import AwareDateTime, ExactJson, Json, Name, Names

launches = Table(
    "launches",
    metadata,
    Column("key", Name, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("state", Name, nullable=False),
    Column("owner", Name, nullable=False),
    Column("tier", Name, nullable=False),
    Column("health", Name, nullable=False),
    Column("active_stages", Names, nullable=False),
    Column("title", Text, nullable=False),
    # Everything a search looks through, case-folded.
    Column("search", Text, nullable=False),
    Column("updated_at", AwareDateTime, nullable=False),
    Column("product", Name, nullable=False, server_default=""),
    # With its version.
    Column("playbook", Name, nullable=False, server_default=""),
    # The target date, or the end of days: text that sorts as dates do.
    Column("target_sort", Name, nullable=False, server_default="9999-12-31"),
    Column("body", Json, nullable=False),
    Index(None, "product", "updated_at", "key"),
    Index(None, "target_sort", "key"),
    Index(None, "state", "target_sort", "key"),
    Index(None, "updated_at", "key"),
    Index(None, "state", "updated_at", "key"),
    Index(None, "owner", "updated_at", "key"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Name, primary_key=True),
    Column("launch", Name, ForeignKey("launches.key"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", Name, nullable=False),
    Column("stage", Name, nullable=False),
    Column("body", Json, nullable=False),
    Index(None, "launch", "id"),
)

gates = Table(
    "gates",
    metadata,
    Column("id", Name, primary_key=True),
    Column("launch", Name, ForeignKey("launches.key"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", Name, nullable=False),
    Column("body", Json, nullable=False),
    Index(None, "launch", "id"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Name, primary_key=True),
    Column("launch", Name, ForeignKey("launches.key"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("type", Name, nullable=False),
    Column("target", Name),
    Column("added_at", AwareDateTime, nullable=False),
    Column("body", Json, nullable=False),
    Index(None, "launch", "added_at", "id"),
)

requests = Table(
    "requests",
    metadata,
    Column("id", Name, primary_key=True),
    Column("launch", Name, ForeignKey("launches.key"), nullable=False),
    Column("seq", Integer, nullable=False),
    # The one in its local id: `Q10` comes after `Q9`.
    Column("number", Integer, nullable=False),
    Column("body", Json, nullable=False),
    Index(None, "launch", "number"),
)

plans = Table(
    "plans",
    metadata,
    Column("launch", Name, ForeignKey("launches.key"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("body", Json, nullable=False),
)

# What people were shown when they gave their word, by its digest; never changes.
subjects = Table(
    "subjects",
    metadata,
    Column("launch", Name, ForeignKey("launches.key"), primary_key=True),
    Column("gate", Name, primary_key=True),
    Column("digest", Name, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("body", ExactJson, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("launch", Name, ForeignKey("launches.key"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("occurred_at", AwareDateTime, nullable=False),
    Column("actor", Name, nullable=False),
    Column("on_behalf_of", Name),
    Column("action", Name, nullable=False),
    Column("target", Name, nullable=False),
    Column("data", ExactJson, nullable=False),
    # The history of a metric is read from the log; nothing else of the log pays for this index.
    Index(
        "ix_events_readings",
        "launch",
        "target",
        "seq",
        sqlite_where=text("action = 'metric.recorded'"),
        postgresql_where=text("action = 'metric.recorded'"),
    ),
)

inbox = Table(
    "inbox",
    metadata,
    Column("item", Name, primary_key=True),
    Column("act", Name, primary_key=True),
    Column("part", Name, primary_key=True),
    Column("launch", Name, ForeignKey("launches.key"), nullable=False),
    Column("audience", Name, nullable=False),
    Column("title", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    # When it is due, or `FAR`: one column that sorts alike on both databases.
    Column("due_sort", AwareDateTime, nullable=False),
    Column("opened_at", AwareDateTime),
    Column("excluded", Names, nullable=False),
    # Hides the entry from everybody until then.
    Column("hidden_until", AwareDateTime),
    Column("product", Name, nullable=False),
    Column("stages", Names, nullable=False),
    # Everything a search looks through, case-folded.
    Column("search", Text, nullable=False),
    # One for each order, and one for each filter that alone may leave few of very many entries.
    Index("ix_inbox_order", "audience", "due_sort", "priority", "item", "act", "part"),
    Index("ix_inbox_priority", "audience", "priority", "due_sort", "item", "act", "part"),
    Index("ix_inbox_act", "audience", "act", "due_sort", "priority", "item", "part"),
    Index("ix_inbox_launch", "audience", "launch", "due_sort", "priority", "item", "act", "part"),
    Index("ix_inbox_product", "audience", "product", "due_sort", "priority", "item", "act", "part"),
    Index(
        "ix_inbox_hidden",
        "audience",
        "hidden_until",
        sqlite_where=text("hidden_until IS NOT NULL"),
        postgresql_where=text("hidden_until IS NOT NULL"),
    ),
)
