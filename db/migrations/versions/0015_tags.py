"""Tags, and the transactions and splits that have them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make both tables, which are empty."""
    op.create_table(
        "tags",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("target_id", sa.Uuid),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_tags"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_tags_ledger_id", ondelete="CASCADE"),
    )
    op.create_table(
        "tag_places",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("transaction_id", sa.Uuid, nullable=False),
        sa.Column("split_id", sa.Uuid, nullable=False),
        sa.Column("tag_id", sa.Uuid, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "transaction_id", "split_id", "tag_id", name="pk_tag_places"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "transaction_id"],
            ["transactions.ledger_id", "transactions.id"],
            name="fk_tag_places_transaction",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ledger_id", "tag_id"],
            ["tags.ledger_id", "tags.id"],
            name="fk_tag_places_tag",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    columns = ["ledger_id", "tag_id", "deleted", "date", "transaction_id"]
    op.create_index("ix_tag_places_tag", "tag_places", columns)
