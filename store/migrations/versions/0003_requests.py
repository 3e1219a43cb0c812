"""Reviews that people ask of each other."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row a request; nobody asked before."""
    op.create_table(
        "requests",
        sa.Column("id", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_requests_launch"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_index("ix_requests_launch_number", "requests", ["launch", "number"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("requests")
