"""What people were shown when they gave their word."""

import sqlalchemy as sa
from alembic import op

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "subjects",
        sa.Column("launch", NAME, nullable=False),
        sa.Column("gate", NAME, nullable=False),
        sa.Column("digest", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_subjects_launch"),
        sa.PrimaryKeyConstraint("launch", "gate", "digest", name="pk_subjects"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("subjects")
