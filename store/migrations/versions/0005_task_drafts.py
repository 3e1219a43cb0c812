"""What people have begun to answer and not sent yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of drafts."""
    op.create_table(
        "drafts",
        sa.Column("person", NAME, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_drafts_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "item", name="pk_drafts"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("drafts")
