"""Claims of imports: lines of statements that are transactions which were there already."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table, which is empty."""
    op.create_table(
        "import_claims",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("transaction_id", sa.Uuid, nullable=False),
        sa.Column("import_id", sa.Uuid),
        sa.Column("bank_id", sa.String(255)),
        sa.PrimaryKeyConstraint("ledger_id", "fingerprint", "ordinal", name="pk_import_claims"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_import_claims_ledger_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "transaction_id"],
            ["transactions.ledger_id", "transactions.id"],
            name="fk_import_claims_transaction",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_import_claims_transaction", "import_claims", ["ledger_id", "transaction_id"])
