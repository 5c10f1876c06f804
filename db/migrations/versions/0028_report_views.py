"""Reports can be saved under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "report_views",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("question", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_report_views"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_report_views_ledger_id", ondelete="CASCADE"),
    )
