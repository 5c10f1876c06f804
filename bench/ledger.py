"""The ledger that is measured: three years of transactions in fifteen categories, as many as wanted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple
from uuid import UUID

from db import balances, budgets, categories, goals, ledgers, totals, transactions
from db.balances import BalanceEntry
from db.budgets import PlanRow
from db.categories import CategoryRow
from db.goals import ContributionRow, GoalRow
from db.ledgers import LedgerRow
from db.stores.engine import Connection, Database
from db.stores.ids import new_id
from db.totals import Entry
from db.transactions import TransactionRow

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FIRST_DAY = date(2023, 12, 1)
DAYS = (NOW.date() - FIRST_DAY).days + 1
KINDS = ("EXPENSE",) * 12 + ("INCOME",) * 2 + ("TRANSFER",)
BATCH = 10_000


class BenchLedger(NamedTuple):
    """A ledger and its categories, the expenses first."""

    id: UUID
    category_ids: Sequence[UUID]


def now() -> datetime:
    """A clock that stands still, so that every run asks for the same period."""
    return NOW


async def open_ledger(database: Database) -> BenchLedger:
    """A new ledger with categories, plans and goals, and no transactions."""
    ledger = BenchLedger(new_id(), [new_id() for _ in KINDS])
    async with database.write() as connection:
        await ledgers.create(
            connection,
            LedgerRow(
                id=ledger.id,
                revision=0,
                base_currency="EUR",
                time_zone="Europe/Berlin",
            ),
        )
        for number, (category_id, kind) in enumerate(zip(ledger.category_ids, KINDS, strict=True)):
            name = f"Category {number}"
            row = CategoryRow(
                ledger_id=ledger.id,
                id=category_id,
                parent_id=None,
                name=name,
                kind=kind,
                colour="#4f8a8b",
                icon="",
                archived=False,
            )
            await categories.create(connection, row)
        expenses = ledger.category_ids[: KINDS.count("EXPENSE")]
        await budgets.set_all(
            connection,
            [
                PlanRow(ledger_id=ledger.id, category_id=category_id, starts_on=FIRST_DAY, amount=50_000)
                for category_id in expenses
            ],
        )
        await _save_up(connection, ledger.id)
    return ledger


async def fill(database: Database, ledger: BenchLedger, count: int) -> None:
    """Record `count` transactions, spread evenly over the days and categories."""
    await record(database, ledger, rows_of(ledger, count))


async def record(database: Database, ledger: BenchLedger, given: Iterable[TransactionRow]) -> None:
    """Record transactions, and count them in the daily totals and balance sums."""
    entries: list[Entry] = []
    movements: list[BalanceEntry] = []
    rows = iter(given)
    while batch := list(islice(rows, BATCH)):
        async with database.write() as connection:
            await transactions.add_bulk(connection, batch)
        entries += [Entry(row.date, row.account_id, row.category_id, row.base_amount) for row in batch]
        movements += [BalanceEntry(row.date, row.account_id, row.account_amount, row.base_amount) for row in batch]
    async with database.write() as connection:
        await totals.add(connection, ledger.id, totals.summed(entries))
        await balances.add(connection, ledger.id, balances.summed(movements))


async def _save_up(connection: Connection, ledger_id: UUID) -> None:
    for number in range(3):
        goal_id = new_id()
        row = GoalRow(
            ledger_id=ledger_id,
            id=goal_id,
            name=f"Goal {number}",
            target=500_000,
            target_date=date(2027, 6, 30),
            started_on=FIRST_DAY,
            account_id=None,
            saved=0,
        )
        await goals.create(connection, row)
        for month in range(12):
            day = FIRST_DAY + timedelta(days=30 * month)
            await goals.contribute(
                connection,
                ContributionRow(ledger_id=ledger_id, id=new_id(), goal_id=goal_id, date=day, amount=10_000, note=""),
            )


def rows_of(ledger: BenchLedger, count: int) -> Iterator[TransactionRow]:
    """Yield the transactions of a ledger, the same each time but for their ids."""
    chance = Random(7)
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    places = [*ledger.category_ids, None]
    for number in range(count):
        amount = -chance.randrange(100, 20_000)
        yield TransactionRow(
            ledger_id=ledger.id,
            id=new_id(),
            account_id=ledger.id,
            date=days[number * DAYS // count],
            amount=amount,
            currency="EUR",
            exchange_rate=None,
            base_amount=amount,
            account_amount=amount,
            payee=f"Payee {chance.randrange(500)}",
            note="",
            category_id=chance.choice(places),
        )
