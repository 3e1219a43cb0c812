"""The first schema. Column types are spelt out here: what the code calls them may change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "commands",
        sa.Column("person", NAME, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name="pk_commands"),
    )
    op.create_index("ix_commands_created_at", "commands", ["created_at"])

    op.create_table(
        "departments",
        sa.Column("id", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_departments"),
    )
    op.create_table(
        "key_reservations",
        sa.Column("person", NAME, nullable=False),
        sa.Column("command_key", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.PrimaryKeyConstraint("person", "command_key", name="pk_key_reservations"),
        sa.UniqueConstraint("launch", name="uq_key_reservations_launch"),
    )
    op.create_table(
        "launch_keys",
        sa.Column("prefix", NAME, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name="pk_launch_keys"),
    )
    op.create_table(
        "launches",
        sa.Column("key", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("owner", NAME, nullable=False),
        sa.Column("tier", NAME, nullable=False),
        sa.Column("health", NAME, nullable=False),
        sa.Column("active_stages", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_launches"),
    )
    op.create_index("ix_launches_owner_updated_at_key", "launches", ["owner", "updated_at", "key"])
    op.create_index("ix_launches_state_updated_at_key", "launches", ["state", "updated_at", "key"])
    op.create_index("ix_launches_updated_at_key", "launches", ["updated_at", "key"])

    op.create_table(
        "people",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("email", NAME, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("manager", NAME),
        sa.ForeignKeyConstraint(
            ["manager"], ["people.id"], name="fk_people_manager", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
    )
    op.create_index("ix_people_name_id", "people", ["name", "id"])

    op.create_table(
        "playbooks",
        sa.Column("id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_playbooks"),
    )
    op.create_table(
        "roles",
        sa.Column("id", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
    )
    op.create_table(
        "events",
        sa.Column("launch", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("on_behalf_of", NAME),
        sa.Column("action", NAME, nullable=False),
        sa.Column("target", NAME, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_events_launch"),
        sa.PrimaryKeyConstraint("launch", "seq", name="pk_events"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("target", NAME),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_evidence_launch"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_launch_added_at_id", "evidence", ["launch", "added_at", "id"])

    op.create_table(
        "gates",
        sa.Column("id", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_gates_launch"),
        sa.PrimaryKeyConstraint("id", name="pk_gates"),
    )
    op.create_index("ix_gates_launch_id", "gates", ["launch", "id"])

    op.create_table(
        "inbox",
        sa.Column("item", NAME, nullable=False),
        sa.Column("act", NAME, nullable=False),
        sa.Column("part", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.Column("audience", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_sort", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_inbox_launch"),
        sa.PrimaryKeyConstraint("item", "act", "part", name="pk_inbox"),
    )
    op.create_index("ix_inbox_order", "inbox", ["audience", "due_sort", "priority", "item", "act", "part"])

    op.create_table(
        "person_departments",
        sa.Column("person", NAME, nullable=False),
        sa.Column("department", NAME, nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.id"], name="fk_person_departments_department"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_person_departments_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "department", name="pk_person_departments"),
    )
    op.create_index("ix_person_departments_department_person", "person_departments", ["department", "person"])

    op.create_table(
        "person_roles",
        sa.Column("person", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_person_roles_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role"], ["roles.id"], name="fk_person_roles_role"),
        sa.PrimaryKeyConstraint("person", "role", name="pk_person_roles"),
    )
    op.create_index("ix_person_roles_role_person", "person_roles", ["role", "person"])

    op.create_table(
        "tasks",
        sa.Column("id", NAME, nullable=False),
        sa.Column("launch", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("stage", NAME, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["launch"], ["launches.key"], name="fk_tasks_launch"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_launch_id", "tasks", ["launch", "id"])

    op.create_table(
        "tokens",
        sa.Column("id", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("hash", NAME, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_tokens_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("hash", name="uq_tokens_hash"),
    )
    op.create_index("ix_tokens_person_id", "tokens", ["person", "id"])


def downgrade() -> None:
    """Take it all away."""
    op.drop_table("tokens")
    op.drop_table("tasks")
    op.drop_table("person_roles")
    op.drop_table("person_departments")
    op.drop_table("inbox")
    op.drop_table("gates")
    op.drop_table("evidence")
    op.drop_table("events")
    op.drop_table("roles")
    op.drop_table("playbooks")
    op.drop_table("people")
    op.drop_table("launches")
    op.drop_table("launch_keys")
    op.drop_table("key_reservations")
    op.drop_table("departments")
    op.drop_table("commands")
