"""What the portfolio is filtered and sorted by: product, playbook and target date."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns with what is known already, and the indexes."""
    op.add_column("launches", sa.Column("product", NAME, nullable=False, server_default=""))
    op.add_column("launches", sa.Column("playbook", NAME, nullable=False, server_default=""))
    op.add_column("launches", sa.Column("target_sort", NAME, nullable=False, server_default="9999-12-31"))
    launches = sa.table(
        "launches", sa.column("product"), sa.column("playbook"), sa.column("target_sort"), sa.column("body", JSON)
    )
    said = launches.c.body
    op.execute(
        launches.update().values(
            product=sa.func.coalesce(said["product"].as_string(), ""),
            playbook=sa.func.coalesce(said["playbook"].as_string(), ""),
            target_sort=sa.func.coalesce(said["target_date"].as_string(), "9999-12-31"),
        )
    )
    op.create_index("ix_launches_product_updated_at_key", "launches", ["product", "updated_at", "key"])
    op.create_index("ix_launches_target_sort_key", "launches", ["target_sort", "key"])
    op.create_index("ix_launches_state_target_sort_key", "launches", ["state", "target_sort", "key"])


def downgrade() -> None:
    """Forget them."""
    for name in ("state_target_sort_key", "target_sort_key", "product_updated_at_key"):
        op.drop_index(f"ix_launches_{name}", "launches")
    for name in ("target_sort", "playbook", "product"):
        op.drop_column("launches", name)
