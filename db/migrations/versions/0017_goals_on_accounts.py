"""Goals on accounts: a goal may name the account whose balance is saved for it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column. All goals stay earmarks."""
    op.add_column("goals", sa.Column("account_id", sa.Uuid))
