"""Conversations: the messages of a ledger and its owner's assistant, and the reply that is being written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    _messages()
    _replies()
    _tips()
    _dismissals()


def _of_ledger(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name=f"fk_{table}_ledger_id", ondelete="CASCADE")


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("provider", sa.String(100), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("unverified", sa.JSON, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_messages"),
        _of_ledger("messages"),
    )
    op.create_index("ix_messages_newest", "messages", ["ledger_id", "archived", "revision"])


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("lease", _MOMENT, nullable=False),
        sa.Column("stop_requested", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", name="pk_replies"),
        _of_ledger("replies"),
    )
    op.create_index("ix_replies_lease", "replies", ["lease"])


def _tips() -> None:
    op.create_table(
        "tips",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_tips"),
        _of_ledger("tips"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "message_id"],
            ["messages.ledger_id", "messages.id"],
            name="fk_tips_message",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_tips_message", "tips", ["ledger_id", "message_id"])


def _dismissals() -> None:
    op.create_table(
        "dismissals",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("insight_id", sa.Uuid, nullable=False),
        sa.Column("measure", sa.BigInteger, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "insight_id", name="pk_dismissals"),
        _of_ledger("dismissals"),
    )
