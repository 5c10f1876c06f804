"""Suggested series that somebody has refused."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table, which is empty."""
    op.create_table(
        "series_refusals",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("suggestion_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "suggestion_id", name="pk_series_refusals"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_series_refusals_ledger_id", ondelete="CASCADE"),
    )
