"""Profiles of imports: the settings with which files of one shape were read."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make the table, which is empty."""
    op.create_table(
        "import_profiles",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("shape", sa.LargeBinary(16), nullable=False),
        sa.Column("account_id", sa.Uuid),
        sa.Column("currency", sa.String(3)),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_import_profiles"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_import_profiles_ledger_id", ondelete="CASCADE"),
    )
