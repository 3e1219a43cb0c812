"""Column types that mean the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, Text, func, literal, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

Name = Text().with_variant(Text(collation="C"), "postgresql")
"""An id or other text that is sorted: by bytes on both databases, whatever the server's locale."""

Json = JSON().with_variant(JSONB(), "postgresql")
"""JSON that may be queried. PostgreSQL keeps its value, not its spelling."""

ExactJson = JSON()
"""JSON kept as it was written: the hash of an event covers how its numbers are spelt."""

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "never" in a column that is sorted by time, since databases disagree on where NULL goes."""


class AwareDateTime(TypeDecorator[datetime]):
    """A moment. Takes any aware datetime, keeps microseconds, and always gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes; SQLite, which has no zones, stores UTC without saying so."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Say UTC again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Names(TypeDecorator[tuple[str, ...]]):
    """A few names, as a JSON list in plain text, so that `holds` can look for one on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> str | None:
        """Write the list."""
        return None if value is None else json.dumps(list(value), separators=(",", ":"))

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> tuple[str, ...] | None:
        """Read the list."""
        return None if value is None else tuple(json.loads(value))


class QuotedName(TypeDecorator[str]):
    """A name as it is spelt inside a `Names` column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Quote it."""
        return None if value is None else json.dumps(value)


def holds(names: ColumnElement[tuple[str, ...]], name: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a `Names` column has this name in it; `name` may be an expression, of type `QuotedName` or already
    quoted.

    Taking it out changes the text only when it is there: unlike LIKE this minds case and has no wildcards. The
    quotes around a name make sure that no part of another name is found.
    """
    text = type_coerce(names, Text)
    quoted = literal(name, QuotedName) if isinstance(name, str) else name
    return func.replace(text, quoted, "", type_=Text) != text
