"""Alerts, their rules, and how far each ledger was looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, which are empty."""
    op.create_table(
        "alert_rules",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Uuid),
        sa.Column("category_id", sa.Uuid),
        sa.Column("amount", sa.BigInteger),
        sa.Column("percent", sa.Integer),
        sa.Column("days", sa.Integer),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_alert_rules"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_alert_rules_ledger_id", ondelete="CASCADE"),
        *(
            sa.ForeignKeyConstraint(
                ["ledger_id", f"{noun}_id"],
                [f"{table}.ledger_id", f"{table}.id"],
                name=f"fk_alert_rules_{noun}",
                ondelete="CASCADE",
            )
            for noun, table in (("account", "accounts"), ("category", "categories"))
        ),
    )
    op.create_table(
        "alerts",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("rule_id", sa.Uuid, nullable=False),
        sa.Column("about", sa.String(100), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_alerts"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "rule_id"],
            ["alert_rules.ledger_id", "alert_rules.id"],
            name="fk_alerts_rule",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_alerts_revision", "alerts", ["ledger_id", "revision"])
    op.create_table(
        "alert_looks",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", name="pk_alert_looks"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_alert_looks_ledger_id", ondelete="CASCADE"),
    )
