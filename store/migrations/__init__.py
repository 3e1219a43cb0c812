"""Alembic revisions; `store.migrate` runs them."""
