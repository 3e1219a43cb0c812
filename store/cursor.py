"""Pages, and the opaque cursors that lead from one to the next.

A cursor is the sort values of the last item shown, so that a page is found by index and what comes or goes
meanwhile neither repeats nor hides the rest.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import RowMapping

from domain.errors import Invalid, Problem

T = TypeVar("T")

SortValue = str | int | datetime

_MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of a list; `next` is the cursor of the following page, or None at the end."""

    items: tuple[T, ...]
    next: str | None = None


def page_of(
    rows: Sequence[RowMapping],
    limit: int,
    build: Callable[[RowMapping], T],
    sort_values: Callable[[RowMapping], tuple[SortValue, ...]],
) -> Page[T]:
    """A page of `limit` items from rows of which one more than that was asked for."""
    shown = rows[:limit]
    more = len(rows) > limit and len(shown) > 0
    return Page(tuple(build(row) for row in shown), encode(*sort_values(shown[-1])) if more else None)


def encode(*values: SortValue) -> str:
    """Make a cursor."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps(plain, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type[SortValue]) -> tuple[Any, ...]:
    """The sort values in a cursor, one of each kind; raises `Invalid` for a cursor that was not made here."""
    try:
        text = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(text)
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError("a cursor for another list")
        return tuple(_read(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, OverflowError, RecursionError) as error:
        problem = Problem("/cursor", "is not a cursor of this list; take it from the link to the next page")
        raise Invalid("The cursor is not valid; start again from the first page.", problems=[problem]) from error


def _read(value: object, kind: type[SortValue]) -> SortValue:
    """Check a value as far as the database would: no naive times, no huge numbers, no text it cannot hold."""
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a naive datetime")
        return moment.astimezone(UTC)
    if kind is int and type(value) is int and abs(value) <= _MAX_INT:
        return value
    if kind is str and isinstance(value, str) and "\0" not in value:
        value.encode()  # raises on lone surrogates
        return value
    raise ValueError(f"not a {kind.__name__}")
