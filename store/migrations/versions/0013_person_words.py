"""What people are looked up by: each word of their name, and of their id."""

import sqlalchemy as sa
from alembic import op

from store.spelling import looked_up_by

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the words of everybody who is known already."""
    words = op.create_table(
        "person_words",
        sa.Column("word", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_person_words_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "person", name="pk_person_words"),
    )
    op.create_index("ix_person_words_person", "person_words", ["person"])
    people = sa.table("people", sa.column("id", NAME), sa.column("name", NAME))
    known = op.get_bind().execute(sa.select(people.c.id, people.c.name)).all()
    rows = [{"word": word, "person": one.id} for one in known for word in looked_up_by(one.id, one.name)]
    if rows:
        op.bulk_insert(words, rows)


def downgrade() -> None:
    """Forget them."""
    op.drop_table("person_words")
