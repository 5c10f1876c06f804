"""Parts of messages: figures, suggested questions and proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Add the column; earlier messages have none."""
    op.add_column("messages", sa.Column("parts", sa.JSON, nullable=False, server_default="[]"))
