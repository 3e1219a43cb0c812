"""The tables. What is filtered or sorted has a column; the rest of a view is JSON in `body`.

`seq` on launches, tasks, gates, evidence, plans and requests is how far the launch's log went when the row was
written: a row only ever gives way to one that saw more.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.types import AwareDateTime, ExactJson, Json, Name, Names

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Reference data -------------------------------------------------------------------------------------------------

departments = Table(
    "departments",
    metadata,
    Column("id", Name, primary_key=True),
    Column("title", Text, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("id", Name, primary_key=True),
    Column("title", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Name, primary_key=True),
    Column("name", Name, nullable=False),
    Column("email", Name, nullable=False, unique=True),
    Column("timezone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    # Deferred, so that people can be written in any order.
    Column("manager", Name, ForeignKey("people.id", deferrable=True, initially="DEFERRED")),
    Index(None, "name", "id"),
)

person_departments = Table(
    "person_departments",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("department", Name, ForeignKey("departments.id"), primary_key=True),
    Index(None, "department", "person"),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Name, ForeignKey("roles.id"), primary_key=True),
    Index(None, "role", "person"),
)

delegations = Table(
    "delegations",
    metadata,
    Column("id", Name, primary_key=True),
    Column("principal", Name, ForeignKey("people.id"), nullable=False),
    Column("substitute", Name, ForeignKey("people.id"), nullable=False),
    Column("starts_at", AwareDateTime, nullable=False),
    Column("ends_at", AwareDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", Name, nullable=False),
    Column("created_at", AwareDateTime, nullable=False),
    Column("revoked_at", AwareDateTime),
    Index(None, "principal", "starts_at", "id"),
    Index(None, "substitute", "starts_at", "id"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Name, primary_key=True),
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("hash", Name, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("created_at", AwareDateTime, nullable=False),
    Column("expires_at", AwareDateTime),
    Column("revoked_at", AwareDateTime),
    Index(None, "person", "id"),
)

playbooks = Table(
    "playbooks",
    metadata,
    Column("id", Name, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("published_at", AwareDateTime, nullable=False),
    Column("published_by", Name, nullable=False),
)

launch_keys = Table(
    "launch_keys",
    metadata,
    Column("prefix", Name, primary_key=True),
    Column("last_number", Integer, nullable=False),
)

key_reservations = Table(
    "key_reservations",
    metadata,
    Column("person", Name, primary_key=True),
    Column("command_key", Name, primary_key=True),
    Column("launch", Name, nullable=False, unique=True),
)

commands = Table(
    "commands",
    metadata,
    Column("person", Name, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("headers", Json, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", AwareDateTime, nullable=False, index=True),
)

files = Table(
    "files",
    metadata,
    Column("launch", Name, primary_key=True),
    Column("sha256", Name, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("uploaded_by", Name, nullable=False),
    Column("uploaded_at", AwareDateTime, nullable=False),
    Index(None, "sha256", "uploaded_at", "launch"),
)

# What one person has begun to answer, and shows to nobody.
drafts = Table(
    "drafts",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Name, primary_key=True),
    Column("body", Json, nullable=False),
    Column("updated_at", AwareDateTime, nullable=False),
)

# The projection -------------------------------------------------------------------------------------------------

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
    Column("body", Json, nullable=False),
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

# What people arrange for themselves -----------------------------------------------------------------------------

snoozes = Table(
    "snoozes",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Name, primary_key=True),
    Column("until", AwareDateTime, nullable=False),
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

# Telling people ---------------------------------------------------------------------------------------------------

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

# Sessions of the pages; what a browser holds is kept as a digest, like a token.
sessions = Table(
    "sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("method", Text, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", AwareDateTime, nullable=False),
    Column("seen_at", AwareDateTime, nullable=False),
    Column("ended_at", AwareDateTime),
    Index(None, "person"),
)

passwords = Table(
    "passwords",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("changed_at", AwareDateTime, nullable=False),
)

notification_preferences = Table(
    "notification_preferences",
    metadata,
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("body", Json, nullable=False),
    # Set by an operator alone: it is where our requests go.
    Column("slack_url", Text),
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
