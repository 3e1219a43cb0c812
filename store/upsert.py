"""`INSERT … ON CONFLICT`, in the words that SQLite and PostgreSQL share.

SQLAlchemy has a construct for each database, but compiles those anew every time they run, which takes longer than
running them. These are compiled once.
"""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, text
from sqlalchemy.sql.dml import ReturningInsert


@cache
def insert_missing(table: Table) -> Insert:
    """Insert rows whose primary key is new, and leave the others alone."""
    return on_conflict(table, "DO NOTHING")


@cache
def insert_unless_known(table: Table) -> Insert:
    """Insert rows that no unique key of any kind objects to, and leave the others alone."""
    return _and_then(table, "ON CONFLICT DO NOTHING")


@cache
def insert_or_replace(table: Table) -> Insert:
    """Insert rows; those whose primary key is known take every other column from the new one."""
    return on_conflict(table, _take_the_new(table))


@cache
def insert_or_advance(table: Table, *, same_seq: bool = False) -> ReturningInsert[Any]:
    """Like `insert_or_replace`, but a row gives way only to one with a greater `seq` (or the same, if asked).

    Returns the primary keys of the rows that were really written.
    """
    newer = f'excluded.seq {">=" if same_seq else ">"} "{table.name}".seq'
    return on_conflict(table, f"{_take_the_new(table)} WHERE {newer}").returning(*table.primary_key)


def on_conflict(table: Table, then: str) -> Insert:
    """Insert rows; `then` is SQL that says what becomes of one whose primary key is known."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return _and_then(table, f"ON CONFLICT ({keys}) {then}")


def _and_then(table: Table, clause: str) -> Insert:
    statement = table.insert()
    # The place where SQLAlchemy's own constructs put theirs; there is no public way to it.
    statement._post_values_clause = text(clause)
    return statement


def _take_the_new(table: Table) -> str:
    names = [column.name for column in table.c if not column.primary_key]
    return "DO UPDATE SET " + ", ".join(f'"{name}" = excluded."{name}"' for name in names)
