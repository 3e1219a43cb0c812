"""Who there is, how they sign in, and what they may use."""

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
from store.types import AwareDateTime, Name

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

# What somebody may be looked up by: the words of their name, and their id.
person_words = Table(
    "person_words",
    metadata,
    Column("word", Name, primary_key=True),
    Column("person", Name, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "person"),
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
