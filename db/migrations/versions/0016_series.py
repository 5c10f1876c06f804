"""Series: recurring payments, the transactions that pay them, and skipped due days."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def _to_series(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["ledger_id", "series_id"], ["series.ledger_id", "series.id"], name=f"fk_{table}_series", ondelete="CASCADE"
    )


def _of_series(column: str, table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["ledger_id", column],
        [f"{table}.ledger_id", f"{table}.id"],
        name=f"fk_series_{name}",
        deferrable=True,
        initially="DEFERRED",
    )


def upgrade() -> None:
    """Make the three tables, which are empty."""
    op.create_table(
        "series",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("payee", sa.String(200), nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("amount", sa.BigInteger),
        sa.Column("amount_on", sa.Date, nullable=False),
        sa.Column("category_id", sa.Uuid),
        sa.Column("other_account_id", sa.Uuid),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("every", sa.Integer, nullable=False),
        sa.Column("unit", sa.String(5), nullable=False),
        sa.Column("day", sa.Integer),
        sa.Column("weekend", sa.String(8), nullable=False),
        sa.Column("ends_on", sa.Date),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_series"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_series_ledger_id", ondelete="CASCADE"),
        _of_series("account_id", "accounts", "account"),
        _of_series("other_account_id", "accounts", "other_account"),
        _of_series("category_id", "categories", "category"),
    )
    op.create_table(
        "series_links",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("transaction_id", sa.Uuid, nullable=False),
        sa.Column("series_id", sa.Uuid, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "transaction_id", name="pk_series_links"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "transaction_id"],
            ["transactions.ledger_id", "transactions.id"],
            name="fk_series_links_transaction",
            ondelete="CASCADE",
        ),
        _to_series("series_links"),
    )
    op.create_index("ix_series_links_date", "series_links", ["ledger_id", "date"])
    op.create_index("ix_series_links_series", "series_links", ["ledger_id", "series_id"])
    op.create_table(
        "series_skips",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("series_id", sa.Uuid, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "series_id", "due_on", name="pk_series_skips"),
        _to_series("series_skips"),
    )
