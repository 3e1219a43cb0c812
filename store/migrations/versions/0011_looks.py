"""When somebody last looked at something."""

import sqlalchemy as sa
from alembic import op

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "looks",
        sa.Column("person", NAME, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_looks_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "item", name="pk_looks"),
    )
    op.create_index("ix_looks_at", "looks", ["at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_looks_at", "looks")
    op.drop_table("looks")
