"""External ids: what another program calls a transaction."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the column, and the index that finds transactions by it."""
    op.add_column("transactions", sa.Column("external_id", sa.String(200)))
    op.execute(
        "CREATE INDEX ix_transactions_external_id ON transactions (ledger_id, external_id)"
        " WHERE external_id IS NOT NULL"
    )
