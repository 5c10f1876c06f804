"""Changes since a revision: rows say which revision changed what they show, and removals which one began them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the columns and the indexes; nobody has asked for changes yet, so that old rows need no values."""
    op.add_column("transactions", sa.Column("touched", sa.BigInteger))
    op.add_column("transactions", sa.Column("updated_at", sa.DateTime(timezone=True)))
    for table in ("merges", "account_moves", "tags"):
        op.add_column(table, sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.create_index("ix_deletions_revision", "deletions", ["ledger_id", "revision", "id"])
    for name, condition in (("revision", "revision > 0"), ("touched", "touched IS NOT NULL")):
        op.execute(f"CREATE INDEX ix_transactions_{name} ON transactions (ledger_id, {name}, id) WHERE {condition}")
