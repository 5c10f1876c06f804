"""Exchange rates: the reference rates that the operator has imported, and the prices that a ledger's owner gives."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    String,
    Table,
    Uuid,
    bindparam,
    column,
    delete,
    false,
    select,
    table,
    true,
    union,
    union_all,
)

from db.accounts import accounts
from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Insertion, Read, Statement, Write, every
from db.transactions import transactions

references = Table(
    "reference_rates",
    metadata,
    Column("currency", String(3), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("rate", String(40), nullable=False),
)

prices = Table(
    "currency_prices",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("price", String(40), nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class ReferenceRow(NamedTuple):
    """The amount of a currency that one euro bought on a day."""

    currency: str
    day: date
    rate: str


class PriceRow(NamedTuple):
    """The price of one unit of a currency on a day, in the ledger's base currency."""

    ledger_id: UUID
    currency: str
    day: date
    price: str


class RateRow(NamedTuple):
    """A rate that a ledger knows: a reference rate for the euro, or its own price in the base currency."""

    currency: str
    day: date
    rate: str
    own: bool


_LEDGERS = table("ledgers", column("id", Uuid), column("base_currency", String))
_ledger_id = bindparam("ledger_id", type_=Uuid)
_needed = union(
    select(accounts.c.currency).where(accounts.c.ledger_id == _ledger_id),
    select(_LEDGERS.c.base_currency).where(_LEDGERS.c.id == _ledger_id),
    select(bindparam("currency", type_=String)),
)
_KNOWN = Statement(
    union_all(
        select(references, false().label("own")).where(references.c.currency.in_(_needed)),
        select(prices.c.currency, prices.c.day, prices.c.price, true()).where(prices.c.ledger_id == _ledger_id),
    )
)
_EVERY = Statement(
    union_all(
        select(references, false().label("own")),
        select(prices.c.currency, prices.c.day, prices.c.price, true()).where(prices.c.ledger_id == _ledger_id),
    )
)
_PRICES = Statement(select(prices).where(prices.c.ledger_id == _ledger_id).order_by(prices.c.currency, prices.c.day))
_ADD = Insertion(references, ReferenceRow._fields, "ON CONFLICT (currency, day) DO UPDATE SET rate = excluded.rate")
_SET = Insertion(
    prices, PriceRow._fields, "ON CONFLICT (ledger_id, currency, day) DO UPDATE SET price = excluded.price"
)


def known_in(ledger_id: UUID, currency: str | None = None) -> Read[list[RateRow]]:
    """Read the imported rates of a currency and of those of a ledger's accounts, and all its own prices."""
    return Read(_KNOWN, {"ledger_id": ledger_id, "currency": currency or ""}, every(RateRow._make))


async def known_of(connection: Connection, ledger_id: UUID) -> list[RateRow]:
    """Return the imported rates of all currencies, and the ledger's own prices."""
    return await Read(_EVERY, {"ledger_id": ledger_id}, every(RateRow._make)).within(connection)


def prices_in(ledger_id: UUID) -> Read[list[PriceRow]]:
    """Read the ledger's own prices by currency and day."""
    return Read(_PRICES, {"ledger_id": ledger_id}, every(PriceRow._make))


async def add(connection: Connection, rows: Sequence[ReferenceRow]) -> None:
    """Store reference rates, in place of those of the same days."""
    await Write(_ADD, lambda: rows).within(connection)


async def set_price(connection: Connection, row: PriceRow) -> None:
    """Store a price, in place of that of the same day."""
    await Write(_SET, lambda: [row]).within(connection)


async def delete_price(connection: Connection, row: PriceRow) -> None:
    """Delete a price."""
    key = (prices.c.ledger_id == row.ledger_id, prices.c.currency == row.currency, prices.c.day == row.day)
    await connection.execute(delete(prices).where(*key))


async def ledgers_that_need_rates(connection: Connection) -> list[UUID]:
    """Return the ids of the ledgers that have an account in another currency, or a provisional rate."""
    foreign = (
        select(accounts.c.ledger_id)
        .join_from(accounts, _LEDGERS, accounts.c.ledger_id == _LEDGERS.c.id)
        .where(accounts.c.currency != _LEDGERS.c.base_currency)
    )
    provisional = select(transactions.c.ledger_id).where(transactions.c.provisional)
    return list(await connection.scalars(union(foreign, provisional).order_by("ledger_id")))
