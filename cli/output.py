"""What commands print: a table for people, tab-separated lines for pipes, JSON for programs.

Colour and alignment appear in a terminal only, and never when NO_COLOR is set.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cli.failures import Misused

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, Any]

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Column:
    """A column of a table; `show` makes its text from a row."""

    title: str
    show: Callable[[Row], str]
    style: str = ""


@dataclass(frozen=True)
class Noun:
    """How one kind of thing is shown."""

    fields: tuple[str, ...]
    """What `--json` may ask for."""
    columns: tuple[Column, ...]
    empty: str
    """Said when there is none: what would appear here, and how."""


def plain(field: str, title: str | None = None, style: str = "") -> Column:
    """A column that shows a field as it is."""
    return Column(title or field.replace("_", " ").upper(), lambda row: words(row.get(field)), style)


def moment(field: str, title: str) -> Column:
    """A column that shows a moment."""
    return Column(title, lambda row: when(row.get(field)))


def words(value: Any) -> str:
    """A JSON value as short text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(words, value))
    return str(value)


def when(text: str | None, *, now: datetime | None = None) -> str:
    """A moment for people: relative within a week in a terminal; as it stands in a pipe."""
    if not text or not sys.stdout.isatty():
        return text or ""
    at = datetime.fromisoformat(text)
    left = at - (now or datetime.now(UTC))
    if abs(left) > _WEEK:
        return f"{at.astimezone():%a %-d %b %Y, %H:%M %Z}"
    minutes = round(abs(left).total_seconds() / 60)
    amount = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"
    return f"in {amount}" if left > timedelta() else f"{amount} ago"


def chosen(fields: str | None, noun: Noun) -> tuple[str, ...] | None:
    """The JSON fields asked for; None when a person reads. Raises Misused with the fields there are."""
    if fields is None:
        return None
    wanted = tuple(field.strip() for field in fields.split(",") if field.strip())
    unknown = [field for field in wanted if field not in noun.fields]
    if wanted and not unknown:
        return wanted
    problem = f"Unknown JSON field: {', '.join(unknown)}." if unknown else "Name one or more fields after --json."
    raise Misused("\n".join([problem, "Fields:", *(f"  {field}" for field in sorted(noun.fields))]))


def show_list(rows: Sequence[Row], noun: Noun, wanted: tuple[str, ...] | None) -> None:
    """Print many things."""
    if wanted is not None:
        show_json([{field: row.get(field) for field in wanted} for row in rows])
    elif rows:
        show_table(rows, noun.columns)
    else:
        print(noun.empty, file=sys.stderr)


def show_table(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """Print rows: aligned in a terminal, tab-separated and without a heading in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(one_line(column.show(row)) for column in columns))
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        # What tells rows apart, such as an id to copy, stays whole; the rest gives way.
        width = max((len(column.show(row)) for row in rows), default=0) if column.style else None
        table.add_column(column.title, style=column.style or None, no_wrap=True, overflow="ellipsis", min_width=width)
    for row in rows:
        table.add_row(*(Text(one_line(column.show(row))) for column in columns))
    terminal().print(table)


def terminal() -> "Console":
    """Standard output with styles where it is a terminal and NO_COLOR does not ask for none."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, color_system=None if os.environ.get("NO_COLOR") else "auto")


def show_json(value: Any) -> None:
    """Print JSON, the same in a terminal and in a pipe."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def say(text: str) -> None:
    """Print a line; what an untrusted title could do to the terminal is taken out."""
    print(one_line(text), flush=True)


def one_line(text: str) -> str:
    """Text without control characters, which could repaint a terminal or break a table."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
