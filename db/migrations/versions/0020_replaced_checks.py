"""Checks that an import replaced are kept, so that they can be given back."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the import that replaced a check; so far, replaced checks were deleted."""
    op.add_column("checks", sa.Column("replaced_by", sa.Uuid))
