"""Calendars of any rule instead of a day of the month, and plans that keep the rhythm for which they were made."""

from datetime import date

import sqlalchemy as sa
from alembic import op

_LEDGERS = sa.text("UPDATE ledgers SET calendars = :calendars WHERE period_start_day = :day")
_PLANS = sa.text(
    "UPDATE plans SET first_on = :first_on WHERE ledger_id IN (SELECT id FROM ledgers WHERE period_start_day = :day)"
).bindparams(sa.bindparam("first_on", type_=sa.Date()))

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Write the start days as calendars, and as the rhythms of all plans."""
    connection = op.get_bind()
    op.add_column("ledgers", sa.Column("calendars", sa.Text, nullable=False, server_default="[]"))
    op.add_column("plans", sa.Column("every", sa.Integer, nullable=False, server_default="1"))
    op.add_column("plans", sa.Column("unit", sa.String(8), nullable=False, server_default="MONTH"))
    op.add_column("plans", sa.Column("first_on", sa.Date, nullable=False, server_default="1900-01-01"))
    op.add_column("plans", sa.Column("weekend", sa.String(8), nullable=False, server_default="SAME_DAY"))
    for day in range(2, 29):
        values = {"day": day, "calendars": f'[{{"day":{day}}}]', "first_on": date(1900, 1, day)}
        connection.execute(_LEDGERS, values)
        connection.execute(_PLANS, values)
    with op.batch_alter_table("ledgers") as ledgers:
        ledgers.drop_column("period_start_day")
