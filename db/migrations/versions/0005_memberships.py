"""Memberships join users and ledgers, and events say who acted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Move each user's ledger into a membership as its owner, and make the column of who acted."""
    op.create_table(
        "memberships",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "user_id", name="pk_memberships"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_memberships_ledger_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_memberships_user_id", ondelete="CASCADE"),
    )
    op.execute("INSERT INTO memberships (ledger_id, user_id, role) SELECT ledger_id, id, 'owner' FROM users")
    op.create_index("uq_memberships_user", "memberships", ["user_id"], unique=True)
    # The condition is the same on both databases: a ledger has one owner.
    op.execute("CREATE UNIQUE INDEX uq_memberships_owner ON memberships (ledger_id) WHERE role = 'owner'")
    op.drop_index("ix_users_ledger_id", "users")
    with op.batch_alter_table("users") as users:
        users.drop_constraint("fk_users_ledger_id", type_="foreignkey")
        users.drop_column("ledger_id")
    op.add_column("events", sa.Column("actor", sa.Uuid))
