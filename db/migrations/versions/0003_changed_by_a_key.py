"""Idempotency keys: whether the request that used a key changed anything."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column. Keys of before were kept only if their request changed something."""
    op.add_column("idempotency_keys", sa.Column("changed", sa.Boolean, nullable=False, server_default=sa.true()))
