"""Run by Alembic: migrates on the connection that `store.migrate` hands over, in its transaction."""

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator

from store.tables import metadata


def spell_out(kind: str, item: Any, _context: object) -> Any:
    """Write what our own types are made of: a migration must mean the same when the code has moved on."""
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite changes a table by copying it.
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=spell_out,
)
with context.begin_transaction():
    context.run_migrations()
