"""The plan that a launch runs on, to be read without its workflow."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Launches that were projected before have no plan here until `slipway reconcile --repair` brings it."""
    op.create_table(
        "plans",
        sa.Column("launch", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_plans_launch"),
        sa.PrimaryKeyConstraint("launch", name="pk_plans"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("plans")
