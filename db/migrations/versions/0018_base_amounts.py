"""Base amounts: balance sums also know what the amounts of an account are in the base currency."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the column, and fill it from the daily totals, which count the same transactions by category."""
    op.add_column("balance_sums", sa.Column("base_amount", sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.execute(
        "UPDATE balance_sums SET base_amount = coalesce((SELECT sum(t.money_in - t.money_out) FROM daily_totals AS t"
        " WHERE t.ledger_id = balance_sums.ledger_id AND t.day = balance_sums.day"
        " AND t.account_id = balance_sums.account_id), 0) WHERE span = 'DAY'"
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    first_day = "date(d.day, 'start of month')" if on_sqlite else "date_trunc('month', d.day)"
    op.execute(
        "UPDATE balance_sums SET base_amount = coalesce((SELECT sum(d.base_amount) FROM balance_sums AS d"  # noqa: S608
        " WHERE d.ledger_id = balance_sums.ledger_id AND d.account_id = balance_sums.account_id AND d.span = 'DAY'"
        f" AND {first_day} = balance_sums.day), 0) WHERE span = 'MONTH'"
    )
