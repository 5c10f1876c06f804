"""Transfers: own money that moves from one account to another, which counts nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Let splits belong to a transfer, and make the table of transfers."""
    for table in ("transactions", "splits"):
        op.add_column(table, sa.Column("transfer_id", sa.Uuid))
    sides = [
        sa.Column(f"{side}_{what}", sa.Uuid)
        for side in ("out", "in")
        for what in ("account_id", "transaction_id", "split_id", "category_id")
    ]
    op.create_table(
        "transfers",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        *sides,
        sa.Column("began", sa.String(4), nullable=False),
        sa.Column("made_by", sa.String(6), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_transfers"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_transfers_ledger_id", ondelete="CASCADE"),
    )
    for side in ("out", "in"):
        op.create_index(f"ix_transfers_{side}", "transfers", ["ledger_id", f"{side}_account_id"])
