"""Webhooks, and the deliveries to them."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, which are empty."""
    op.create_table(
        "webhooks",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("secret", sa.String(100), nullable=False),
        sa.Column("old_secret", sa.String(100)),
        sa.Column("old_secret_until", _MOMENT),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("read_until", sa.BigInteger, nullable=False),
        sa.Column("lease", _MOMENT),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_webhooks_ledger_id", ondelete="CASCADE"),
    )
    op.create_table(
        "deliveries",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("webhook_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("attempted_at", _MOMENT),
        sa.Column("next_at", _MOMENT),
        sa.Column("delivered_at", _MOMENT),
        sa.Column("status", sa.Integer),
        sa.Column("failure", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "webhook_id"],
            ["webhooks.ledger_id", "webhooks.id"],
            name="fk_deliveries_webhook",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_deliveries_next", "deliveries", ["next_at"])
    op.create_index("ix_deliveries_webhook", "deliveries", ["ledger_id", "webhook_id", "id"])
