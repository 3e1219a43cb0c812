"""What commands leave behind: keys, replies, files."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from store.tables.base import metadata
from store.types import AwareDateTime, Json, Name

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
