"""Plans that carry what is left of them, or what is missing, to the next period."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Add the column. No plan carries anything."""
    op.add_column("plans", sa.Column("carry", sa.String(8), nullable=False, server_default="NONE"))
