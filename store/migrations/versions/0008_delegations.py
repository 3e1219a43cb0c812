"""Who stands in for whom."""

import sqlalchemy as sa
from alembic import op

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "delegations",
        sa.Column("id", NAME, nullable=False),
        sa.Column("principal", NAME, nullable=False),
        sa.Column("substitute", NAME, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
        sa.ForeignKeyConstraint(["principal"], ["people.id"], name="fk_delegations_principal_people"),
        sa.ForeignKeyConstraint(["substitute"], ["people.id"], name="fk_delegations_substitute_people"),
    )
    for side in ("principal", "substitute"):
        op.create_index(f"ix_delegations_{side}_starts_at_id", "delegations", [side, "starts_at", "id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("delegations")
