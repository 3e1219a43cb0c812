"""Uploaded files, and an index for the history of metrics."""

import sqlalchemy as sa
from alembic import op

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
READINGS = sa.text("action = 'metric.recorded'")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "files",
        sa.Column("launch", NAME, nullable=False),
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", NAME, nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("launch", "sha256", name="pk_files"),
    )
    op.create_index("ix_files_sha256_uploaded_at_launch", "files", ["sha256", "uploaded_at", "launch"])
    op.create_index(
        "ix_events_readings",
        "events",
        ["launch", "target", "seq"],
        sqlite_where=READINGS,
        postgresql_where=READINGS,
    )


def downgrade() -> None:
    """Take them away; what was uploaded stays where it lies."""
    op.drop_index("ix_events_readings", "events")
    op.drop_table("files")
