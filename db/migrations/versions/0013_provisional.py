"""Provisional rates: a transaction says that its rate is not of its days."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the column, and find by an index those that are."""
    op.add_column("transactions", sa.Column("provisional", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("CREATE INDEX ix_transactions_provisional ON transactions (ledger_id, id) WHERE provisional")
