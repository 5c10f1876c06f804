"""Calendar feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Make the table, which is empty."""
    op.create_table(
        "calendar_feeds",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("payees", sa.Boolean, nullable=False),
        sa.Column("amounts", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_calendar_feeds_ledger_id", ondelete="CASCADE"),
    )
