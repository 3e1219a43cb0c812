"""What inboxes are filtered by, and what people arrange for themselves: snoozes and saved views."""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ORDER = ("due_sort", "priority", "item", "act", "part")


def upgrade() -> None:
    """Add the columns with what is known already, the indexes and the two tables."""
    op.add_column("inbox", sa.Column("hidden_until", MOMENT))
    op.add_column("inbox", sa.Column("product", NAME, nullable=False, server_default=""))
    op.add_column("inbox", sa.Column("stages", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("inbox", sa.Column("search", sa.Text(), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("inbox") as table:
        for name in ("product", "stages", "search"):
            table.alter_column(name, server_default=None)
    op.create_index("ix_inbox_priority", "inbox", ["audience", "priority", "due_sort", "item", "act", "part"])
    op.create_index("ix_inbox_act", "inbox", ["audience", "act", "due_sort", "priority", "item", "part"])
    op.create_index("ix_inbox_launch", "inbox", ["audience", "launch", *ORDER])
    op.create_index("ix_inbox_product", "inbox", ["audience", "product", *ORDER])
    known = sa.text("hidden_until IS NOT NULL")
    op.create_index(
        "ix_inbox_hidden", "inbox", ["audience", "hidden_until"], sqlite_where=known, postgresql_where=known
    )

    op.create_table(
        "snoozes",
        sa.Column("person", NAME, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_snoozes_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "item", name="pk_snoozes"),
    )
    op.create_table(
        "inbox_views",
        sa.Column("id", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("filters", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_inbox_views_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox_views"),
        sa.UniqueConstraint("person", "name", name="uq_inbox_views_person_name"),
    )


def _fill() -> None:
    """Entries that wait already are found by product, stage and words like any other."""
    inbox = sa.table("inbox", *(sa.column(name) for name in ("item", "launch", "title", "product", "stages", "search")))
    launches = sa.table("launches", sa.column("key"), sa.column("title"), sa.column("body", JSON))
    tasks = sa.table("tasks", sa.column("id"), sa.column("stage"))
    gates = sa.table("gates", sa.column("id"), sa.column("body", JSON))
    conn = op.get_bind()
    found = conn.execute(
        sa.select(
            inbox.c.item,
            inbox.c.title,
            launches.c.title.label("launch_title"),
            launches.c.body["product"].as_string().label("product"),
            tasks.c.stage,
            gates.c.body["closes"].label("closes"),
        )
        .distinct()
        .join_from(inbox, launches, launches.c.key == inbox.c.launch)
        .outerjoin(tasks, tasks.c.id == inbox.c.item)
        .outerjoin(gates, gates.c.id == inbox.c.item)
    ).all()
    for row in found:
        stages = row.closes or ([row.stage] if row.stage else [])
        conn.execute(
            inbox.update()
            .where(inbox.c.item == row.item)
            .values(
                product=row.product or "",
                stages=json.dumps(stages, separators=(",", ":")),
                search="\n".join((row.title, row.launch_title)).casefold(),
            )
        )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("inbox_views")
    op.drop_table("snoozes")
    for name in ("hidden", "product", "launch", "act", "priority"):
        op.drop_index(f"ix_inbox_{name}", "inbox")
    for name in ("search", "stages", "product", "hidden_until"):
        op.drop_column("inbox", name)
