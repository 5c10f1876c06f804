"""Budget plans: the planned cost of a category per cycle, from a date until a later plan."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    select,
    text,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Read, Statement, every

plans = Table(
    "plans",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("category_id", Uuid, primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("amount", BigInteger),
    Column("every", Integer, nullable=False, server_default="1"),
    Column("unit", String(8), nullable=False, server_default="MONTH"),
    Column("first_on", Date, nullable=False, server_default="1900-01-01"),
    Column("weekend", String(8), nullable=False, server_default="SAME_DAY"),
    Column("carry", String(8), nullable=False, server_default="NONE"),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["ledger_id", "category_id"],
        ["categories.ledger_id", "categories.id"],
        name="fk_plans_category",
        deferrable=True,
        initially="DEFERRED",
    ),
)


class PlanRow(NamedTuple):
    """A plan as stored: minor units of the base currency per cycle from `starts_on`; None ends the plan.

    Its cycles are those of a schedule: every so many weeks, months or years from `first_on`, which is earlier.
    """

    ledger_id: UUID
    category_id: UUID
    starts_on: date
    amount: int | None
    every: int = 1
    unit: str = "MONTH"
    first_on: date = date(1900, 1, 1)
    weekend: str = "SAME_DAY"
    carry: str = "NONE"


_ALL = select(plans).where(plans.c.ledger_id == bindparam("ledger_id")).order_by(plans.c.category_id, plans.c.starts_on)
_IN_LEDGER = Statement(_ALL)
_SET = text(
    "INSERT INTO plans (ledger_id, category_id, starts_on, amount, every, unit, first_on, weekend, carry)"
    " VALUES (:ledger_id, :category_id, :starts_on, :amount, :every, :unit, :first_on, :weekend, :carry)"
    " ON CONFLICT (ledger_id, category_id, starts_on) DO UPDATE SET amount = excluded.amount, every = excluded.every,"
    " unit = excluded.unit, first_on = excluded.first_on, weekend = excluded.weekend, carry = excluded.carry"
).bindparams(
    bindparam("ledger_id", type_=Uuid()),
    bindparam("category_id", type_=Uuid()),
    bindparam("starts_on", type_=Date()),
    bindparam("amount", type_=BigInteger()),
    bindparam("first_on", type_=Date()),
)


def all_in(ledger_id: UUID) -> Read[list[PlanRow]]:
    """Read every plan of the ledger, by category, oldest first."""
    return Read(_IN_LEDGER, {"ledger_id": ledger_id}, every(PlanRow._make))


async def all_of(connection: Connection, ledger_id: UUID) -> list[PlanRow]:
    """Return every plan of the ledger, by category, oldest first."""
    return await all_in(ledger_id).within(connection)


async def of_category(connection: Connection, ledger_id: UUID, category_id: UUID) -> list[PlanRow]:
    """Return every plan of one category, oldest first."""
    chosen = _ALL.where(plans.c.category_id == category_id)
    return [PlanRow._make(row) for row in await connection.execute(chosen, {"ledger_id": ledger_id})]


async def set_all(connection: Connection, rows: Sequence[PlanRow]) -> None:
    """Store plans; each replaces one of the same category and date."""
    if rows:
        await connection.execute(_SET, [row._asdict() for row in rows])


async def delete_of(connection: Connection, ledger_id: UUID, category_id: UUID) -> None:
    """Delete all plans of one category."""
    await connection.execute(delete(plans).where(plans.c.ledger_id == ledger_id, plans.c.category_id == category_id))
