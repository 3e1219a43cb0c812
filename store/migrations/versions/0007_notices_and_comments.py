"""Notices, their deliveries and what people choose, and comments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notices",
        sa.Column("id", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("topic", NAME, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("act", NAME, nullable=False),
        sa.Column("part", NAME, nullable=False),
        sa.Column("audience", NAME, nullable=False),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_notices_launch"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_state_created_at", "notices", ["state", "created_at"])

    op.create_table(
        "deliveries",
        sa.Column("notice", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("topic", NAME, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name="fk_deliveries_notice", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice", "person", "channel", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_state_next_at", "deliveries", ["state", "next_at"])
    op.create_index("uq_deliveries_topic", "deliveries", ["topic", "person", "channel"], unique=True)

    op.create_table(
        "notification_preferences",
        sa.Column("person", NAME, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("slack_url", sa.Text()),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_notification_preferences_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name="pk_notification_preferences"),
    )

    op.create_table(
        "comments",
        sa.Column("id", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("author", NAME, nullable=False),
        sa.Column("on_behalf_of", NAME),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_comments_launch"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_item_created_at_id", "comments", ["item", "created_at", "id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("comments", "notification_preferences", "deliveries", "notices"):
        op.drop_table(table)
