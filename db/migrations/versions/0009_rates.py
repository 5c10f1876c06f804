"""Exchange rates: reference rates that were imported, and prices that owners give."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reference_rates",
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("rate", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("currency", "day", name="pk_reference_rates"),
    )
    op.create_table(
        "currency_prices",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("price", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "currency", "day", name="pk_currency_prices"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_currency_prices_ledger_id", ondelete="CASCADE"),
    )
