"""Rules give payees, categories and notes; transactions say which of these somebody or a rule has set."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ALL_BY_HAND = 7


def upgrade() -> None:
    """Make the table of rules and the columns; all of an imported row that was ever edited counts as set by hand."""
    op.create_table(
        "rules",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("conditions", sa.JSON, nullable=False),
        sa.Column("payee", sa.String(200)),
        sa.Column("category_id", sa.Uuid),
        sa.Column("note", sa.String(1000)),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_rules"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_rules_ledger_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "category_id"],
            ["categories.ledger_id", "categories.id"],
            name="fk_rules_category",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.add_column("transactions", sa.Column("origins", sa.Integer))
    op.add_column("transactions", sa.Column("statement_payee", sa.String(200)))
    op.execute(
        f"UPDATE transactions SET origins = {_ALL_BY_HAND} WHERE import_id IS NOT NULL AND version > 1"  # noqa: S608
    )
